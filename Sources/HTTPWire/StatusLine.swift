/// The first line of a response (RFC 9112 section 4), as Go's reader takes it apart.
struct StatusLine: Hashable {
  var status: Int
  /// Whether Transfer-Encoding is heeded.
  var isAtLeastHTTP11: Bool

  init(_ line: ArraySlice<UInt8>) throws(HTTPFault) {
    // 22: handshake, 21: alert (RFC 8446 section 5.1), then the version 3.x.
    if let first = line.first, first == 22 || first == 21, line.dropFirst().first == 3 { throw .tlsRecord }
    guard let space = line.firstIndex(of: .space) else { throw .noStatusLine }
    let version = Array(line[..<space])
    // Upper case, and both digits: "HTTP/2 200" is what servers of HTTP/2 say in words only.
    guard version.count == 8, version.starts(with: "HTTP/".utf8), version[6] == UInt8(ascii: "."),
      let major = version[5].digit, let minor = version[7].digit
    else { throw .noStatusLine }
    var rest = line[space...]
    while rest.first == .space { rest.removeFirst() }
    let code = Array(rest.prefix { $0 != .space })
    guard code.count == 3 else { throw .statusCode }
    // Read as a signed number there: "+20" is 20. Such a status is none that anyone follows or takes for success.
    let digits = code[0] == UInt8(ascii: "+") ? code[1...] : code[...]
    status = 0
    for octet in digits {
      guard let digit = octet.digit else { throw .statusCode }
      status = status * 10 + digit
    }
    isAtLeastHTTP11 = (major, minor) >= (1, 1)
  }
}

extension UInt8 {
  fileprivate var digit: Int? { (0x30...0x39).contains(self) ? Int(self) - 0x30 : nil }
}
