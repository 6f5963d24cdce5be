import DNSWire
import Readiness
import Testing
import Timing

@Suite struct SignatureFaultTests {
  static let now: Int64 = 1_795_413_600
  static let key = [UInt8]([1, 1, 3, 13, 7, 7, 7, 7])
  static var tag: UInt16 { ZoneKey(key)?.keyTag ?? 0 }

  static func signature(from: Int64, to: Int64) -> SignatureRecord? {
    var data: [UInt8] = [0, 48, 13, 2, 0, 0, 0, 60]
    for value in [now + to, now + from] {
      let seconds = UInt32(truncatingIfNeeded: value)
      data += (0..<4).map { UInt8(truncatingIfNeeded: seconds >> (24 - 8 * $0)) }
    }
    return SignatureRecord(data + [0, 1, 0])
  }

  struct Case: Sendable {
    var tag = SignatureFaultTests.tag
    var keys = [SignatureFaultTests.key]
    var over: [(Int64, Int64)] = [(-100, 100)]
    var answer: [(Int64, Int64)]? = [(-100, 100)]
    var errors: [UInt16] = []
    var fault: SignatureFault
  }

  static let cases = [
    Case(fault: .broken),
    Case(keys: [], over: [], fault: .noKeys),
    Case(tag: tag &+ 1, fault: .wrongDS),
    Case(over: [(-200, -100)], fault: .expired(Timestamp(milliseconds: (now - 100) * 1000))),
    Case(over: [(-200, -100), (-100, 100)], fault: .broken),
    Case(over: [(100, 200)], fault: .notYetValid),
    Case(over: [], fault: .noSignatures),
    // The word of the resolver counts where the dates are right: the key's digest differs.
    Case(errors: [9], fault: .wrongDS),
    Case(over: [(-200, -100)], errors: [9], fault: .expired(Timestamp(milliseconds: (now - 100) * 1000))),
    Case(answer: [(-300, -200)], errors: [6], fault: .expired(Timestamp(milliseconds: (now - 200) * 1000))),
    Case(answer: [], errors: [6], fault: .noSignatures),
    Case(answer: nil, errors: [6], fault: .broken),
    Case(answer: nil, errors: [12], fault: .noSignatures),
    Case(answer: nil, errors: [2], fault: .unsupported),
  ]

  @Test(arguments: cases)
  func fault(_ item: Case) {
    let ds = DelegationSigner([UInt8(item.tag >> 8), UInt8(item.tag & 255), 13, 2, 1])
    let fault = SignatureFault(
      signers: [ds].compactMap(\.self),
      keys: (
        item.keys.compactMap { ZoneKey($0) }, item.over.compactMap { Self.signature(from: $0.0, to: $0.1) }
      ),
      signatures: item.answer.map { $0.compactMap { Self.signature(from: $0.0, to: $0.1) } },
      errors: item.errors.map { ExtendedError(code: $0) }, now: Self.now)
    #expect(fault == item.fault)
  }

  @Test func aResolversWordAlone() {
    #expect(SignatureFault([ExtendedError(code: 7)]) == .expired(nil))
    #expect(SignatureFault([ExtendedError(code: 6), ExtendedError(code: 10)]) == .noSignatures)
    #expect(SignatureFault([ExtendedError(code: 22)]) == nil)
  }

  /// The key and the DS of RFC 4034 section 5.4 (dskey.example.com), whose tag is 60485.
  @Test func keyTag() {
    let key =
      "AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw=="
    #expect(ZoneKey([1, 0, 3, 5] + base64(key))?.keyTag == 60485)
    #expect(ZoneKey([1, 0, 3]) == nil)
    #expect(DelegationSigner([0xec, 0x45, 5, 1, 0x2b])?.keyTag == 60485)
    #expect(SignatureRecord([UInt8](repeating: 0, count: 18)) == nil)
  }

  private func base64(_ text: String) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var (bytes, bits, count) = ([UInt8](), UInt32(0), 0)
    for character in text.utf8 {
      guard let value = alphabet.firstIndex(of: character) else { break }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return bytes
  }
}
