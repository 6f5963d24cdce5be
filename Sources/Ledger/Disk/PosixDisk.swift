import Glibc

/// The machine's own disk.
public struct PosixDisk: Disk {
  public init() {}

  public func makeDirectory(_ path: String) throws(DiskError) {
    if mkdir(path, 0o700) == 0 { return }
    let number = errno
    if number == EEXIST, isDirectory(path) { return }
    guard number == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
      throw DiskError(call: "mkdir", path: path, number: number == EEXIST ? ENOTDIR : number)
    }
    try makeDirectory(String(path[..<slash]))
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw DiskError(call: "mkdir", path: path, number: errno)
    }
  }

  private func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  public func open(_ path: String, creating: Bool) throws(DiskError) -> any DiskFile {
    let flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | (creating ? O_CREAT : 0)
    let descriptor = Glibc.open(path, flags, 0o600)
    guard descriptor >= 0 else { throw DiskError(call: "open", path: path, number: errno) }
    return PosixFile(descriptor: descriptor, path: path)
  }

  public func remove(_ path: String) throws(DiskError) {
    guard unlink(path) == 0 else { throw DiskError(call: "unlink", path: path, number: errno) }
  }

  public func rename(_ path: String, to newPath: String) throws(DiskError) {
    guard Glibc.rename(path, newPath) == 0 else { throw DiskError(call: "rename", path: newPath, number: errno) }
  }

  public func list(_ directory: String) throws(DiskError) -> [String] {
    guard let stream = opendir(directory) else { throw DiskError(call: "opendir", path: directory, number: errno) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  public func syncDirectory(_ path: String) throws(DiskError) {
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DiskError(call: "open", path: path, number: errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw DiskError(call: "fsync", path: path, number: errno) }
  }

  public func pause(_ duration: Duration) {
    let nanoseconds = max(0, duration.components.attoseconds / 1_000_000_000)
    var time = timespec(tv_sec: Int(duration.components.seconds), tv_nsec: Int(nanoseconds))
    nanosleep(&time, nil)
  }
}

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
    return FileStatus(length: Int64(status.st_size), isLinked: status.st_nlink > 0)
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
