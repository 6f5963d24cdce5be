import Glibc

/// Small files, read and written whole.
enum Files {
  /// Nil where there is no such file. What is behind `limit` bytes is left out.
  static func read(_ path: String, limit: Int) throws(SystemError) -> [UInt8]? {
    let file: Descriptor
    do {
      file = try Descriptor.open(path, O_RDONLY)
    } catch {
      guard error.number == ENOENT else { throw error }
      return nil
    }
    var bytes: [UInt8] = []
    while bytes.count < limit {
      guard let some = file.readSome(min(1 << 16, limit - bytes.count)) else { continue }
      if some.isEmpty { break }
      bytes += some
    }
    return bytes
  }

  static func write(_ bytes: [UInt8], to file: Descriptor, path: String) throws(SystemError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        pwrite(file.number, buffer.baseAddress.map { $0 + written }, bytes.count - written, written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw SystemError("write", path, count == 0 ? ENOSPC : errno) }
      written += count
    }
  }

  /// Puts the file in place at once, so that no reader sees a part of it; not durable by itself.
  ///
  /// - Parameter temporary: its name until then; nil: one of this process's own.
  static func replace(
    _ path: String, with bytes: [UInt8], mode: mode_t = 0o600, temporary: String? = nil
  ) throws(SystemError) {
    let temporary = temporary ?? "\(path).\(getpid()).tmp"
    let file = try Descriptor.open(temporary, O_WRONLY | O_CREAT | O_TRUNC, mode: mode)
    do throws(SystemError) {
      try write(bytes, to: file, path: path)
      // The mask of the process must not decide who may run or read it.
      guard fchmod(file.number, mode) == 0 else { throw SystemError("chmod", path) }
      guard rename(temporary, path) == 0 else { throw SystemError("rename", path) }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  static func makeDirectory(_ path: String) throws(SystemError) {
    if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
      throw SystemError("mkdir", path)
    }
    try makeDirectory(String(path[..<slash]))
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw SystemError("mkdir", path) }
  }

  /// Makes durable which names the directory holds.
  static func syncDirectory(_ path: String) throws(SystemError) {
    let directory = try Descriptor.open(path, O_RDONLY | O_DIRECTORY)
    guard fsync(directory.number) == 0 else { throw SystemError("fsync", path) }
  }

  static func isExecutable(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
  }

  /// Where a program would be found: by PATH, unless its name holds a slash.
  static func program(_ name: String) -> String? {
    if name.contains("/") { return isExecutable(name) ? name : nil }
    let search = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    for directory in search.split(separator: ":", omittingEmptySubsequences: false) {
      let path = directory.isEmpty ? name : "\(directory)/\(name)"
      if isExecutable(path) { return path }
    }
    return nil
  }
}
