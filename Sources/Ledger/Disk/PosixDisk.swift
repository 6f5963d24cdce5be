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

  public func openForReading(_ path: String) throws(DiskError) -> any DiskFile {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { throw DiskError(call: "open", path: path, number: errno) }
    return PosixFile(descriptor: descriptor, path: path)
  }

  public func identity(of path: String) throws(DiskError) -> FileIdentity? {
    var status = stat()
    if lstat(path, &status) == 0 { return FileIdentity(status) }
    guard errno == ENOENT || errno == ENOTDIR else { throw DiskError(call: "stat", path: path, number: errno) }
    return nil
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

extension FileIdentity {
  init(_ status: stat) {
    self.init(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  }
}
