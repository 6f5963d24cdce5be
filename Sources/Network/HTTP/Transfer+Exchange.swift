import CCurl
import CLibCurl
import HTTPWire

/// Request out, answer in, over the connection that libcurl made.
extension Transfer {
  enum Step {
    /// Sending goes on when the socket takes more.
    case needsWrite
    /// Reading goes on when there is more.
    case needsRead
    /// There is more already; others come first.
    case yields
    case ended(Result<FetchAnswer, FetchFailure>)
  }

  /// Octets that one transfer reads in a row while others wait.
  private static let turn = 65_536

  func exchange(_ buffer: UnsafeMutableRawBufferPointer) -> Step {
    while !outgoing.isEmpty {
      var sent = 0
      let result = outgoing.withUnsafeBytes { curl_easy_send(easy, $0.baseAddress, $0.count, &sent) }
      if result == CURLE_AGAIN { return .needsWrite }
      // A server may answer and close before it has read the request: what it said counts.
      if result != CURLE_OK { outgoing.removeAll() }
      outgoing.removeFirst(sent)
    }
    var taken = 0
    while taken < Transfer.turn {
      var count = 0
      switch curl_easy_recv(easy, buffer.baseAddress, buffer.count, &count) {
      case CURLE_AGAIN: return .needsRead
      case CURLE_OK where count > 0:
        reader.take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        if let settled { return .ended(settled) }
        taken += count
      case CURLE_OK: return .ended(closed())
      default: return .ended(readFailure())
      }
    }
    return .yields
  }

  private func readFailure() -> Result<FetchAnswer, FetchFailure> {
    // Many servers end TLS without saying so; between two records that is an end like any other.
    if message.contains("unexpected eof") { return closed() }
    // An alert after the handshake: a certificate is demanded, for one.
    return brokenOff(isHTTPS && message.contains("alert") ? .tls(message) : .reset)
  }
}
