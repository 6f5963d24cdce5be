/// The request as Boulder's client writes it: these headers in this order, nothing else.
enum RequestText {
  static func octets(_ request: FetchRequest) -> [UInt8] {
    let url = request.url
    var octets: [UInt8] = []
    octets.reserveCapacity(512)
    octets += "GET ".utf8
    append(url.path, to: &octets)
    if let query = url.query {
      octets += "?".utf8
      append(query, to: &octets)
    }
    octets += " HTTP/1.1\r\nHost: ".utf8
    append(url.host, to: &octets)
    if let port = url.port { octets += ":\(port)".utf8 }
    octets += "\r\nUser-Agent: ".utf8
    append(request.userAgent, to: &octets, keepsSpace: true)
    octets += "\r\nAccept: */*\r\n".utf8
    if let referer = request.referer {
      octets += "Referer: ".utf8
      append(referer, to: &octets)
      octets += "\r\n".utf8
    }
    octets += "Accept-Encoding: gzip\r\nConnection: close\r\n\r\n".utf8
    return octets
  }

  /// Nothing that could end a line or begin a header, wherever it comes from.
  private static func append(_ text: String, to octets: inout [UInt8], keepsSpace: Bool = false) {
    let isFine = { (octet: UInt8) in octet > 0x20 && octet < 0x7f || keepsSpace && octet == 0x20 }
    if text.utf8.allSatisfy(isFine) {
      octets += text.utf8
      return
    }
    let digits: StaticString = "0123456789ABCDEF"
    for octet in text.utf8 {
      if isFine(octet) {
        octets.append(octet)
      } else {
        octets += [UInt8(ascii: "%"), digits.utf8Start[Int(octet >> 4)], digits.utf8Start[Int(octet & 15)]]
      }
    }
  }
}
