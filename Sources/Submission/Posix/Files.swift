package import Glibc

/// Small files, read and written whole.
package enum Files {
  /// Nil where there is no such file. What is behind `limit` bytes is left out.
  package static func read(_ path: String, limit: Int) throws(SystemError) -> [UInt8]? {
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

  package static func write(_ bytes: [UInt8], to file: Descriptor, path: String) throws(SystemError) {
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
  package static func replace(
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

  /// The same, durable but for the directory's own entry: `syncDirectory` does that for several at once. For one writer
  /// at a time: a kill leaves `path` with ".tmp" behind, which the next one replaces.
  package static func replaceDurably(
    _ path: String, with bytes: [UInt8], mode: mode_t = 0o600
  ) throws(SystemError) {
    let temporary = "\(path).tmp"
    do throws(SystemError) {
      try make(temporary, bytes, mode: mode)
      guard rename(temporary, path) == 0 else { throw SystemError("rename", path) }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Makes a durable file where none of that name is; false where one is.
  package static func create(_ path: String, _ bytes: [UInt8], mode: mode_t = 0o600) throws(SystemError) -> Bool {
    let temporary = "\(path).\(getpid()).tmp"
    defer { unlink(temporary) }
    try make(temporary, bytes, mode: mode)
    // A link, unlike a rename, replaces nothing.
    if link(temporary, path) != 0 {
      if errno == EEXIST { return false }
      throw SystemError("link", path)
    }
    try syncDirectory(parent(of: path))
    return true
  }

  /// A durable file of its own, never readable by more than `mode` says.
  package static func make(_ path: String, _ bytes: [UInt8], mode: mode_t) throws(SystemError) {
    let file = try Descriptor.open(path, O_WRONLY | O_CREAT | O_TRUNC, mode: mode)
    try write(bytes, to: file, path: path)
    guard fchmod(file.number, mode) == 0 else { throw SystemError("chmod", path) }
    guard fsync(file.number) == 0 else { throw SystemError("fsync", path) }
  }

  package static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// What a directory holds, without "." and "..".
  package static func names(in path: String) throws(SystemError) -> [String] {
    guard let stream = opendir(path) else { throw SystemError("opendir", path) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Writes a program of ours, 0700; replaced at once so that a client that is just starting it never runs half of it.
  static func writeProgram(_ path: String, _ text: String) throws(SystemError) {
    let bytes = Array(text.utf8)
    if isExecutable(path), try read(path, limit: 1 << 16) == bytes { return }
    try replace(path, with: bytes, mode: 0o700)
  }

  package static func makeDirectory(_ path: String) throws(SystemError) {
    if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
      throw SystemError("mkdir", path)
    }
    try makeDirectory(String(path[..<slash]))
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw SystemError("mkdir", path) }
  }

  /// Makes durable which names the directory holds.
  package static func syncDirectory(_ path: String) throws(SystemError) {
    let directory = try Descriptor.open(path, O_RDONLY | O_DIRECTORY)
    guard fsync(directory.number) == 0 else { throw SystemError("fsync", path) }
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether it is a directory that holds anything.
  static func hasEntries(_ path: String) -> Bool { !((try? names(in: path)) ?? []).isEmpty }

  package static func isExecutable(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
  }

  /// Where a program would be found: by PATH, unless its name holds a slash.
  package static func program(_ name: String) -> String? {
    if name.contains("/") { return isExecutable(name) ? name : nil }
    let search = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    for directory in search.split(separator: ":", omittingEmptySubsequences: false) {
      let path = directory.isEmpty ? name : "\(directory)/\(name)"
      if isExecutable(path) { return path }
    }
    return nil
  }
}
