import Glibc

/// A directory of this benchmark's own, in the one whose disk is measured.
struct Scratch: Sendable {
  let path: String

  init(in directory: String) throws(SystemFault) {
    var template = Array("\(directory)/preflight-bench-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    guard let made else { throw SystemFault(directory) }
    path = made
  }

  func remove() { Scratch.remove(path) }

  /// A directory and all that is in it; symbolic links are not followed.
  static func remove(_ path: String) {
    if let stream = opendir(path) {
      while let entry = readdir(stream) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) {
          String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        guard name != ".", name != ".." else { continue }
        if unlink("\(path)/\(name)") != 0 { remove("\(path)/\(name)") }
      }
      closedir(stream)
    }
    rmdir(path)
  }
}
