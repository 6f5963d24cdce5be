import Addressing
import DNSWire
import EventLoop
import Glibc
import Timing

/// One question over TCP (RFC 7766): a connection, a message in each direction, the end. Rare, so nothing is kept open.
struct TCPExchange {
  let loop: Loop
  let server: Endpoint
  let source: IPAddress?
  /// A server that took the connection and says nothing more is given so long.
  var patience = Duration.seconds(8)

  func ask(_ query: Query, deadline: Instant, isolation: isolated (any Actor)? = #isolation) async throws(LookupFailure)
    -> Message
  {
    let end = min(deadline, loop.clocks.instant() + patience)
    let late = end < deadline ? LookupFailure.timeout : .deadline
    let socket: ConnectedSocket
    do throws(SocketError) {
      socket = try ConnectedSocket(to: server, stream: true, from: source)
    } catch {
      throw .unreachable(error.number)
    }
    let descriptor = socket.descriptor
    defer { socket.close() }

    guard await loop.writable(descriptor, until: end) else { throw late }
    let number = socket.pendingError
    guard number == 0 else { throw .unreachable(number) }

    let id = UInt16.random(in: .min ... .max)
    var message: [UInt8] = [0, 0]
    query.encode(id: id, into: &message)
    let length = message.count - 2
    message[0] = UInt8(truncatingIfNeeded: length >> 8)
    message[1] = UInt8(truncatingIfNeeded: length)
    // A question is far below any send buffer, so it goes out whole or the connection is broken.
    let sent = message.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    guard sent == message.count else { throw .malformed }

    let prefix = try await receive(2, from: descriptor, until: end, late: late)
    let reply = try await receive(Int(prefix[0]) << 8 | Int(prefix[1]), from: descriptor, until: end, late: late)
    guard let parsed = try? Message(parsing: reply), parsed.id == id, parsed.answers(query), !parsed.isTruncated else {
      throw .malformed
    }
    return parsed
  }

  private func receive(
    _ count: Int, from descriptor: Int32, until end: Instant, late: LookupFailure,
    isolation: isolated (any Actor)? = #isolation
  ) async throws(LookupFailure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let received = bytes.withUnsafeMutableBytes { buffer in
        recv(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled, 0)
      }
      if received > 0 {
        filled += received
      } else if received < 0, errno == EAGAIN || errno == EINTR {
        guard await loop.readable(descriptor, until: end) else { throw late }
      } else {
        throw .malformed
      }
    }
    return bytes
  }
}
