import Glibc
import Webroot

/// Remembers token files, so that one left by a kill is removed by the next run. Each has an entry, locked for as long
/// as its process lives.
public struct TokenSweep: Sendable {
  private let directory: String

  /// - Parameter state: The state directory. Where it cannot be written nothing is remembered.
  public init(state: String) {
    directory = state + "/probes"
  }

  /// Writes an entry for the token and holds it; -1 where that is not possible. Given to `forget` at the end.
  public func remember(_ token: WebrootToken) -> Int32 {
    guard token.file.first == "/" else { return -1 }
    mkdir(directory, 0o700)
    let descriptor = open(entry(token), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return -1 }
    let bytes = Array(token.file.utf8)
    _ = flock(descriptor, LOCK_EX | LOCK_NB)
    _ = write(descriptor, bytes, bytes.count)
    return descriptor
  }

  public func forget(_ token: WebrootToken, _ descriptor: Int32) {
    guard descriptor >= 0 else { return }
    unlink(entry(token))
    close(descriptor)
  }

  /// Removes what dead processes left.
  public func sweep() {
    guard let stream = opendir(directory) else { return }
    defer { closedir(stream) }
    while let found = readdir(stream) {
      let name = withUnsafeBytes(of: found.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasPrefix("preflight-") { sweep("\(directory)/\(name)", token: name) }
    }
  }

  private func sweep(_ entry: String, token: String) {
    let descriptor = open(entry, O_RDWR | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &buffer, buffer.count)
    let file = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    // Only what such an entry can name is ever removed.
    let end = ChallengeDirectory.path + "/" + token
    if file.first == "/", file.hasSuffix(end) {
      ChallengeDirectory(webroot: String(file.dropLast(end.count))).remove(token)
    }
    unlink(entry)
  }

  private func entry(_ token: WebrootToken) -> String {
    directory + "/" + (token.path.split(separator: "/").last.map(String.init) ?? "")
  }
}
