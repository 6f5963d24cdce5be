import Testing

@testable import HTTPWire

private let key = String(repeating: "k", count: 87)

/// Answers as bytes, and what Go's net/http makes of each.
@Suite struct ResponseTests {
  enum Expected: Sendable {
    case body(String)
    case status(Int)
    case fault(HTTPFault)
    /// More has to come.
    case open
  }

  /// "{ok}" is a status line, "{key}" 87 octets.
  static let cases: [(String, Expected)] = [
    // Lengths
    ("{ok}Content-Length: 87\r\n\r\n{key}", .body(key)),
    ("{ok}Content-Length: 87\r\nContent-Length: 87\r\n\r\n{key}", .body(key)),
    ("{ok}content-length:\t87 \r\n\r\n{key}", .body(key)),
    ("{ok}Content-Length: 0087\r\n\r\n{key}", .body(key)),
    ("{ok}Content-Length: 0\r\n\r\n", .body("")),
    ("{ok}\r\n{key}", .body(key)),
    ("{ok}Content-Length: 87, 87\r\n\r\n{key}", .fault(.contentLength)),
    ("{ok}Content-Length: +87\r\n\r\n{key}", .fault(.contentLength)),
    ("{ok}Content-Length: 0x57\r\n\r\n{key}", .fault(.contentLength)),
    ("{ok}Content-Length:\r\n\r\n{key}", .fault(.contentLength)),
    ("{ok}Content-Length: 99999999999999999999\r\n\r\n{key}", .fault(.contentLength)),
    ("{ok}Content-Length: 87\r\nContent-Length: 88\r\n\r\n{key}", .fault(.contentLengths)),
    ("{ok}Content-Length: 88\r\n\r\n{key}", .fault(.bodyCut)),
    ("HTTP/1.1 204 No Content\r\n\r\n", .status(204)),
    ("HTTP/1.1 304 Not Modified\r\nContent-Length: 87\r\n\r\n", .status(304)),

    // Status lines
    ("HTTP/1.0 200 OK\r\n\r\n{key}", .body(key)),
    ("HTTP/1.1 200\r\n\r\n{key}", .body(key)),
    ("HTTP/1.1  200 OK\r\n\r\n{key}", .body(key)),
    ("HTTP/2.0 200 OK\r\n\r\n{key}", .body(key)),
    ("HTTP/1.1 +20 OK\r\n\r\n{key}", .status(20)),
    ("HTTP/2 200\r\n\r\n{key}", .fault(.noStatusLine)),
    ("http/1.1 200 OK\r\n\r\n{key}", .fault(.noStatusLine)),
    ("HTTP/1.1\r\n\r\n{key}", .fault(.noStatusLine)),
    ("HTTP/1.1\t200 OK\r\n\r\n{key}", .fault(.noStatusLine)),
    (" HTTP/1.1 200 OK\r\n\r\n{key}", .fault(.noStatusLine)),
    ("\r\nHTTP/1.1 200 OK\r\n\r\n{key}", .fault(.noStatusLine)),
    ("HTTP/1.1 20 OK\r\n\r\n{key}", .fault(.statusCode)),
    ("HTTP/1.1 2000 OK\r\n\r\n{key}", .fault(.statusCode)),
    ("HTTP/1.1 -20 OK\r\n\r\n{key}", .fault(.statusCode)),
    ("HTTP/1.1 2x0 OK\r\n\r\n{key}", .fault(.statusCode)),
    ("<html>hello world</html>\n", .fault(.noStatusLine)),
    ("\u{15}\u{3}\u{1}\0\u{2}\u{2}\n", .fault(.tlsRecord)),
    ("\u{15}\u{3}\u{1}\0\u{2}\u{2}", .fault(.tlsRecord)),
    ("<html>hello world</html>", .fault(.noStatusLine)),
    ("HTTP/1.1 200 O", .fault(.headersCut)),
    ("", .fault(.noStatusLine)),
    ("HTTP/1.1 200 OK\r\nServer: x\r\n", .fault(.headersCut)),

    // Header lines
    ("HTTP/1.1 200 OK\nContent-Length: 87\n\n{key}", .body(key)),
    ("{ok}Content-Length : 1\r\n\r\n{key}", .body(key)),
    ("{ok}X Y: 1\r\n\r\n{key}", .body(key)),
    ("{ok}X-Folded: a\r\n  b\r\n\tc\r\nContent-Length: 87\r\n\r\n{key}", .body(key)),
    ("{ok}X-Empty:\r\n\r\n{key}", .body(key)),
    ("{ok}X-Latin: \u{e9}\r\n\r\n{key}", .body(key)),
    ("{ok} X: 1\r\n\r\n{key}", .fault(.leadingSpace)),
    ("{ok}no colon\r\n\r\n{key}", .fault(.noColon)),
    ("{ok}: empty\r\n\r\n{key}", .fault(.fieldName)),
    ("{ok}X\u{1b}: 1\r\n\r\n{key}", .fault(.fieldName)),
    ("{ok}X(Y): 1\r\n\r\n{key}", .fault(.fieldName)),
    ("{ok}X\u{e9}: 1\r\n\r\n{key}", .fault(.fieldName)),
    ("{ok}X: \u{1b}[31m\r\n\r\n{key}", .fault(.fieldValue)),
    ("{ok}X: a\0b\r\n\r\n{key}", .fault(.fieldValue)),
    ("{ok}X: a\rb\r\n\r\n{key}", .fault(.fieldValue)),
    ("{ok}X: a\u{7f}\r\n\r\n{key}", .fault(.fieldValue)),
    ("{ok}X: a\r\n \u{1b}\r\n\r\n{key}", .fault(.fieldValue)),

    // Interim answers
    ("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n{ok}\r\n{key}", .body(key)),
    ("{5 x 100}{ok}\r\n{key}", .body(key)),
    ("{8 x 100}{ok}\r\n{key}", .fault(.tooManyInterim)),
    ("HTTP/1.1 101 Switching Protocols\r\n\r\n", .status(101)),

    // Chunks
    ("{ok}Transfer-Encoding: chunked\r\n\r\n57\r\n{key}\r\n0\r\n\r\n", .body(key)),
    ("{ok}Transfer-Encoding: Chunked\r\n\r\n1;a=b\r\nk\r\n56 \r\n{key86}\r\n0\r\nX: y\r\n\r\n", .body(key)),
    ("{ok}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n57\r\n{key}\r\n0\r\n\r\n", .body(key)),
    ("HTTP/1.0 200 OK\r\nTransfer-Encoding: identity\r\n\r\n{key}", .body(key)),
    ("{ok}Transfer-Encoding: identity\r\n\r\n{key}", .fault(.transferEncoding)),
    ("{ok}Transfer-Encoding: gzip, chunked\r\n\r\n57\r\n{key}\r\n0\r\n\r\n", .fault(.transferEncoding)),
    (
      "{ok}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n57\r\n{key}\r\n0\r\n\r\n",
      .fault(.transferEncoding)
    ),
    ("{ok}Transfer-Encoding: chunked\r\n\r\n57\n{key}\r\n0\r\n\r\n", .fault(.chunkLine)),
    ("{ok}Transfer-Encoding: chunked\r\n\r\n57\r\n{key}\n0\r\n\r\n", .fault(.chunkEnd)),
    ("{ok}Transfer-Encoding: chunked\r\n\r\n57\r\n{key}\r\n0\n\n", .fault(.chunkLine)),
    ("{ok}Transfer-Encoding: chunked\r\n\r\n{key}", .fault(.bodyCut)),
    ("{ok}Transfer-Encoding: chunked\r\n\r\n57\r\n{key}\r\n", .fault(.bodyCut)),
    ("{ok}Transfer-Encoding: chunked\r\n\r\n57\r\n{key}\r\n0\r\n", .fault(.bodyCut)),
    ("{ok}Transfer-Encoding: chunked\r\n\r\n0x57\r\n{key}\r\n0\r\n\r\n", .fault(.chunkLine)),
    ("{ok}Transfer-Encoding: chunked\r\n\r\n57 ;a\r\n{key}\r\n0\r\n\r\n", .fault(.chunkLine)),
    ("{ok}Transfer-Encoding: chunked\r\n\r\n57\r\n{key}\r\n0\r\nnonsense\r\n\r\n", .fault(.trailer)),
    ("{ok}Transfer-Encoding: chunked\r\nTrailer: Content-Length\r\n\r\n0\r\n\r\n", .fault(.trailerName)),

    // Other encodings stay as they are.
    ("{ok}Content-Encoding: br\r\nContent-Length: 87\r\n\r\n{key}", .body(key)),
    ("{ok}Content-Encoding: gzip, br\r\nContent-Length: 87\r\n\r\n{key}", .body(key)),
    ("{ok}Content-Encoding: gzip\r\nContent-Length: 0\r\n\r\n", .body("")),
    ("{ok}Content-Encoding: gzip\r\nContent-Length: 87\r\n\r\n{key}", .fault(.gzip)),
  ]

