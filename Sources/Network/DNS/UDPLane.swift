import Addressing
import Glibc

/// One UDP socket towards one server, and the questions that it carries. It is connected, so the kernel passes only
/// replies from that server's address and port, and reports a closed port as an error.
final class UDPLane {
  let socket: ConnectedSocket
  let server: Endpoint
  /// Question by message id.
  var flights: [UInt16: Flight] = [:]
  private(set) var uses = 0
  private let maximumUses: Int

  init(to server: Endpoint, from source: IPAddress?, maximumUses: Int) throws(SocketError) {
    socket = try ConnectedSocket(to: server, stream: false, from: source)
    self.server = server
    self.maximumUses = maximumUses
  }

  /// Whether it takes no further question. It is closed when those under way are answered.
  var isWornOut: Bool { uses >= maximumUses }

  /// A random id that no question of this socket has.
  func freeID(_ random: inout RandomWords) -> UInt16? {
    // A lane carries a small part of 65,536 at most: a few tries find a free one.
    for _ in 0..<64 {
      let id = UInt16(truncatingIfNeeded: random.next())
      if flights[id] == nil { return id }
    }
    return nil
  }

  /// Returns the errno, 0 for success. A full buffer counts as sent: the next attempt covers it.
  func send(_ message: [UInt8]) -> Int32 {
    uses += 1
    for _ in 0..<2 {
      let sent = message.withUnsafeBytes { bytes in
        Glibc.send(socket.descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
      }
      if sent >= 0 || errno == EAGAIN { return 0 }
      // The error of an earlier datagram is reported once by the next call, whatever that is.
      if errno != ECONNREFUSED { return errno }
    }
    return ECONNREFUSED
  }

  enum Received {
    case message(Int)
    case nothing
    case failed(Int32)
  }

  func receive(into buffer: UnsafeMutableRawBufferPointer) -> Received {
    let count = recv(socket.descriptor, buffer.baseAddress, buffer.count, 0)
    if count >= 0 { return .message(count) }
    return errno == EAGAIN || errno == EINTR ? .nothing : .failed(errno)
  }
}
