/// The disk as a ledger uses it, behind a protocol so that a simulation can tear writes and lose what was not synced.
///
/// Calls block: they are made on an executor of their own, never on one that serves sockets.
public protocol Disk: Sendable {
  /// Makes the directory and those above it, 0700, where they are missing.
  func makeDirectory(_ path: String) throws(DiskError)
  /// Opens a file for reading and writing (0600 where it is made). A missing file is made only for `creating`.
  func open(_ path: String, creating: Bool) throws(DiskError) -> any DiskFile
  /// Opens a file for reading alone: on a file system that cannot be written, too. Never waits, whatever it is.
  func openForReading(_ path: String) throws(DiskError) -> any DiskFile
  /// Which file that name stands for; nil where there is none.
  func identity(of path: String) throws(DiskError) -> FileIdentity?
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
  /// Gives this file the owner and the permissions of another.
  func takeOwner(of other: any DiskFile) throws(DiskError)
}

/// What makes two names stand for the same file.
public struct FileIdentity: Hashable, Sendable {
  public var device: UInt64
  public var inode: UInt64

  public init(device: UInt64, inode: UInt64) {
    self.device = device
    self.inode = inode
  }
}

public struct FileStatus: Hashable, Sendable {
  /// In bytes.
  public var length: Int64
  public var identity: FileIdentity
  /// False for a directory, a pipe, a device.
  public var isRegular: Bool
  public var mode: UInt32
  public var user: UInt32
  public var group: UInt32

  public init(
    length: Int64, identity: FileIdentity, isRegular: Bool = true, mode: UInt32 = 0o600, user: UInt32 = 0,
    group: UInt32 = 0
  ) {
    self.length = length
    self.identity = identity
    self.isRegular = isRegular
    self.mode = mode
    self.user = user
    self.group = group
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
  public var reason: String { isSymbolicLink ? "it is a symbolic link, and none is followed" : errorText(number) }

  public var description: String { "\(path): \(reason) (\(call))" }
}
