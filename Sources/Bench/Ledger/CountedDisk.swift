import Ledger
import Synchronization

/// The machine's disk, and how often and how much was synced on it.
final class CountedDisk: Disk {
  struct Count {
    var syncs = 0
    var bytes = 0
  }

  private let disk = PosixDisk()
  private let count = Mutex(Count())

  var counted: Count { count.withLock { $0 } }

  func open(_ path: String, creating: Bool) throws(DiskError) -> any DiskFile {
    CountedFile(file: try disk.open(path, creating: creating)) { [self] bytes in
      count.withLock { count in
        count.syncs += bytes == nil ? 1 : 0
        count.bytes += bytes ?? 0
      }
    }
  }

  func openForReading(_ path: String) throws(DiskError) -> any DiskFile { try disk.openForReading(path) }
  func makeDirectory(_ path: String) throws(DiskError) { try disk.makeDirectory(path) }
  func identity(of path: String) throws(DiskError) -> FileIdentity? { try disk.identity(of: path) }
  func remove(_ path: String) throws(DiskError) { try disk.remove(path) }
  func rename(_ path: String, to newPath: String) throws(DiskError) { try disk.rename(path, to: newPath) }
  func list(_ directory: String) throws(DiskError) -> [String] { try disk.list(directory) }
  func syncDirectory(_ path: String) throws(DiskError) { try disk.syncDirectory(path) }
  func pause(_ duration: Duration) { disk.pause(duration) }
}

private final class CountedFile: DiskFile {
  private let file: any DiskFile
  /// Bytes that are written; nil: a sync.
  private let note: @Sendable (Int?) -> Void

  init(file: any DiskFile, note: @escaping @Sendable (Int?) -> Void) {
    self.file = file
    self.note = note
  }

  func write(_ bytes: [UInt8], at offset: Int64) throws(DiskError) {
    try file.write(bytes, at: offset)
    note(bytes.count)
  }

  func sync() throws(DiskError) {
    try file.sync()
    note(nil)
  }

  func read(at offset: Int64, upTo count: Int) throws(DiskError) -> [UInt8] { try file.read(at: offset, upTo: count) }
  func truncate(to length: Int64) throws(DiskError) { try file.truncate(to: length) }
  func status() throws(DiskError) -> FileStatus { try file.status() }
  func tryLock(shared: Bool) throws(DiskError) -> Bool { try file.tryLock(shared: shared) }
  func unlock() throws(DiskError) { try file.unlock() }
  func takeOwner(of other: any DiskFile) throws(DiskError) {
    // Two files of this kind at most: the journal and the one that is to take its place.
    try file.takeOwner(of: (other as? CountedFile)?.file ?? other)
  }
}
