import Network
import Testing

/// What libcurl reads in a URL.
@Suite struct URLTests {
  @Test func parts() throws {
    let url = try #require(ParsedURL("https://a.shop:8443/p%20q?x=1#f"))
    #expect(url.scheme == "https")
    #expect(url.host == "a.shop")
    #expect(url.port == 8443)
    #expect(url.path == "/p%20q")
    #expect(url.query == "x=1")
    #expect(url.fragment == "f")
  }

  @Test(arguments: ["", "http://", "http://a b/", "nothing at all", "http://a\0b/"])
  func noURL(_ text: String) {
    #expect(ParsedURL(text) == nil)
  }

  @Test func tooLong() {
    #expect(ParsedURL("http://a.shop/" + String(repeating: "x", count: 20_000)) == nil)
  }

  @Test(arguments: [
    ("bücher.example", "xn--bcher-kva.example"), ("BÜCHER.example", "xn--bcher-kva.example"),
    ("shop.example", "shop.example"), ("россия.рф", "xn--h1alffa9f.xn--p1ai"),
  ])
  func international(_ name: String, _ ascii: String) {
    #expect(IDNA.toASCII(name)?.lowercased() == ascii)
  }

  @Test func headers() {
    let answer = FetchAnswer(
      status: 301,
      headerLines: ["HTTP/1.1 301 Moved", "X: y", "LOCATION:  /a \t", "Location: /b"].map { Array($0.utf8) })
    #expect(answer.header("location") == Array("/a".utf8))
    #expect(answer.header("none") == nil)
  }
}
