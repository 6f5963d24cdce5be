import ACMEWire
import Gate
import Glibc
import Submission

/// Where certificates are put for those who use them: `NAME/privkey.pem`, `cert.pem`, `chain.pem` and `fullchain.pem`.
///
/// `NAME` is a symbolic link to a directory that is never changed once it is there, so that all four change at once:
/// whoever follows the link once, by opening the directory or by asking where it leads, has a key and a certificate that
/// match. The directory before stays, for whoever is reading it.
struct CertificateStore: Sendable {
  let directory: String

  /// Where the directories are that links lead to.
  private static let versions = ".versions"
  static let fileNames = ["privkey.pem", "cert.pem", "chain.pem", "fullchain.pem"]

  /// What an order's files are called: by its alias, else by its first name.
  static func name(of order: Order) -> String {
    if let alias = order.alias, isName(alias) { return alias }
    return order.names.first.flatMap { isName($0) ? $0 : nil } ?? order.id.text
  }

  /// One component of a path, of harmless characters, and no hidden one.
  private static func isName(_ text: String) -> Bool {
    (1...253).contains(text.utf8.count) && text.utf8.first != UInt8(ascii: ".")
      && text.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "-")
          || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
      }
  }

  func path(of order: Order) -> String { "\(directory)/\(CertificateStore.name(of: order))" }

  /// Puts key and chain in place, durably. The same order again changes nothing.
  @concurrent func install(
    _ order: Order, key: [UInt8], chain: [[UInt8]]
  ) async throws(SystemError) -> String {
    let name = CertificateStore.name(of: order)
    let versions = "\(directory)/\(CertificateStore.versions)/\(name)"
    try Files.makeDirectory(versions)
    // Two orders may be called alike: by their alias, or by the first of their names.
    let lock = try lock("\(versions)/.lock")
    defer { withExtendedLifetime(lock) {} }
    let target = "\(CertificateStore.versions)/\(name)/\(order.id)"
    let before = link(name)
    if before == target { return "\(directory)/\(name)" }
    try write(key, chain, to: "\(directory)/\(target)")
    try Files.syncDirectory(versions)
    try swap(name, to: target)
    try Files.syncDirectory(directory)
    removeVersions(in: versions, but: [target, before].compactMap { $0?.split(separator: "/").last.map(String.init) })
    return "\(directory)/\(name)"
  }

  /// The certificate that is there for exactly these names.
  func certificate(of order: Order) -> CertificateFacts? {
    let path = "\(path(of: order))/cert.pem"
    guard let bytes = try? Files.read(path, limit: 1 << 18), let der = PEM.first("CERTIFICATE", in: bytes),
      let facts = try? CertificateFacts(der: der), facts.names == Set(order.nameSet.names)
    else { return nil }
    return facts
  }

  private func write(_ key: [UInt8], _ chain: [[UInt8]], to path: String) throws(SystemError) {
    // One that a crash left half-written is written anew.
    let temporary = "\(path).tmp"
    removeDirectory(temporary)
    try Files.makeDirectory(temporary)
    let blocks = chain.map { PEM.block("CERTIFICATE", $0) }
    let contents = [blocks[0], blocks.dropFirst().joined(), blocks.joined()].map { Array($0.utf8) }
    for (name, bytes) in zip(CertificateStore.fileNames, [key] + contents) {
      try Files.make("\(temporary)/\(name)", bytes, mode: name == "privkey.pem" ? 0o600 : 0o644)
    }
    try Files.syncDirectory(temporary)
    if rename(temporary, path) == 0 { return }
    // There is a whole one of the same order, to which the link did not lead yet.
    guard errno == ENOTEMPTY || errno == EEXIST else { throw SystemError("rename", path) }
    removeDirectory(path)
    guard rename(temporary, path) == 0 else { throw SystemError("rename", path) }
  }

  /// Waits for whoever holds it, which is for some milliseconds.
  private func lock(_ path: String) throws(SystemError) -> Descriptor {
    let file = try Descriptor.open(path, O_RDWR | O_CREAT)
    while flock(file.number, LOCK_EX) != 0 {
      guard errno == EINTR else { throw SystemError("flock", path) }
    }
    return file
  }

  /// Where the link leads; nil where there is none.
  private func link(_ name: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = buffer.withUnsafeMutableBytes { bytes -> Int in
      guard let start = bytes.baseAddress else { return -1 }
      return readlink("\(directory)/\(name)", start.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
  }

  private func swap(_ name: String, to target: String) throws(SystemError) {
    let path = "\(directory)/\(name)"
    let temporary = "\(directory)/\(CertificateStore.versions)/\(name)/.next"
    unlink(temporary)
    // From the directory, where it will stand.
    guard symlink(target, temporary) == 0 else { throw SystemError("symlink", temporary) }
    guard rename(temporary, path) == 0 else {
      let error = SystemError("rename", path)
      unlink(temporary)
      throw error
    }
  }

  private func removeVersions(in directory: String, but kept: [String]) {
    for name in (try? Files.names(in: directory)) ?? [] where !kept.contains(name) && !name.hasPrefix(".") {
      removeDirectory("\(directory)/\(name)")
    }
  }

  private func removeDirectory(_ path: String) {
    for name in (try? Files.names(in: path)) ?? [] { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}
