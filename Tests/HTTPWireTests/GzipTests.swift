import Testing

@testable import HTTPWire

/// Streams made by zlib, and what is left of them when they are damaged, cut or endless.
@Suite struct GzipTests {
  static let key = "gtD7fGUOv8fwNfBb0jXxUJR4QQAAabVVloZaXZxmCu1.VShIqmArIntn9oX98WHgCtzC1uwB5FXZPf7stg7NvlE"
  /// A key authorization, in a block with codes of its own or the fixed ones, and in a stored block.
  static let packed = octets(
    "1f8b08000000000002034b2f71314f730ff52fb3482bf74b734a32c88aa808f50a32090c74744c4c0a0bcbc98f4a8c88"
      + "aac8752e35d40b0bcef02ccc752cf2cc2bc9b3cc8fb0b408f748772ea972362c2d7732758b880a48332f2e4937f72bcb"
      + "71050016b82c1757000000")
  static let stored = octets(
    "1f8b0800000000000403015700a8ff677444376647554f763866774e664262306a5878554a523451514141616256566c"
      + "6f5a61585a786d4375312e56536849716d4172496e746e396f58393857486743747a43317577423546585a5066377374"
      + "67374e766c4516b82c1757000000")
  static let fixed = octets("1f8b0800000000000203cbcea6090000696f18a657000000")
  /// A page of 30 lines.
  static let page = octets(
    "1f8b08000000000002038dd4c10a83300c80e157c9134c13b52a943ec42e3bd7b55041ed98ddc4b7df6861c725174f5f"
      + "0b4d7ed421ad8bd1c15b67749ad3e2cdcd2ff7b87a4811e2eb092126bfc074420a1e766f755598aecaa129bad3e887b9"
      + "c6b8420dc1eedfef316f2e1e3bd8cd8185f7ec8f8bae1e3f8699f51ca3cc90634d6603c7dacc88635d6623c754660dc7"
      + "faf204762243762dc7c6721d3b122c8be858573681ec54b0ec42b1ae1116d0ca12c04ed6002a5904d8cb2ac04196018e"
      + "b20ea8168640282b8148980235b214a815a6409d2c0552b214a817fe0d06590a34fe4fe103e56c25ecf3040000")

  @Test func wholeStreams() {
    for stream in [Self.packed, Self.stored] {
      let gzip = Gzip(stream, limit: 2048)
      #expect(gzip.end == .complete)
      #expect(String(decoding: gzip.output, as: UTF8.self) == Self.key)
    }
    #expect(Gzip(Self.fixed, limit: 2048).output == Array(repeating: UInt8(ascii: "k"), count: 87))
    let page = Gzip(Self.page, limit: 2048)
    #expect(page.end == .complete)
    #expect(page.output.starts(with: "<html><head><title>Welcome to our hotel".utf8))
    #expect(String(decoding: page.output, as: UTF8.self).hasSuffix("Room 29 has 8 windows and a view.</p>"))
  }

  @Test func severalMembersAreOneText() {
    #expect(Gzip(Self.packed + Self.stored, limit: 2048).output == Array((Self.key + Self.key).utf8))
    #expect(Gzip([], limit: 2048).end == .complete)
  }

  @Test func everyCutIsShort() {
    for length in 1..<Self.packed.count { #expect(Gzip(Array(Self.packed[..<length]), limit: 2048).end == .short) }
  }

  @Test func damageIsFound() {
    for index in [0, 1, 2, Self.packed.count - 1, Self.packed.count - 5] {
      var stream = Self.packed
      stream[index] ^= 0xff
      #expect(Gzip(stream, limit: 2048).end == .damaged, "octet \(index)")
    }
    #expect(Gzip(Self.packed + [0], limit: 2048).end != .complete)
  }

  /// No stream may trap, whatever is in it.
  @Test func nothingTraps() {
    for stream in [Self.packed, Self.stored, Self.page] {
      for index in stream.indices {
        for bit in 0..<8 {
          var stream = stream
          stream[index] ^= 1 << UInt8(bit)
          _ = Gzip(stream, limit: 2048)
        }
      }
    }
  }

  @Test func theBoundEndsIt() {
    let gzip = Gzip(Self.page, limit: 128)
    #expect(gzip.end == .full)
    #expect(gzip.output.count == 128)
  }

  @Test func aBodyIsDecodedInWhateverPiecesItComes() {
    for name in ["gzip", "GZIP", "gZip"] {
      let head = Array("HTTP/1.1 200 OK\r\nContent-Encoding: \(name)\r\n\r\n".utf8)
      let reader = ResponseTests.read((head + Self.packed).map { [$0] }, ends: true)
      #expect(reader.progress == .done)
      #expect(String(decoding: reader.body, as: UTF8.self) == Self.key)
      let cut = ResponseTests.read([head, Array(Self.packed.dropLast())], ends: true)
      #expect(cut.progress == .failed(.gzip))
    }
  }

  private static func octets(_ text: String) -> [UInt8] {
    let digits = text.utf8.compactMap(\.hexadecimalValue)
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
