import CCurl
import CLibCurl
import Glibc
import HTTPWire
import Timing

/// What a transfer amounts to.
extension Transfer {
  var answer: FetchAnswer {
    FetchAnswer(
      status: reader.status, headerLines: reader.headerLines, body: Array(reader.body.prefix(request?.bodyLimit ?? 0)),
      bodyIsCut: reader.isCut)
  }

  /// The outcome, where what has come so far settles it.
  var settled: Result<FetchAnswer, FetchFailure>? {
    switch reader.standing {
    case .open, .decided: nil
    case .complete: .success(answer)
    case .failed(let fault): .failure(.badResponse(fault.description))
    }
  }

  /// The outcome when the connection breaks off with `failure`, or time runs out.
  func brokenOff(_ failure: FetchFailure, isTimeUp: Bool = false) -> Result<FetchAnswer, FetchFailure> {
    switch reader.standing {
    case .complete, .decided: return .success(answer)
    // Errors in a redirect's body do not keep anyone from following it. Waiting for it does.
    case .open where reader.isRedirect && !isTimeUp: return .success(answer)
    case .open: return .failure(failure)
    case .failed(let fault): return .failure(.badResponse(fault.description))
    }
  }

  func timeUp() -> Result<FetchAnswer, FetchFailure> {
    switch clock.stage {
    case .dialling: .failure(.connectTimeout)
    case .handshaking: .failure(.tls("the handshake was not finished in time"))
    case .answering, .lingering: brokenOff(.responseTimeout, isTimeUp: true)
    }
  }

  /// The connection was closed in good order.
  func closed() -> Result<FetchAnswer, FetchFailure> {
    if !reader.hasBegun { return .failure(.reset) }
    reader.end()
    return settled ?? brokenOff(.reset)
  }

  /// Why libcurl could not connect.
  func connectFailure(_ result: CURLcode) -> FetchFailure {
    switch result {
    case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED: return dialFailure()
    case CURLE_OPERATION_TIMEDOUT: return .connectTimeout
    case CURLE_SSL_CONNECT_ERROR: return spokeHTTP ? .plainHTTPOnTLS : .tls(message)
    case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING: return .reset
    case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT: return .local(message.isEmpty ? "out of memory" : message)
    default: return .badResponse(message.isEmpty ? String(cString: curl_easy_strerror(result)) : message)
    }
  }

  /// The failure that the errno of the last connection attempt tells.
  private func dialFailure() -> FetchFailure {
    var number = 0
    if let easy { _ = ccurl_get_long(easy, CURLINFO_OS_ERRNO, &number) }
    return Transfer.dialFailure(Int32(truncatingIfNeeded: number))
  }

  /// What the errno of a connection attempt means.
  static func dialFailure(_ number: Int32) -> FetchFailure {
    switch number {
    case ECONNREFUSED: return .connectRefused
    case ETIMEDOUT: return .connectTimeout
    case EHOSTUNREACH, EHOSTDOWN, EACCES: return .unreachable
    // The last two: a firewall of this machine, and an interface of it that is down.
    case ENETUNREACH, EADDRNOTAVAIL, EAFNOSUPPORT, EPERM, ENETDOWN: return .networkUnreachable
    case EMFILE, ENFILE, ENOMEM, ENOBUFS: return .local(String(cString: strerror(number)))
    case ECONNRESET: return .reset
    // libcurl got no socket, mostly for want of descriptors; nobody was asked.
    case 0: return .local("no socket could be opened")
    case let number: return .local(String(cString: strerror(number)))
    }
  }
}
