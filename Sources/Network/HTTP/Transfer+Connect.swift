import CCurl
import CLibCurl
import Glibc

extension Transfer {
  /// The failure that the errno of the last connection attempt tells.
  func connectFailure() -> FetchFailure {
    var number = 0
    _ = ccurl_get_long(easy, CURLINFO_OS_ERRNO, &number)
    switch Int32(truncatingIfNeeded: number) {
    case ECONNREFUSED: return .connectRefused
    case ETIMEDOUT: return .connectTimeout
    case EHOSTUNREACH, EHOSTDOWN, EACCES, EPERM, ENETDOWN: return .unreachable
    case ENETUNREACH, EADDRNOTAVAIL, EAFNOSUPPORT: return .networkUnreachable
    case EMFILE, ENFILE, ENOMEM, ENOBUFS: return .local(String(cString: strerror(Int32(truncatingIfNeeded: number))))
    case ECONNRESET: return .reset
    default: return .connectRefused
    }
  }
}
