/// Reads one answer to a GET from whatever pieces arrive, as the HTTP client of Let's Encrypt's CA does (Go's net/http):
/// what that refuses is a fault, and what that forgives is forgiven. Knows no socket; memory stays bounded whatever comes.
///
/// Interim answers (1xx) are skipped. The body comes without its chunk framing, and decoded where it is gzip.
public struct ResponseReader: Sendable {
  /// How far the answer has come.
  public enum Progress: Hashable, Sendable {
    case header
    case body
    case done
    case failed(HTTPFault)
  }

  public private(set) var progress = Progress.header
  /// Zero until the header is whole.
  public private(set) var status = 0
  /// Status line and header lines of the answer as they came, without their ends; bounded.
  public private(set) var headerLines: [[UInt8]] = []
  /// The length that the header tells; nil where it tells none, or of a body that is decoded.
  public private(set) var contentLength: UInt64?
  /// Where a redirect leads; nil where the header is missing or empty.
  public private(set) var location: [UInt8]?

  private let limit: Int
  private let maximumHeaderBytes: Int
  private var collector = LineCollector()
  private var statusLine: StatusLine?
  private var statusText: [UInt8] = []
  private var fields = HeaderFields()
  private var headerBytes = 0
  private var interimCount = 0
  private var framing = HeaderFields.Framing.none
  private var chunks = ChunkReader()
  private var raw: [UInt8] = []
  private var isGzip = false
  /// Decoded so far, and when that was done last.
  private var decoded = (input: 0, output: [UInt8](), end: Gzip.End.short)

  /// Octets of headers that are read, interim ones included.
  public static let maximumHeaderBytes = 10 << 20
  public static let maximumInterim = 6
  /// Octets of a gzip stream that are kept to be decoded; one that needs more for so few octets of text is a bomb.
  static let maximumCompressed = 65_536

  /// - Parameter limit: Octets of the decoded body that are of interest.
  public init(limit: Int, maximumHeaderBytes: Int = ResponseReader.maximumHeaderBytes) {
    self.limit = limit
    self.maximumHeaderBytes = maximumHeaderBytes
  }

  /// The decoded body so far, at most the limit and one octet more.
  public var body: [UInt8] { isGzip ? decoded.output : raw }

  /// Whether more came than the limit.
  public var isCut: Bool { body.count > limit }

  /// Takes what has arrived.
  public mutating func take(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes[...]
    do throws(HTTPFault) {
      while progress == .header, !rest.isEmpty { try takeHeader(&rest) }
      if progress == .body { try takeBody(&rest) }
    } catch {
      progress = .failed(error)
    }
  }

  /// The connection has ended in good order.
  public mutating func end() {
    switch progress {
    case .header: progress = .failed(cutHeader)
    case .body:
      let isWhole = framing == .untilClose
      decode(isLast: true)
      if progress == .body { progress = isWhole ? .done : .failed(.bodyCut) }
    case .done, .failed: break
    }
  }

  /// What the header is that ended too early: no HTTP from its beginning, most often.
  private var cutHeader: HTTPFault {
    guard statusLine == nil else { return .headersCut }
    do throws(HTTPFault) {
      _ = try StatusLine(collector.line[...])
      return .headersCut
    } catch {
      return error
    }
  }

  /// Whether anything has arrived.
  public var hasBegun: Bool { headerBytes > 0 }

  // MARK: Header

  private mutating func takeHeader(_ bytes: inout Slice<UnsafeRawBufferPointer>) throws(HTTPFault) {
    let before = bytes.count
    let line = try collector.take(&bytes)
    headerBytes += before - bytes.count
    guard headerBytes <= maximumHeaderBytes else { throw .headersTooLong }
    guard let line else { return }
    guard statusLine != nil else {
      statusLine = try StatusLine(line[...])
      statusText = line
      return
    }
    if line.isEmpty { try endHeader() } else { try fields.take(line[...]) }
  }

  private mutating func endHeader() throws(HTTPFault) {
    guard let line = statusLine else { throw .noStatusLine }
    try fields.finish()
    framing = try fields.framing(line)
    // 101 ends the talk in HTTP, so it is an answer.
    if (100...199).contains(line.status), line.status != 101 {
      interimCount += 1
      guard interimCount <= ResponseReader.maximumInterim else { throw .tooManyInterim }
      statusLine = nil
      fields = HeaderFields()
      return
    }
    status = line.status
    headerLines = [statusText] + fields.lines
    location = fields.location.flatMap { $0.isEmpty ? nil : $0 }
    // A body of no length is not decoded, whatever the header says of it.
    isGzip = fields.isGzip && framing != .none
    if case .length(let length) = framing, !isGzip { contentLength = length }
    fields = HeaderFields()
    progress = framing == .none ? .done : .body
  }

  // MARK: Body

  private mutating func takeBody(_ bytes: inout Slice<UnsafeRawBufferPointer>) throws(HTTPFault) {
    switch framing {
    case .none: break
    case .length(let left):
      let piece = bytes.prefix(Int(clamping: left))
      keep(piece)
      framing = .length(left - UInt64(piece.count))
      if left == UInt64(piece.count) { finish() } else { decode(isLast: false) }
    case .chunked:
      var pieces: [Slice<UnsafeRawBufferPointer>] = []
      defer { for piece in pieces { keep(piece) } }
      try chunks.take(&bytes) { pieces.append($0) }
      for piece in pieces { keep(piece) }
      pieces = []
      if chunks.isDone { finish() } else { decode(isLast: false) }
    case .untilClose:
      keep(bytes)
      decode(isLast: false)
    }
  }

  private mutating func keep(_ piece: Slice<UnsafeRawBufferPointer>) {
    let bound = isGzip ? ResponseReader.maximumCompressed : limit + 1
    raw.append(contentsOf: piece.prefix(max(0, bound - raw.count)))
  }

  private mutating func finish() {
    decode(isLast: true)
    if progress == .body { progress = .done }
  }

  /// Decodes anew whenever the input has doubled, and at its end: no need to halt a decoder in the middle.
  private mutating func decode(isLast: Bool) {
    guard isGzip, isLast || raw.count >= max(64, decoded.input * 2) || raw.count == ResponseReader.maximumCompressed,
      raw.count != decoded.input || isLast
    else { return }
    let gzip = Gzip(raw, limit: limit + 1)
    decoded = (raw.count, gzip.output, gzip.end)
    switch gzip.end {
    case .damaged: progress = .failed(.gzip)
    case .full: break
    case .complete, .short:
      let isStuck = raw.count >= ResponseReader.maximumCompressed
      if isStuck || isLast && gzip.end == .short { progress = .failed(.gzip) }
    }
  }
}
