import Testing
import Timing

@testable import ACMEWire

@Suite struct Base64Tests {
  /// RFC 4648 section 10, and what tells the two alphabets apart.
  static let cases: [(octets: [UInt8], url: String, standard: String)] = [
    ([], "", ""),
    (Array("f".utf8), "Zg", "Zg=="),
    (Array("fo".utf8), "Zm8", "Zm8="),
    (Array("foo".utf8), "Zm9v", "Zm9v"),
    (Array("foob".utf8), "Zm9vYg", "Zm9vYg=="),
    (Array("fooba".utf8), "Zm9vYmE", "Zm9vYmE="),
    (Array("foobar".utf8), "Zm9vYmFy", "Zm9vYmFy"),
    ([0xfb, 0xff, 0xfe], "-__-", "+//+"),
    ([0xff, 0xff], "__8", "//8="),
  ]

  @Test(arguments: cases)
  func bothWays(_ row: (octets: [UInt8], url: String, standard: String)) {
    #expect(Base64.encodeURL(row.octets) == row.url)
    #expect(Base64.encode(row.octets) == row.standard)
    #expect(Base64.decodeURL(row.url) == row.octets)
    #expect(Base64.decode(row.standard) == row.octets)
  }

  @Test(arguments: ["Zg=", "Zg==", "Zh", "Zm9", "Z", "Zm9v\n", " Zm9v", "Zm+v", "Zm/v", "Zm9vé", "Z\u{0}"])
  func strict(_ text: String) {
    #expect(Base64.decodeURL(text) == nil)
  }

  @Test(arguments: ["Zg", "Zg=", "Zg===", "=Zg=", "Z===", "====", "Zh==", "Zm-v", "Zm9v\n"])
  func strictWithPadding(_ text: String) {
    #expect(Base64.decode(text) == nil)
  }
}

@Suite struct DERTests {
  /// Hexadecimal, and r and s where it is a signature: each a byte repeated 32 times, or left-padded.
  static let signatures: [(der: String, raw: String?)] = [
    ("3006020101020102", String(repeating: "00", count: 31) + "01" + String(repeating: "00", count: 31) + "02"),
    ("300702020080020102", String(repeating: "00", count: 31) + "80" + String(repeating: "00", count: 31) + "02"),
    (
      "3046022100" + String(repeating: "ff", count: 32) + "022100" + String(repeating: "80", count: 32),
      String(repeating: "ff", count: 32) + String(repeating: "80", count: 32)
    ),
    // Trailing octets within and without, a number too few or too many.
    ("300602010102010200", nil), ("3007020101020102", nil), ("3003020101", nil), ("3009020101020102020103", nil),
    ("3008020101020102", nil),
    // Negative, zero, not minimal, too long.
    ("3006020181020102", nil), ("3006020100020102", nil), ("300702020001020102", nil), ("3005020002010200", nil),
    ("30260221" + String(repeating: "01", count: 33) + "020102", nil),
    // Lengths: indefinite, not minimal, beyond the end, of too many octets, none.
    ("3080020101020102", nil), ("308106020101020102", nil), ("3082000602010102", nil), ("30ff020101020102", nil),
    ("3084000000060201", nil), ("30", nil), ("", nil),
    // Other kinds.
    ("3106020101020102", nil), ("3006040101020102", nil), ("1f06020101020102", nil),
  ]

  @Test(arguments: signatures)
  func signature(_ row: (der: String, raw: String?)) {
    let signature = try? ECDSASignature(der: octets(row.der))
    #expect(signature?.octets == row.raw.map(octets))
  }

  @Test func rawSignature() throws {
    let raw = [UInt8](repeating: 1, count: 64)
    #expect(try ECDSASignature(raw: raw).octets == raw)
    for wrong in [
      [], [UInt8](repeating: 1, count: 63), [UInt8](repeating: 1, count: 65), raw.prefix(32) + Samples.zeros,
    ] {
      #expect(throws: EncodingError.self) { try ECDSASignature(raw: Array(wrong)) }
    }
  }

