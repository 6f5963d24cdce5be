package import Glibc

/// A descriptor of our own; closed when nobody holds it any more.
package final class Descriptor: Sendable {
  package let number: Int32

  package init(_ number: Int32) {
    self.number = number
  }

  deinit {
    close(number)
  }

  package static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o600) throws(SystemError) -> Descriptor {
    let number = Glibc.open(path, flags | O_CLOEXEC | O_NOFOLLOW, mode)
    guard number >= 0 else { throw SystemError("open", path) }
    return Descriptor(number)
  }

  /// Locks the file, which is made where it is missing; nil where somebody else holds the lock. The lock belongs to the
  /// open file: whoever inherits the descriptor holds it on.
  package static func locking(_ path: String) throws(SystemError) -> Descriptor? {
    let file = try open(path, O_RDWR | O_CREAT)
    while flock(file.number, LOCK_EX | LOCK_NB) != 0 {
      if errno == EWOULDBLOCK { return nil }
      guard errno == EINTR else { throw SystemError("flock", path) }
    }
    return file
  }

  /// What can be read now, at most `limit` bytes: empty at the end of the file, nil where reading would wait.
  package func readSome(_ limit: Int) -> [UInt8]? {
    var wouldWait = false
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
      let count = read(number, buffer.baseAddress, limit)
      wouldWait = count < 0 && (errno == EAGAIN || errno == EINTR)
      filled = max(0, count)
    }
    return wouldWait ? nil : bytes
  }
}
