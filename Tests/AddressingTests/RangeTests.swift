import Addressing
import Testing

@Suite("Ranges and endpoints")
struct RangeTests {
  @Test(
    "prefixes are read, host bits masked",
    arguments: [
      ("203.0.113.9/24", "203.0.113.0/24"), ("203.0.113.9", "203.0.113.9"), ("203.0.113.9/32", "203.0.113.9"),
      ("1.2.3.4/0", "0.0.0.0/0"), ("2001:db8::1/32", "2001:db8::/32"), ("2001:db8::1/128", "2001:db8::1"),
      ("::1/0", "::/0"),
    ])
  func prefix(text: String, shown: String) throws {
    let prefix = try #require(AddressPrefix(text))
    #expect(prefix.description == shown)
    #expect(AddressPrefix(shown) == prefix)
  }

  @Test(
    "anything else is no prefix",
    arguments: [
      "", "/", "/8", "1.2.3.4/", "1.2.3.4/33", "::/129", "1.2.3.4/-1", "1.2.3.4/+8", "1.2.3.4/8/8", "1.2.3/8",
      "1.2.3.4/0008",
    ])
  func noPrefix(text: String) {
    #expect(AddressPrefix(text) == nil)
  }

  @Test(
    "hold the addresses from first to last",
    arguments: [
      ("10.0.0.0/8", "10.0.0.0", true), ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false),
      ("0.0.0.0/0", "255.1.2.3", true), ("::/0", "ffff::", true), ("0.0.0.0/0", "::", false),
      ("::/0", "1.2.3.4", false),
      ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::", false),
      ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
    ])
  func contains(prefix: String, address: String, expected: Bool) throws {
    #expect(try #require(AddressPrefix(prefix)).contains(try #require(IPAddress(address))) == expected)
  }

  @Test(
    "endpoints are read with and without a port",
    arguments: [
      ("192.0.2.1", "192.0.2.1:53"), ("192.0.2.1:5353", "192.0.2.1:5353"), ("2001:db8::1", "[2001:db8::1]:53"),
      ("[2001:db8::1]", "[2001:db8::1]:53"), ("[2001:db8::1]:5353", "[2001:db8::1]:5353"),
    ])
  func endpoint(text: String, shown: String) throws {
    #expect(try #require(Endpoint(text, defaultPort: 53)).description == shown)
  }

  @Test(
    "anything else is no endpoint",
    arguments: [
      "", ":", ":53", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:65536", "192.0.2.1:+1", "[192.0.2.1]:53", "[::1",
      "[::1]:", "[::1]53", "localhost:53", "[]:53",
    ])
  func noEndpoint(text: String) {
    #expect(Endpoint(text, defaultPort: 53) == nil)
  }

  @Test(
    "reserved ranges, at both ends and just outside",
    arguments: [
      ("9.255.255.255", nil), ("10.0.0.0", "10.0.0.0/8"), ("10.255.255.255", "10.0.0.0/8"), ("11.0.0.0", nil),
      ("0.0.0.0", "0.0.0.0/8"), ("100.63.255.255", nil), ("100.64.0.0", "100.64.0.0/10"),
      ("100.127.255.255", "100.64.0.0/10"),
      ("127.0.0.1", "127.0.0.0/8"), ("172.15.255.255", nil), ("172.31.255.255", "172.16.0.0/12"), ("172.32.0.0", nil),
      ("192.88.99.1", "192.88.99.0/24"), ("192.168.1.1", "192.168.0.0/16"), ("198.17.255.255", nil),
      ("198.19.0.1", "198.18.0.0/15"),
      ("223.255.255.255", nil), ("224.0.0.1", "224.0.0.0/4"), ("255.255.255.255", "240.0.0.0/4"), ("8.8.8.8", nil),
      ("::", "::"), ("::1", "::1"), ("::2", nil), ("::ffff:8.8.8.8", "::ffff:0.0.0.0/96"),
      ("64:ff9b::1", "64:ff9b::/96"),
      ("2001:1ff:ffff::", "2001::/23"), ("2001:200::", nil), ("2001:db8::1", "2001:db8::/32"), ("2002::1", "2002::/16"),
      ("3fff:fff::1", "3fff::/20"), ("4000::", nil), ("fbff::", nil), ("fdff::1", "fc00::/7"), ("fe80::1", "fe80::/10"),
      ("fec0::", nil), ("ff02::1", "ff00::/8"), ("2606:4700::1111", nil),
    ] as [(String, String?)])
  func reserved(address: String, range: String?) throws {
    #expect(SpecialPurpose.range(of: try #require(IPAddress(address)))?.prefix.description == range)
  }
}
