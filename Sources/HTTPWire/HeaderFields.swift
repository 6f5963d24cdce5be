/// The header of one response: its lines one after another, then what they mean for the body.
///
/// Header lines are judged as Go's reader judges them, which is stricter than most in names and values and laxer in
/// others: a bare LF ends a line, a line may be folded, a space may stand before the colon (the name is then another).
struct HeaderFields {
  /// As they came, folded ones joined. Bounded: what is beyond is judged and forgotten.
  private(set) var lines: [[UInt8]] = []
  private var keptBytes = 0
  private var pending: [UInt8]?

  private(set) var location: [UInt8]?
  private(set) var contentEncoding: [UInt8]?
  private var contentLength: [UInt8]?
  private var transferEncodings: [[UInt8]] = []
  private var trailers: [[UInt8]] = []

  static let maximumKeptBytes = 65_536

  /// Whether the next line is the first.
  private var isEmpty = true
  /// Whether two Content-Length headers differ.
  private var differs = false

  /// Takes one line without its end, not empty.
  ///
  /// - Parameter isTrailer: Trailers are judged alike and change nothing.
  mutating func take(_ line: ArraySlice<UInt8>) throws(HTTPFault) {
    if line.first?.isBlank == true {
      guard !isEmpty, pending != nil else { throw .leadingSpace }
      guard line.allSatisfy(\.isFieldContent) else { throw .fieldValue }
      if (pending?.count ?? 0) < LineCollector.maximumKept {
        pending?.append(.space)
        pending?.append(contentsOf: line.trimmingBlanks())
      }
      return
    }
    try flush()
    isEmpty = false
    guard line.contains(.colon) else { throw .noColon }
    pending = Array(line.trimmingBlanks())
  }

  /// The blank line has come.
  mutating func finish() throws(HTTPFault) { try flush() }

  private mutating func flush() throws(HTTPFault) {
    guard let line = pending else { return }
    pending = nil
    guard let colon = line.firstIndex(of: .colon) else { throw .noColon }
    let name = line[..<colon]
    guard !name.isEmpty, name.allSatisfy({ $0.isTokenCharacter || $0 == .space }) else { throw .fieldName }
    let value = line[(colon + 1)...]
    guard value.allSatisfy(\.isFieldContent) else { throw .fieldValue }
    let isFirstLocation = location == nil && name.equalsIgnoringCase("location")
    try note(name, Array(value.trimmingBlanks()))
    if keptBytes + line.count <= HeaderFields.maximumKeptBytes || isFirstLocation {
      keptBytes += line.count
      lines.append(line)
    }
  }

  private mutating func note(_ name: ArraySlice<UInt8>, _ value: [UInt8]) throws(HTTPFault) {
    if name.equalsIgnoringCase("location") {
      // The first of several wins.
      if location == nil { location = value }
    } else if name.equalsIgnoringCase("content-encoding") {
      if contentEncoding == nil { contentEncoding = value }
    } else if name.equalsIgnoringCase("content-length") {
      // Told when all is known: Transfer-Encoding is looked at before.
      if let known = contentLength, known != value { differs = true }
      if contentLength == nil { contentLength = value }
    } else if name.equalsIgnoringCase("transfer-encoding") {
      if transferEncodings.count < 2 { transferEncodings.append(value) }
    } else if name.equalsIgnoringCase("trailer") {
      if trailers.count < 64 { trailers.append(value) }
    }
  }

  // MARK: What follows from them

  /// How the body ends (RFC 9112 section 6.3).
  enum Framing: Hashable {
    case none
    case length(UInt64)
    case chunked
    case untilClose
  }

  func framing(_ statusLine: StatusLine) throws(HTTPFault) -> Framing {
    var isChunked = false
    if statusLine.isAtLeastHTTP11, !transferEncodings.isEmpty {
      guard transferEncodings.count == 1, transferEncodings[0][...].equalsIgnoringCase("chunked") else {
        throw .transferEncoding
      }
      isChunked = true
    }
    if differs { throw .contentLengths }
    let length = try contentLength.map(HeaderFields.number)
    let status = statusLine.status
    if status / 100 == 1 || status == 204 || status == 304 { return .none }
    if isChunked {
      try judgeTrailers()
      return .chunked
    }
    return length.map { $0 == 0 ? .none : .length($0) } ?? .untilClose
  }

  var isGzip: Bool { contentEncoding?[...].equalsIgnoringCase("gzip") ?? false }

  private static func number(_ digits: [UInt8]) throws(HTTPFault) -> UInt64 {
    guard !digits.isEmpty else { throw .contentLength }
    var number: UInt64 = 0
    for octet in digits {
      guard (0x30...0x39).contains(octet) else { throw .contentLength }
      let (product, overflow) = number.multipliedReportingOverflow(by: 10)
      guard !overflow, product <= UInt64(Int64.max) - 9 else { throw .contentLength }
      number = product + UInt64(octet - 0x30)
    }
    return number
  }

  private func judgeTrailers() throws(HTTPFault) {
    for name in trailers.joined(separator: [UInt8(ascii: ",")]).split(separator: UInt8(ascii: ",")) {
      let name = Array(name)[...].trimmingBlanks()
      for forbidden: StaticString in ["transfer-encoding", "trailer", "content-length"]
      where name.equalsIgnoringCase(forbidden) {
        throw .trailerName
      }
    }
  }
}
