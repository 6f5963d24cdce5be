/// The request as Boulder's client writes it: these headers in this order, nothing else.
enum RequestText {
  static func octets(_ request: FetchRequest) -> [UInt8] {
    let url = request.url
    var text = "GET \(clean(url.path))"
    if let query = url.query { text += "?\(clean(query))" }
    text += " HTTP/1.1\r\nHost: \(clean(url.host))"
    if let port = url.port { text += ":\(port)" }
    text += "\r\nUser-Agent: \(clean(request.userAgent, keepsSpace: true))\r\nAccept: */*\r\n"
    if let referer = request.referer { text += "Referer: \(clean(referer))\r\n" }
    return Array((text + "Accept-Encoding: gzip\r\nConnection: close\r\n\r\n").utf8)
  }

  /// Nothing that could end a line or begin a header, wherever it comes from.
  private static func clean(_ text: String, keepsSpace: Bool = false) -> String {
    let isFine = { (octet: UInt8) in octet > 0x20 && octet < 0x7f || keepsSpace && octet == 0x20 }
    if text.utf8.allSatisfy(isFine) { return text }
    let digits = Array("0123456789ABCDEF".utf8)
    var octets: [UInt8] = []
    for octet in text.utf8 {
      if isFine(octet) {
        octets.append(octet)
      } else {
        octets += [UInt8(ascii: "%"), digits[Int(octet >> 4)], digits[Int(octet & 15)]]
      }
    }
    return String(decoding: octets, as: UTF8.self)
  }
}
