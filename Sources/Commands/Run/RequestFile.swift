import EventLoop
import JSONText
import Pipeline

/// The requests of a file or of standard input, read as there is room for them.
actor RequestFile: RequestSource {
  private let loop: Loop
  private let file: InputFile
  private let canonical: @Sendable (String) -> String
  private var isStopped = false
  /// Why the file could not be read to its end.
  private(set) var failure: CommandError?

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unownedExecutor }

  init(_ path: String, canonical: @escaping @Sendable (String) -> String, loop: Loop) throws(CommandError) {
    self.loop = loop
    self.canonical = canonical
    file = try InputFile(path: path, lineLimit: RequestLine.maximumBytes, loop: loop)
  }

  func next() async -> [NumberedLine] {
    do throws(CommandError) {
      guard !isStopped else { return [] }
      return try await file.next().map { line in
        NumberedLine(number: line.number, line: RequestLine(line.bytes, canonical: canonical))
      }
    } catch {
      failure = error
      return []
    }
  }

  func stop() {
    isStopped = true
  }
}