  @Test(arguments: cases)
  func answer(_ text: String, _ expected: Expected) {
    let bytes = Self.octets(text)
    check(Self.read([bytes], ends: true), expected, text)
    // However it is cut into pieces.
    check(Self.read(bytes.map { [$0] }, ends: true), expected, text)
  }

  private func check(_ reader: ResponseReader, _ expected: Expected, _ text: String) {
    switch expected {
    case .body(let body):
      #expect(reader.progress == .done, "\(text.debugDescription)")
      #expect(reader.status == 200)
      #expect(String(decoding: reader.body, as: UTF8.self) == body)
    case .status(let status):
      #expect(reader.progress == .done)
      #expect(reader.status == status)
    case .fault(let fault): #expect(reader.progress == .failed(fault), "\(text.debugDescription)")
    case .open: #expect(reader.progress == .body || reader.progress == .header)
    }
  }

  @Test func aLengthEndsTheBodyAndAMissingOneDoesNot() {
    let whole = Self.read([Self.octets("{ok}Content-Length: 2\r\n\r\nabcd")], ends: false)
    #expect(whole.progress == .done)
    #expect(whole.body == Array("ab".utf8))
    #expect(Self.read([Self.octets("{ok}\r\nab")], ends: false).progress == .body)
  }

  @Test func theFirstLocationWinsAndAnEmptyOneIsNone() {
    let two = Self.read([Self.octets("HTTP/1.1 302 F\r\nLocation: /a\r\nLOCATION: /b\r\n\r\n")], ends: true)
    #expect(two.location == Array("/a".utf8))
    #expect(Self.read([Self.octets("HTTP/1.1 302 F\r\nLocation: \r\n\r\n")], ends: true).location == nil)
  }

