import Testing

@testable import Readiness

@Suite("Punycode")
struct PunycodeTests {
  @Test(
    "the samples of RFC 3492 section 7.1, and others",
    arguments: [
      ("ليهمابتكلموشعربي؟", "egbpdaj6bu4bxfgehfvwxn"),
      ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"),
      ("Pročprostěnemluvíčesky", "Proprostnemluvesky-uyb24dma41a"),
      ("3年B組金八先生", "3B-ww4c5e180e575a65lsy2b"),
      ("MajiでKoiする5秒前", "MajiKoi5-783gue6qz075azm5e"),
      ("そのスピードで", "d9juau41awczczp"),
      ("-> $1.00 <-", "-> $1.00 <--"),
      ("bücher", "bcher-kva"), ("公司", "55qx5d"), ("💩", "ls8h"), ("", ""),
    ])
  func samples(text: String, ascii: String) {
    #expect(Punycode.encode(Array(text.unicodeScalars)).map { String(decoding: $0, as: UTF8.self) } == ascii)
    #expect(Punycode.decode(ascii.utf8) == Array(text.unicodeScalars))
  }

  @Test(
    "refuses what does not decode", arguments: ["99999999", "a-ü", "kva!", "bcher-kv", "0", "x-b0"])
  func refuses(ascii: String) {
    #expect(Punycode.decode(ascii.utf8) == nil)
  }

  @Test("refuses what is longer than a label")
  func tooLong() {
    #expect(Punycode.encode(Array(String(repeating: "a", count: 64).unicodeScalars)) == nil)
    #expect(Punycode.decode(String(repeating: "a", count: 64).utf8) == nil)
    #expect(Punycode.encode((0..<40).compactMap { Unicode.Scalar(UInt32(0x4e00 + 97 * $0)) }) == nil)
  }

  @Test("random text comes back, and garbage does no harm")
  func random() {
    var dice = Dice(state: 3)
    for _ in 0..<3000 {
      let scalars = (0..<Int.random(in: 0...12, using: &dice)).compactMap { _ in
        Unicode.Scalar(UInt32.random(in: 0x20...0x10ffff, using: &dice))
      }
      if let encoded = Punycode.encode(scalars) { #expect(Punycode.decode(encoded) == scalars) }
      _ = Punycode.decode((0..<20).map { _ in UInt8.random(in: 0x2d...0x7a, using: &dice) })
    }
  }
}

/// Random numbers that are the same in each run (SplitMix64).
struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