  @Test func publicKey() throws {
    let key = try PublicKey(info: Samples.publicKey)
    #expect(key.x.prefix(3) == [0x91, 0x72, 0xf5])
    #expect(key.y.suffix(2) == [0x63, 0xd0])
    #expect(
      key.jwk == #"{"crv":"P-256","kty":"EC","x":"kXL1y-DCfcuZc6ueimEMKpY_KqMns2PgoZ-YSx8PJ0U","#
        + #""y":"aCGV7-_W81vNO8GUu3THXOr1aoUKfphpc6MzhDbYY9A"}"#)
  }

  @Test(arguments: [
    // RSA, P-384, P-256 with a compressed point.
    "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBANWBUX+a+K86+XQm/HBu8NSIw1IGr5Ft/Z1ORtUuUdOuZ0RDmz1JQxv5g7aW9bjniiadeL/TGWaSn6oK8BPQjXkCAwEAAQ==",
    "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE9uMMHNlpDZPBfUsddVZlT9ohUUsvqAj1Ez4QEGIYCCDi2EnWNsCaODxQQOM5SUAe8eUhnH5fEClzvpnuelh3jGMRDPyr7TDqsugBvH4LmowvQsH6JmcOZdUGLUVFV0aJ",
    "MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgACkXL1y+DCfcuZc6ueimEMKpY/KqMns2PgoZ+YSx8PJ0U=", "", "MAA=",
  ])
  func otherKeys(_ text: String) {
    #expect(throws: EncodingError.self) { try PublicKey(info: Base64.decode(text) ?? []) }
  }
}

@Suite struct CertificateTests {
  @Test func generalizedTimeAndNames() throws {
    let facts = try CertificateFacts(der: Samples.certificate)
    #expect(facts.notAfter.text == "2126-11-02T05:15:11Z")
    #expect(facts.names == ["shop.example", "www.shop.example"])
    #expect(facts.publicKey == Samples.publicKey)
  }

  @Test func utcTimeAndNoNames() throws {
    let facts = try CertificateFacts(der: Samples.oldCertificate)
    #expect(facts.notAfter.text == "2027-02-24T05:15:11Z")
    #expect(facts.names.isEmpty)
    #expect(facts.publicKey == Samples.publicKey)
  }

  @Test func requestHasTheSameKey() throws {
    #expect(try SigningRequest(der: Samples.request).publicKey == Samples.publicKey)
    #expect(throws: EncodingError.self) { try SigningRequest(der: Samples.publicKey) }
  }

  /// Cut at every octet, and with every octet changed: an error or a certificate, never a crash.
  @Test func damaged() {
    for count in 0..<Samples.certificate.count {
      #expect(throws: EncodingError.self) { try CertificateFacts(der: Array(Samples.certificate.prefix(count))) }
      var changed = Samples.certificate
      changed[count] ^= 0x81
      _ = try? CertificateFacts(der: changed)
    }
  }

  @Test func chain() throws {
    let text = PEM.block("CERTIFICATE", Samples.certificate) + "\n" + PEM.block("CERTIFICATE", Samples.oldCertificate)
    #expect(try PEM.chain(Array(text.utf8)) == [Samples.certificate, Samples.oldCertificate])
    let windows = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: " \r\n")
    #expect(try PEM.chain(Array(windows.utf8)).count == 2)
  }

  @Test(arguments: [
    "", "\n", "text", "-----BEGIN CERTIFICATE-----\nAAAA\n",
    "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----",
    "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", "-----END CERTIFICATE-----\n",
    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    "subject=x\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    "-----BEGIN CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    String(repeating: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", count: 21),
  ])
  func noChain(_ text: String) {
    #expect(throws: EncodingError.self) { try PEM.chain(Array(text.utf8)) }
  }

  @Test func namesOfARequestCannotMeanAnythingToOpenssl() throws {
    let text = try SigningRequest.configuration(names: ["shop.example", "xn--bcher-kva.example"])
    #expect(text.contains("DNS.1 = shop.example\nDNS.2 = xn--bcher-kva.example\n"))
    for name in ["", "a\nDNS.2 = b", "$ENV::HOME", "a,b", "a b", "a#", "ä.example", String(repeating: "a", count: 254)]
    {
      #expect(throws: EncodingError.self) { try SigningRequest.configuration(names: [name]) }
    }
  }
}

func octets(_ hexadecimal: String) -> [UInt8] {
  let digits = Array(hexadecimal)
  return stride(from: 0, to: digits.count - 1, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
}
