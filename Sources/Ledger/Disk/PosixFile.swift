import Glibc

/// A descriptor of our own, never inherited by a child.
final class PosixFile: DiskFile {
  private let descriptor: Int32
  private let path: String

  init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit {
    close(descriptor)
  }

  func read(at offset: Int64, upTo count: Int) throws(DiskError) -> [UInt8] {
    var number: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count, let base = buffer.baseAddress {
        let result = pread(descriptor, base + filled, count - filled, Int(offset) + filled)
        if result < 0, errno == EINTR { continue }
        if result < 0 { number = errno }
        guard result > 0 else { return }
        filled += result
      }
    }
    guard number == 0 else { throw DiskError(call: "read", path: path, number: number) }
    return bytes
  }

  func write(_ bytes: [UInt8], at offset: Int64) throws(DiskError) {
    var written = 0
    while written < bytes.count {
      let result = bytes.withUnsafeBytes { buffer in
        pwrite(descriptor, buffer.baseAddress.map { $0 + written }, bytes.count - written, Int(offset) + written)
      }
      if result < 0, errno == EINTR { continue }
      guard result > 0 else { throw DiskError(call: "write", path: path, number: result == 0 ? ENOSPC : errno) }
      written += result
    }
  }

  func sync() throws(DiskError) {
    guard fdatasync(descriptor) == 0 else { throw DiskError(call: "fdatasync", path: path, number: errno) }
  }

  func truncate(to length: Int64) throws(DiskError) {
    guard ftruncate(descriptor, Int(length)) == 0 else {
      throw DiskError(call: "truncate", path: path, number: errno)
    }
  }

  func status() throws(DiskError) -> FileStatus {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw DiskError(call: "stat", path: path, number: errno) }
    return FileStatus(
      length: Int64(status.st_size), identity: FileIdentity(status), isRegular: status.st_mode & S_IFMT == S_IFREG,
      mode: status.st_mode & 0o7777, user: status.st_uid, group: status.st_gid)
  }

  func takeOwner(of other: any DiskFile) throws(DiskError) {
    let mine = try status()
    let theirs = try other.status()
    if mine.user != theirs.user || mine.group != theirs.group {
      guard fchown(descriptor, theirs.user, theirs.group) == 0 else {
        throw DiskError(call: "chown", path: path, number: errno)
      }
    }
    guard mine.mode == theirs.mode || fchmod(descriptor, theirs.mode) == 0 else {
      throw DiskError(call: "chmod", path: path, number: errno)
    }
  }

  func tryLock(shared: Bool) throws(DiskError) -> Bool {
    while true {
      if flock(descriptor, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 { return true }
      if errno == EWOULDBLOCK { return false }
      guard errno == EINTR else { throw DiskError(call: "flock", path: path, number: errno) }
    }
  }

  func unlock() throws(DiskError) {
    guard flock(descriptor, LOCK_UN) == 0 else { throw DiskError(call: "flock", path: path, number: errno) }
  }
}

/// The system's words for an errno.
func errorText(_ number: Int32) -> String {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
    guard let base = buffer.baseAddress, strerror_r(number, base, buffer.count) == 0 else {
      return "error \(number)"
    }
    return String(cString: base)
  }
}
