import Addressing
import Network
import Testing

@Suite struct DoHServerTests {
  @Test(arguments: [
    ("https://dns.example/dns-query", "https://dns.example/dns-query", nil),
    ("https://dns.example/dns-query{?dns}", "https://dns.example/dns-query", nil),
    ("https://dns.example:8443/q", "https://dns.example:8443/q", nil),
    ("https://192.0.2.1/dns-query", "https://192.0.2.1/dns-query", "192.0.2.1"),
    ("https://[2001:db8::1]/dns-query", "https://[2001:db8::1]/dns-query", "2001:db8::1"),
  ])
  func read(_ text: String, _ shown: String, _ literal: String?) throws {
    let server = try #require(DoHServer(text))
    #expect(server.description == shown)
    #expect(server.literal == literal.flatMap { IPAddress($0) })
  }

  @Test(arguments: [
    "http://dns.example/dns-query", "dns.example", "192.0.2.1", "https://", "https://user:key@dns.example/", "tls://x",
    "https://dns.example/q?a=b", "https://dns.example/q#x", "https://dns.exam ple/", "https://bücher.example/",
  ])
  func refused(_ text: String) {
    #expect(DoHServer(text) == nil)
  }
}
