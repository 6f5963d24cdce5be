import Options
import Reports
import Synchronization

/// The files of --report, each with its format. One that fails does not end the work: that is said once, and counts in
/// the exit code.
final class ReportFiles: Sendable {
  /// What each file is to be given, in their order.
  typealias Batch = [[UInt8]]

  /// A page for the job that this is a step of, where it has one: the same in Markdown, behind what other steps wrote.
  struct Summary: Sendable {
    let output: any Output
  }

  private struct File: Sendable {
    let label: String
    let output: any Output
    /// Where it appears at the end only.
    let whole: (any WholeOutput)?
  }

  private let files: [File]
  private let say: @Sendable (String) -> Void
  private let state: Mutex<(documents: [any OutputDocument], failed: Set<Int>)>

  /// Opens all of them at once, so that a bad path is said before any work is done.
  init(_ choices: [ReportChoice], _ settings: OutputSettings, summary: Summary? = nil, _ context: Context)
    throws(CommandError)
  {
    say = { context.say($0) }
    var files: [File] = []
    for choice in choices {
      do throws(OutputError) {
        if choice.format.isStream {
          files.append(File(label: "\(choice)", output: try context.createFile(choice.path), whole: nil))
        } else {
          let whole = try context.replaceFile(choice.path)
          files.append(File(label: "\(choice)", output: whole, whole: whole))
        }
      } catch {
        throw .input("\(choice) cannot be written: \(error); name a file in a directory that is there and yours")
      }
    }
    var documents = choices.map { $0.format.document(settings) }
    if let summary {
      files.append(File(label: "the job summary", output: summary.output, whole: nil))
      var brief = settings
      brief.isBrief = true
      documents.append(ReportFormat.markdown.document(brief))
    }
    self.files = files
    state = Mutex((documents, []))
  }

  /// Whether one of them is not what it should be.
  var hasFailed: Bool { state.withLock { !$0.failed.isEmpty } }

  func add(_ entry: OutputEntry) -> Batch {
    guard !files.isEmpty else { return [] }
    return state.withLock { state in state.documents.indices.map { state.documents[$0].add(entry) } }
  }

  func write(_ batch: Batch) {
    for (index, bytes) in batch.enumerated() where !bytes.isEmpty {
      attempt(index) { file throws(OutputError) in try file.output.write(bytes) }
    }
  }

  /// Writes what stands behind the last entry, and puts whole files in their places.
  func finish(_ ending: OutputEnding) {
    write(state.withLock { state in state.documents.indices.map { state.documents[$0].end(ending) } })
    for index in files.indices {
      attempt(index) { file throws(OutputError) in try file.whole?.commit() }
    }
  }

  /// The process ends at once: nothing is left beside the files.
  func abandon() {
    for file in files { file.whole?.abandon() }
  }

  private func attempt(_ index: Int, _ body: (File) throws(OutputError) -> Void) {
    guard !state.withLock({ $0.failed.contains(index) }) else { return }
    let file = files[index]
    do throws(OutputError) {
      try body(file)
    } catch {
      // Nobody reads a pipe any more: as with standard output, no failure.
      guard error != .closed else { return }
      state.withLock { _ = $0.failed.insert(index) }
      let left = file.whole == nil ? "it ends there" : "there is no new one"
      say(Inert.text("\(file.label): \(error); \(left): make room, or name another place", limit: 600))
    }
  }
}

extension ReportFiles.Batch {
  /// The octets of all files.
  var octets: Int { reduce(0) { $0 + $1.count } }

  mutating func append(_ other: [[UInt8]]) {
    if isEmpty {
      self = other
      return
    }
    for (index, bytes) in other.enumerated() { self[index] += bytes }
  }
}
