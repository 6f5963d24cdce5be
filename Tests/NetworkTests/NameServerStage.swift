import DNSWire
import EventLoop
import Glibc
import Synchronization

/// A name server on a loopback port of its own, over UDP and TCP, that answers as a test says. It lives on the loop.
final class NameServerStage: Sendable {
  /// A query as it came: its bytes, and over what.
  struct Received: Sendable {
    var bytes: [UInt8]
    var isTCP: Bool

    var hasEDNS: Bool { bytes[11] == 1 }
    var hasCapitals: Bool { bytes.dropFirst(12).prefix { $0 != 0 }.contains { (0x41...0x5a).contains($0) } }
    var recursionDesired: Bool { bytes[2] & 1 == 1 }
  }

  typealias Answer = @Sendable (Received) -> Message?

  let port: UInt16
  private let loop: Loop
  private let udp: Int32
  private let tcp: Int32
  private let log = Mutex<[Received]>([])

  var received: [Received] { log.withLock { $0 } }

  /// - Parameter answer: The answer; id and question are put in by the stage. Nil is silence.
  init(_ loop: Loop, keepsCase: Bool = true, _ answer: @escaping Answer) async {
    self.loop = loop
    (udp, tcp, port) = Self.pair()
    listen(tcp, 8)
    await loop.watch(udp, for: .read) { [udp, weak self] _ in
      var bytes = [UInt8](repeating: 0, count: 512)
      var peer = sockaddr_storage()
      var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
      let count = withUnsafeMutablePointer(to: &peer) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { recvfrom(udp, &bytes, bytes.count, 0, $0, &length) }
      }
      guard count > 12 else { return }
      let query = Received(bytes: Array(bytes.prefix(count)), isTCP: false)
      self?.log.withLock { $0.append(query) }
      guard let reply = answer(query).map({ Self.encoded($0, query, keepsCase) }) else { return }
      withUnsafePointer(to: &peer) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = sendto(udp, reply, reply.count, 0, $0, length) }
      }
    }
    await loop.watch(tcp, for: .read) { [tcp, loop, weak self] _ in
      let client = accept(tcp, nil, nil)
      guard client >= 0 else { return }
      // The client lives on the same thread: its question comes later.
      loop.here { loop in
        loop.watch(client, for: .read) { [weak loop, weak self] _ in
          loop?.here { $0.unwatch(client) }
          defer { close(client) }
          var bytes = [UInt8](repeating: 0, count: 512)
          let count = recv(client, &bytes, bytes.count, 0)
          guard count > 14 else { return }
          let query = Received(bytes: Array(bytes[2..<count]), isTCP: true)
          self?.log.withLock { $0.append(query) }
          guard let reply = answer(query).map({ Self.encoded($0, query, keepsCase) }) else { return }
          let framed = [UInt8(reply.count >> 8), UInt8(reply.count & 255)] + reply
          _ = send(client, framed, framed.count, Int32(MSG_NOSIGNAL))
        }
      }
    }
  }

  func end() async {
    await loop.unwatch(udp)
    await loop.unwatch(tcp)
    close(udp)
    close(tcp)
  }

  /// The id and the question as they came, in their letters or in lower case.
  private static func encoded(_ message: Message, _ query: Received, _ keepsCase: Bool) -> [UInt8] {
    var bytes = message.encoded()
    bytes.replaceSubrange(0..<2, with: query.bytes.prefix(2))
    let name = query.bytes.dropFirst(12).prefix { $0 != 0 }
    if keepsCase { bytes.replaceSubrange(12..<(12 + name.count), with: name) }
    return bytes
  }

  /// A port that is free for both: another test's connection may have the one over TCP that UDP was given.
  private static func pair() -> (udp: Int32, tcp: Int32, port: UInt16) {
    while true {
      var port: UInt16 = 0
      let udp = bound(SOCK_DGRAM, &port)
      let wanted = port
      let tcp = bound(SOCK_STREAM, &port)
      if port == wanted { return (udp, tcp, port) }
      close(udp)
      close(tcp)
    }
  }

  private static func bound(_ kind: __socket_type, _ port: inout UInt16) -> Int32 {
    let descriptor = socket(AF_INET, Int32(kind.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    address.sin_port = port.bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = bind(descriptor, $0, length)
        _ = getsockname(descriptor, $0, &length)
      }
    }
    port = UInt16(bigEndian: address.sin_port)
    return descriptor
  }
}