  @Test func aMegabyteOfHeadersIsReadAndBarelyKept() {
    let line = "X-Filler: " + String(repeating: "a", count: 1000) + "\r\n"
    let text = "{ok}" + String(repeating: line, count: 100) + "X-Long: " + String(repeating: "b", count: 1_000_000)
    let reader = Self.read([Self.octets(text + "\r\nLocation: /x\r\nContent-Length: 2\r\n\r\nok")], ends: false)
    #expect(reader.progress == .done)
    #expect(reader.location == Array("/x".utf8))
    #expect(reader.headerLines.reduce(0) { $0 + $1.count } < 100_000)
  }

  @Test func aFaultFarBehindInALongLineIsFound() {
    let text = "{ok}X-Long: " + String(repeating: "b", count: 100_000)
    #expect(Self.read([Self.octets(text + "\u{1b}\r\n\r\nok")], ends: true).progress == .failed(.fieldValue))
    #expect(Self.read([Self.octets(text + "\rb\r\n\r\nok")], ends: true).progress == .failed(.fieldValue))
    #expect(Self.read([Self.octets(text + "\r\n\r\nok")], ends: true).progress == .done)
  }

  @Test func headersEndAtTheirLimit() {
    var reader = ResponseReader(limit: 2048, maximumHeaderBytes: 10_000)
    let line = Self.octets("X-Filler: " + String(repeating: "a", count: 1000) + "\r\n")
    Self.octets("{ok}").withUnsafeBytes { reader.take($0) }
    var count = 0
    while reader.progress == .header, count < 20 {
      line.withUnsafeBytes { reader.take($0) }
      count += 1
    }
    #expect(reader.progress == .failed(.headersTooLong))
    #expect(count == 10)
    #expect(ResponseReader.maximumHeaderBytes == 10_485_760)
  }

  /// What is waited for, and what is not.
  @Test(arguments: [
    ("", ResponseReader.Standing.open),
    ("{ok}\r\n{key}", .open),
    ("{ok}\r\n{key}{key}", .decided),
    ("{ok}Content-Length: 2\r\n\r\nok", .complete),
    ("HTTP/1.1 403 No\r\n\r\ngo away", .decided),
    ("HTTP/1.1 403 No\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n", .complete),
    ("{ok}Transfer-Encoding: chunked\r\n\r\nnonsense\r\n", .failed(.chunkLine)),
    ("HTTP/1.1 302 F\r\n\r\n", .decided),
    ("HTTP/1.1 302 F\r\nLocation: /x\r\n\r\nshort", .open),
    ("HTTP/1.1 302 F\r\nLocation: /x\r\nContent-Length: 2048\r\n\r\n", .open),
    ("HTTP/1.1 302 F\r\nLocation: /x\r\nContent-Length: 2049\r\n\r\n", .complete),
    ("HTTP/1.1 302 F\r\nLocation: /x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n", .complete),
    ("HTTP/1.1 302 F\r\nLocation: /x\r\nX: \u{1b}\r\n\r\n", .failed(.fieldValue)),
  ])
  func standing(_ text: String, _ expected: ResponseReader.Standing) {
    #expect(Self.read([Self.octets(text)], ends: false).standing == expected)
  }

  @Test func ofABodyNoMoreThanTheLimitIsKept() {
    let reader = Self.read([Self.octets("{ok}\r\n" + String(repeating: "a", count: 100_000))], ends: false)
    #expect(reader.isCut)
    #expect(reader.body.count == 2049)
  }

  static func octets(_ text: String) -> [UInt8] {
    let text = text.replacing("{ok}", with: "HTTP/1.1 200 OK\r\n").replacing("{key}", with: key)
      .replacing("{key86}", with: String(key.dropLast()))
      .replacing("{5 x 100}", with: String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 5))
      .replacing("{8 x 100}", with: String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 8))
    return Array(text.utf8)
  }

  static func read(_ pieces: [[UInt8]], ends: Bool) -> ResponseReader {
    var reader = ResponseReader(limit: 2048)
    for piece in pieces { piece.withUnsafeBytes { reader.take($0) } }
    if ends { reader.end() }
    return reader
  }
}
