/// What a CA's HTTP client takes exception to in an answer (RFC 9112), and in which words it is said. Equality is on the
/// words, which never hold an octet of the server's.
public struct HTTPFault: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  init(_ description: String) {
    self.description = description
  }

  static let noStatusLine = HTTPFault("it does not begin with a status line such as \"HTTP/1.1 200 OK\"")
  static let tlsRecord = HTTPFault("it speaks TLS where plain HTTP is due")
  static let statusCode = HTTPFault("its status is not three digits")
  static let tooManyInterim = HTTPFault("too many interim (1xx) responses come before the answer")
  static let headersTooLong = HTTPFault("its headers are longer than 10 MB")
  static let headersCut = HTTPFault("the connection ended in the middle of the headers")
  static let leadingSpace = HTTPFault("its first header line begins with a space")
  static let noColon = HTTPFault("a header line has no colon")
  static let fieldName = HTTPFault("a header name has characters that none may have")
  static let fieldValue = HTTPFault("a header value has control characters in it")
  static let contentLength = HTTPFault("its Content-Length is not a plain number")
  static let contentLengths = HTTPFault("it has several Content-Length headers that differ")
  static let transferEncoding = HTTPFault("its Transfer-Encoding is not just \"chunked\"")
  static let trailerName = HTTPFault("its Trailer header announces what no trailer may hold")
  static let bodyCut = HTTPFault("the connection ended before the body was whole")
  static let chunkLine = HTTPFault("a chunk's size line is not what it must be: hexadecimal digits and a full line end")
  static let chunkEnd = HTTPFault("a chunk is not followed by a line end (CR LF)")
  static let chunkWaste = HTTPFault("its chunks hold more framing than content")
  static let trailer = HTTPFault("the trailer after the last chunk is malformed")
  static let gzip = HTTPFault("it says Content-Encoding: gzip, and the body is no whole gzip stream")
}
