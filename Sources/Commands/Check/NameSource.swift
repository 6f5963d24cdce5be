import EventLoop
import Gate
import JSONText
import Pipeline
import Readiness
import Reports

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
  private var reading: Task<Result<[LineSplitter.Line], CommandError>, Never>?
  private var waiters: [CheckedContinuation<Void, Never>] = []
  private var hasEnded: Bool
  private var isStopped = false
  /// Why the file could not be read to its end.
  private(set) var failure: CommandError?
  /// Names so far.
  private var found: Int

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unownedExecutor }

  init(_ names: [String], from path: String?, loop: Loop) throws(CommandError) {
    self.loop = loop
    items = names.map { Item.name($0, targets: [], line: nil) }[...]
    found = names.count
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
      if reading != nil {
        await withCheckedContinuation { waiters.append($0) }
      } else {
        await read()
      }
    }
    return items.popFirst()
  }

  /// How many names there are, as far as one can tell without reading ahead.
  func total() async -> ProgressModel.Total {
    guard let file else { return .known(found) }
    let consumed = await file.consumed
    guard let size = file.size else { return hasEnded && !isStopped ? .known(found) : .unknown }
    if consumed >= size { return .known(found) }
    guard consumed > 0 else { return .unknown }
    return .about(max(found, Int(Double(found) / Double(consumed) * Double(size))))
  }

  /// Nothing more is given out, and nobody waits for a file that has nothing to say.
  func stop() {
    items = []
    isStopped = true
    hasEnded = true
    reading?.cancel()
  }

  private func read() async {
    let reading = Task { await lines() }
    self.reading = reading
    switch await reading.value {
    case _ where isStopped: break
    case .success(let lines) where lines.isEmpty: hasEnded = true
    case .success(let lines): add(lines.flatMap(parse))
    case .failure(let error):
      failure = error
      hasEnded = true
    }
    self.reading = nil
    let woken = waiters
    waiters.removeAll()
    for waiter in woken { waiter.resume() }
  }

  private func lines() async -> Result<[LineSplitter.Line], CommandError> {
    do throws(CommandError) {
      return .success(try await file?.next() ?? [])
    } catch {
      return .failure(error)
    }
  }

  private func add(_ new: [Item]) {
    items += new[...]
    for case .name in new { found += 1 }
  }

  private func parse(_ line: LineSplitter.Line) -> [Item] {
    switch RequestLine(line.bytes, canonical: canonical) {
    case .blank: []
    case .rejected(let reason): [.rejected(line: line.number, reason: reason)]
    case .request(let request, let targets): request.names.map { .name($0, targets: targets, line: line.number) }
    }
  }
}
