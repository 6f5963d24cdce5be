import CCurl
import CLibCurl
import Glibc
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

  /// - Parameter hasNews: False where nothing can be there to read.
  func exchange(_ buffer: UnsafeMutableRawBufferPointer, hasNews: Bool) -> Step {
    var hasNews = hasNews
    if sent < outgoing.count {
      while sent < outgoing.count {
        switch send() {
        case .again: return .needsWrite
        case .some(let count): sent += count
        // A server may answer and close before it has read the request: what it said counts.
        case .failed: (sent, hasNews) = (outgoing.count, true)
        }
      }
    }
    guard hasNews else { return .needsRead }
    var taken = 0
    while taken < Transfer.turn {
      switch receive(into: buffer) {
      case .again: return .needsRead
      case .some(0): return .ended(closed())
      case .some(let count):
        reader.take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        if let settled { return .ended(settled) }
        taken += count
      case .failed: return .ended(readFailure())
      }
    }
    return .yields
  }

  private enum Moved {
    case some(Int)
    case again
    case failed
  }

  private func send() -> Moved {
    outgoing.withUnsafeBytes { bytes in
      let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
      if let plain {
        return moved { Glibc.send(plain.descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL)) }
      }
      var count = 0
      return moved(curl_easy_send(easy, rest.baseAddress, rest.count, &count), count)
    }
  }

  private func receive(into buffer: UnsafeMutableRawBufferPointer) -> Moved {
    if let plain { return moved { recv(plain.descriptor, buffer.baseAddress, buffer.count, 0) } }
    var count = 0
    return moved(curl_easy_recv(easy, buffer.baseAddress, buffer.count, &count), count)
  }

  private func moved(_ call: () -> Int) -> Moved {
    while true {
      let count = call()
      if count >= 0 { return .some(count) }
      if errno != EINTR { return errno == EAGAIN ? .again : .failed }
    }
  }

  private func moved(_ result: CURLcode, _ count: Int) -> Moved {
    switch result {
    case CURLE_OK: .some(count)
    case CURLE_AGAIN: .again
    default: .failed
    }
  }

  private func readFailure() -> Result<FetchAnswer, FetchFailure> {
    // Many servers end TLS without saying so; between two records that is an end like any other.
    if message.contains("unexpected eof") { return closed() }
    // An alert after the handshake: a certificate is demanded, for one.
    return brokenOff(isHTTPS && message.contains("alert") ? .tls(message) : .reset)
  }
}
