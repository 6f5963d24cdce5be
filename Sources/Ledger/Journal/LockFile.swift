import Timing

/// The lock by which processes take turns at the journal. A file of its own that is never renamed, so that all of them
/// lock the same one; it also says who holds it.
struct LockFile: Sendable {
  private let file: any DiskFile
  private let path: String

  /// How long to wait for one's turn. A turn takes milliseconds; a minute's backup may stop a process.
  static let patience = Duration.seconds(10)

  init(_ file: any DiskFile, path: String) {
    self.file = file
    self.path = path
  }

  func hold(by instance: LedgerInstance, disk: any Disk, clocks: any Clocks) throws(LedgerError) {
    let deadline = clocks.instant() + LockFile.patience
    var pause = Duration.microseconds(100)
    while try !isFree() {
      guard clocks.instant() < deadline else {
        throw .busy(path: path, holder: holder(), waited: LockFile.patience)
      }
      disk.pause(pause)
      pause = min(pause * 2, .milliseconds(5))
    }
    // Only for whoever waits in vain: a disk that cannot take it is met by the journal next.
    try? file.write(Array(text(instance).utf8), at: 0)
  }

  private func isFree() throws(LedgerError) -> Bool {
    do {
      return try file.tryLock(shared: false)
    } catch {
      throw .unusable(error)
    }
  }

  func release() {
    // The kernel refuses this for a bad descriptor alone.
    try? file.unlock()
  }

  private func text(_ instance: LedgerInstance) -> String {
    let text = "process \(instance.processID) (\(instance.id))"
    return text + String(repeating: " ", count: max(0, 63 - text.utf8.count)) + "\n"
  }

  private func holder() -> String {
    guard let bytes = try? file.read(at: 0, upTo: 64), !bytes.isEmpty else { return "another process" }
    let text = String(decoding: bytes.filter { (32..<127).contains($0) }, as: UTF8.self)
    return String(text.reversed().drop { $0 == " " }.reversed())
  }
}
