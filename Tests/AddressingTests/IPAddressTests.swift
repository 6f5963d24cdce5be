import Addressing
import Testing

@Suite("IP addresses")
struct IPAddressTests {
  @Test(
    "are read and written in their canonical form (RFC 5952)",
    arguments: [
      ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
      ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
      ("2001:db8::0001", "2001:db8::1"), ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
      ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
      ("2001:0:0:1:1:0:0:1", "2001::1:1:0:0:1"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
      ("::ffff:192.0.2.1", "::ffff:192.0.2.1"), ("::ffff:c000:201", "::ffff:192.0.2.1"),
      ("64:ff9b::192.0.2.1", "64:ff9b::c000:201"), ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
      ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ])
  func reads(text: String, shown: String) throws {
    let address = try #require(IPAddress(text))
    #expect(address.description == shown)
    #expect(IPAddress(shown) == address)
    #expect(IPAddress(bytes: address.bytes) == address)
    #expect(address.bytes.count == (address.family == .ipv4 ? 4 : 16))
  }

  @Test(
    "in any other form are none",
    arguments: [
      "", " ", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.04", "1.2.3.", ".1.2.3", "0x1.2.3.4", "1.2.3.4 ",
      "1.2.3.+4",
      "16909060", ":", ":::", ":1", "1:", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::",
      "::1:2:3:4:5:6:7:8", "12345::", "g::", "1.2.3.4::", "::1.2.3", "1:2:3:4:5:6:7:1.2.3.4", "[::1]", "fe80::1%eth0",
      "::1/128",
      "١.2.3.4", "1。2。3。4",
    ])
  func refuses(text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test("any value round trips, and garbage is no address or the one that it shows")
  func random() {
    var dice = Dice(state: 4)
    for _ in 0..<3000 {
      // Groups are often zero, so that "::" is met in every place.
      let groups = (0..<8).map { _ in Bool.random(using: &dice) ? 0 : UInt128(dice.next() & 0xffff) }
      let six = IPAddress.ipv6(groups.reduce(0) { $0 << 16 | $1 })
      #expect(IPAddress(six.description) == six)
      let four = IPAddress.v4(UInt32(truncatingIfNeeded: dice.next()))
      #expect(IPAddress(four.description) == four)
      let octets = (0..<Int.random(in: 0...20, using: &dice)).map { _ in
        Array("0123456789abf:.:.".utf8)[Int(dice.next() % 17)]
      }
      if let address = IPAddress(String(decoding: octets, as: UTF8.self)) {
        #expect(IPAddress(address.description) == address)
      }
    }
  }

  @Test("bytes of another count are none", arguments: [0, 3, 5, 15, 17])
  func byteCount(count: Int) {
    #expect(IPAddress(bytes: [UInt8](repeating: 1, count: count)) == nil)
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
