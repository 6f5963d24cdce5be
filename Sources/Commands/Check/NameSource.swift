import EventLoop
import Gate
import JSONText
import Pipeline
import Readiness

/// The names to check: those of the command line, then those of the file, read as they are needed.
actor NameSource {
  enum Item: Sendable {
    /// `line`: where it stands in the list; nil for one of the command line.
    case name(String, targets: [Target], line: Int?)
    case rejected(line: Int, reason: String)
  }

  private let loop: Loop
  private let file: InputFile?
  private let canonical: @Sendable (String) -> String
  private var items: ArraySlice<Item>
  private var isReading = false
  private var waiters: [CheckedContinuation<Void, Never>] = []
  private var hasEnded: Bool
  /// Why the file could not be read to its end.
  private(set) var failure: CommandError?

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unownedExecutor }

  init(_ names: [String], from path: String?, loop: Loop) throws(CommandError) {
    self.loop = loop
    items = names.map { Item.name($0, targets: [], line: nil) }[...]
    // A name is shown as it was given; the checker brings it into its form.
    canonical = { $0 }
    hasEnded = path == nil
    if let path {
      file = try InputFile(path: path, lineLimit: RequestLine.maximumBytes, loop: loop)
    } else {
      file = nil
    }
  }

  /// The next item; nil at the end.
  func next() async -> Item? {
    while items.isEmpty, !hasEnded {
      if isReading {
        await withCheckedContinuation { waiters.append($0) }
      } else {
        await read()
      }
    }
    return items.popFirst()
  }

  /// Nothing more is given out.
  func stop() {
    items = []
    hasEnded = true
  }

  private func read() async {
    isReading = true
    do throws(CommandError) {
      let lines = try await file?.next() ?? []
      if lines.isEmpty { hasEnded = true }
      if !hasEnded || !lines.isEmpty { items += lines.flatMap(parse)[...] }
    } catch {
      failure = error
      hasEnded = true
    }
    isReading = false
    let woken = waiters
    waiters.removeAll()
    for waiter in woken { waiter.resume() }
  }

  private func parse(_ line: LineSplitter.Line) -> [Item] {
    switch RequestLine(line.bytes, canonical: canonical) {
    case .blank: []
    case .rejected(let reason): [.rejected(line: line.number, reason: reason)]
    case .request(let request, let targets): request.names.map { .name($0, targets: targets, line: line.number) }
    }
  }
}
