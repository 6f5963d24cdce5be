import Glibc

/// What the figures were taken on.
struct Machine: Sendable {
  let cores: Int
  let kernel: String
  /// "ext4", or its number where it has no name here.
  let fileSystem: String

  static func this(directory: String) -> Machine {
    var name = utsname()
    uname(&name)
    let release = withUnsafeBytes(of: &name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    return Machine(cores: sysconf(Int32(_SC_NPROCESSORS_ONLN)), kernel: release, fileSystem: fileSystem(directory))
  }

  /// Of the mount point that is nearest to the directory.
  private static func fileSystem(_ directory: String) -> String {
    guard let resolved = realpath(directory, nil) else { return "an unknown file system" }
    defer { free(resolved) }
    let path = String(cString: resolved) + "/"
    var best = (point: "", kind: "an unknown file system")
    // proc(5): device, mount point, type.
    for line in Files.read("/proc/self/mounts", limit: 1 << 20).split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count > 2 else { continue }
      let point = words[1] == "/" ? "/" : words[1] + "/"
      if path.hasPrefix(point), point.count >= best.point.count { best = (String(point), String(words[2])) }
    }
    return best.kind == "tmpfs" ? "tmpfs, which has no disk: syncing costs nothing there" : best.kind
  }
}

enum Files {
  /// The beginning of a file; empty where there is none.
  static func read(_ path: String, limit: Int) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: limit)
    var count = 0
    while count < limit {
      let some = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress.map { $0 + count }, limit - count) }
      guard some > 0 else { break }
      count += some
    }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}

/// What the system refused.
struct SystemFault: Error, CustomStringConvertible {
  let description: String

  init(_ what: String, _ number: Int32 = errno) {
    description = "\(what): \(String(cString: strerror(number)))"
  }

  init(saying description: String) {
    self.description = description
  }
}

enum Standard {
  /// A line on standard error.
  static func say(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    _ = write(2, bytes, bytes.count)
  }
}
