/// The disk as a ledger uses it, behind a protocol so that a simulation can tear writes and lose what was not synced.
///
/// Calls block: they are made on an executor of their own, never on one that serves sockets.
public protocol Disk: Sendable {
  /// Makes the directory and those above it, 0700, where they are missing.
  func makeDirectory(_ path: String) throws(DiskError)
  /// Opens a file for reading and writing (0600 where it is made). A missing file is made only for `creating`.
  func open(_ path: String, creating: Bool) throws(DiskError) -> any DiskFile
  func remove(_ path: String) throws(DiskError)
  func rename(_ path: String, to newPath: String) throws(DiskError)
  /// The names in a directory, in no order.
  func list(_ directory: String) throws(DiskError) -> [String]
  /// Makes durable which names a directory holds.
  func syncDirectory(_ path: String) throws(DiskError)
  /// Lets time pass between two tries at a lock.
  func pause(_ duration: Duration)
}

/// An open file. It is closed, and its lock let go, when nobody holds it any more.
public protocol DiskFile: AnyObject, Sendable {
  /// At most `count` bytes; fewer only at the end of the file.
  func read(at offset: Int64, upTo count: Int) throws(DiskError) -> [UInt8]
  /// Writes all of them, or throws after having written some.
  func write(_ bytes: [UInt8], at offset: Int64) throws(DiskError)
  /// Makes durable what was written (fdatasync).
  func sync() throws(DiskError)
  func truncate(to length: Int64) throws(DiskError)
  func status() throws(DiskError) -> FileStatus
  /// False where somebody else holds the lock. The kernel lets go of it when the process ends, however it ends.
  func tryLock(shared: Bool) throws(DiskError) -> Bool
  func unlock() throws(DiskError)
}

public struct FileStatus: Hashable, Sendable {
  /// In bytes.
  public var length: Int64
  /// Whether any directory still names the file.
  public var isLinked: Bool

  public init(length: Int64, isLinked: Bool) {
    self.length = length
    self.isLinked = isLinked
  }
}

/// What the system refused, and where.
public struct DiskError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The call: "open", "fdatasync".
  public let call: String
  public let path: String
  /// errno.
  public let number: Int32

  public init(call: String, path: String, number: Int32) {
    self.call = call
    self.path = path
    self.number = number
  }

  /// "No space left on device".
  public var reason: String { errorText(number) }

  public var description: String { "\(path): \(reason) (\(call))" }
}
