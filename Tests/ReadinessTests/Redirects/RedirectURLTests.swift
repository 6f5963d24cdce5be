import Readiness
import Testing

/// What a CA makes of a `Location`, relative to http://a.shop/.well-known/acme-challenge/token.
@Suite struct RedirectURLTests {
  @Test(arguments: [
    ("https://b.shop/y", "https://b.shop/y"),
    ("HTTPS://B.shop/y", "https://B.shop/y"),
    ("https://b.shop", "https://b.shop"),
    ("//b.shop/y", "http://b.shop/y"),
    ("/y", "http://a.shop/y"),
    ("y", "http://a.shop/.well-known/acme-challenge/y"),
    ("../../y", "http://a.shop/y"),
    ("/x/../y/.", "http://a.shop/y/"),
    ("/..", "http://a.shop/"),
    ("https://b.shop/x/../y", "https://b.shop/y"),
    ("?q", "http://a.shop/.well-known/acme-challenge/token?q"),
    ("#f", "http://a.shop/.well-known/acme-challenge/token#f"),
    ("http://b.shop/?", "http://b.shop/?"),
    ("http://b.shop:/y", "http://b.shop/y"),
    ("http://b.shop:080/y", "http://b.shop:080/y"),
    ("http://u:p@b.shop/y", "http://b.shop/y"),
    ("///b.shop/y", "http://a.shop///b.shop/y"),
    ("http:///b.shop/y", "http:///b.shop/y"),
    ("http:b.shop", "http:b.shop"),
    ("mailto:a@b.shop", "mailto:a@b.shop"),
    ("http://b.shop/a b", "http://b.shop/a%20b"),
    ("http://b.shop/\u{fc}", "http://b.shop/%C3%BC"),
    ("http://b.shop/%7e%2F", "http://b.shop/%7e%2F"),
    ("http://b.shop/!'()*[]", "http://b.shop/!'()*[]"),
    ("http://b\u{fc}.shop/", "http://b%C3%BC.shop/"),
    ("http://b%C3%BC.shop/", "http://b%C3%BC.shop/"),
    ("http://[2001:db8::1]:80/x", "http://[2001:db8::1]:80/x"),
    ("http://b.shop?q", "http://b.shop?q"),
  ])
  func read(_ location: String, _ whole: String) throws {
    let base = try #require(RedirectURL("http://a.shop/.well-known/acme-challenge/token"))
    #expect(RedirectURL(Array(location.utf8), relativeTo: base)?.text == whole)
  }

  @Test(arguments: [
    "http://b.shop/%zz", "http://b.shop/%2", "http://b.shop:x/", "http://b.shop:80x/", "http://b%2eshop/",
    "http://b shop/", "http://b\\shop/", "http://[::1/", "http://[::1]x/", "http://a\tb/", "http://b.shop/\u{1b}", ":x",
    ":path/y", "1:2", "http://b.shop/#%", "http://b.shop/\r\nX: y",
  ])
  func refused(_ location: String) throws {
    let base = try #require(RedirectURL("http://a.shop/x"))
    #expect(RedirectURL(Array(location.utf8), relativeTo: base) == nil)
  }

  @Test func ports() {
    #expect(RedirectURL("http://b.shop:080/")?.port == 80)
    #expect(RedirectURL("http://b.shop:/")?.port == nil)
    #expect(RedirectURL("http://b.shop:99999999999999999999/")?.port == 65_535)
  }
}
