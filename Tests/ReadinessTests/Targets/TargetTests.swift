import Addressing
import Readiness
import Testing

@Suite("Where domains should point")
struct TargetTests {
  @Test(
    "addresses, ranges and host names are read",
    arguments: [
      ("203.0.113.10", "203.0.113.10"), ("203.0.113.10/24", "203.0.113.0/24"), ("2001:DB8::1", "2001:db8::1"),
      ("2001:db8::/32", "2001:db8::/32"), ("Front.Example.COM.", "front.example.com"), ("front", "front"),
      ("lb_1.example.com", "lb_1.example.com"),
    ])
  func reads(text: String, shown: String) throws {
    #expect(try #require(Target(text)).description == shown)
  }

  @Test(
    "anything else is none",
    arguments: [
      "", ".", "203.0.113.256", "203.0.113.0/33", "1.2.3", "a b", "http://x", "*.example.com", "bücher.de", "x/24",
    ])
  func refuses(text: String) {
    #expect(Target(text) == nil)
  }

  @Test("a list is parted by commas")
  func list() throws {
    #expect(
      try Target.list("203.0.113.10, 2001:db8::/32 ,front.example.com").map(\.description) == [
        "203.0.113.10", "2001:db8::/32", "front.example.com",
      ])
    for (text, item) in [("a,,b", ""), ("192.0.2.1,1.2.3", "1.2.3"), ("", ""), ("a,", "")] {
      #expect(throws: TargetListError.self) { try Target.list(text) }
      do throws(TargetListError) { _ = try Target.list(text) } catch { #expect(error.item == item) }
    }
  }

  private func expected(_ texts: String...) -> ExpectedAddresses {
    ExpectedAddresses(prefixes: texts.compactMap { AddressPrefix($0) })
  }

  @Test(
    "an address is the platform's or not",
    arguments: [
      ("203.0.113.10", true), ("203.0.113.11", false), ("192.0.2.77", true), ("2001:db8:1::9", true),
      ("2001:db8:2::9", false), ("::ffff:203.0.113.10", false),
    ])
  func contains(text: String, isOurs: Bool) throws {
    let ours = expected("203.0.113.10", "192.0.2.0/24", "2001:db8:1::/48")
    #expect(ours.contains(try #require(IPAddress(text))) == isOurs)
  }

  @Test("is said in a sentence")
  func words() {
    let ours = expected("203.0.113.10", "203.0.113.10", "192.0.2.0/24", "2001:db8::1")
    #expect(ours.list == ["203.0.113.10", "192.0.2.0/24", "2001:db8::1"])
    #expect(ours.description(for: [.ipv4]) == "203.0.113.10 or an address in 192.0.2.0/24")
    #expect(ours.description(for: [.ipv6]) == "2001:db8::1")
    #expect(ours.description(for: [.ipv4, .ipv6]) == "203.0.113.10, an address in 192.0.2.0/24 or 2001:db8::1")
    #expect(expected("192.0.2.1").description(for: [.ipv6]).isEmpty)
    let many = expected("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6")
    #expect(many.description(for: [.ipv4]) == "10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4 or 2 more")
  }
}
