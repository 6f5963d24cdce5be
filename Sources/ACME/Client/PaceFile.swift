import CPosix
import Gate
import Glibc
import Timing

/// What all processes on one state directory know of the requests that they send to the CA, which counts them by the
/// address that they share: for each rate, when its next request is due by even spacing.
///
/// A line that says which boot of the machine this is, and one for each rate, its moment by the clock that counts from
/// boot. A file that cannot be used, or is another boot's, binds nobody: each process then keeps to the rates by itself.
struct PaceFile {
  private let descriptor: Int32
  private let firstLine: String

  /// Octets; a profile has a handful of rates.
  private static let maximum = 8192

  /// Nil where the file can be neither opened nor made.
  ///
  /// - Parameter boot: The kernel's id of this boot. Where it does not say one, every boot counts as the same.
  init?(_ path: String, boot: String = PaceFile.boot) {
    firstLine = "boot \(boot)"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return nil }
  }

  func close() { Glibc.close(descriptor) }

  /// Lets `body` read and change the moments while no other process does. Nil where another one is at it.
  func exchange<Result>(_ body: (inout [String: Instant]) -> Result) -> Result? {
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return nil }
    defer { flock(descriptor, LOCK_UN) }
    let known = read()
    var moments = known
    let result = body(&moments)
    if moments != known { write(moments) }
    return result
  }

  private func read() -> [String: Instant] {
    var octets = [UInt8](repeating: 0, count: Self.maximum)
    let count = pread(descriptor, &octets, octets.count, 0)
    guard count > 0 else { return [:] }
    var moments: [String: Instant] = [:]
    let lines = String(decoding: octets[..<count], as: UTF8.self).split(separator: "\n")
    guard let first = lines.first, first == firstLine else { return [:] }
    for line in lines.dropFirst() {
      let words = line.split(separator: " ")
      guard words.count == 2, let nanoseconds = Int64(words[1]) else { continue }
      moments[String(words[0])] = Instant(nanoseconds: nanoseconds)
    }
    return moments
  }

  private func write(_ moments: [String: Instant]) {
    let lines = moments.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.nanoseconds)\n" }
    let octets = Array((firstLine + "\n" + lines.joined()).utf8)
    guard octets.count <= Self.maximum, pwrite(descriptor, octets, octets.count, 0) == octets.count else { return }
    ftruncate(descriptor, off_t(octets.count))
  }

  static var boot: String {
    var id = [CChar](repeating: 0, count: 36)
    guard cposix_boot_id(&id) == 0 else { return "unknown" }
    return String(decoding: id.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
