import Readiness
import Testing

@Suite("Which redirects a CA follows")
struct RedirectRulesTests {
  private let rules = RedirectRules()

  @Test("301, 302, 307 and 308", arguments: 300...399)
  func status(status: Int) {
    let followed = [301, 302, 307, 308].contains(status)
    #expect(rules.follows(status) == followed)
    #expect((rules.refusal(status: status, location: "/x")?.code == .httpRedirectCode) == !followed)
  }

  struct Row: Sendable {
    /// The `Location` header.
    let location: String
    /// What libcurl makes of its host, and whether it is followed.
    let host: String
    var scheme = "http"
    var port: UInt16?
    var path = "/"
    let code: String?

    init(
      _ location: String, host: String, scheme: String = "http", port: UInt16? = nil, path: String = "/",
      _ code: String?
    ) {
      self.location = location
      self.host = host
      self.scheme = scheme
      self.port = port
      self.path = path
      self.code = code
    }

    var parts: URLParts {
      URLParts(scheme: scheme, host: host, port: port, path: path, text: location, rawLocation: location)
    }
  }

  static let host = "http.redirect-host"
  static let a2000 = "/" + String(repeating: "a", count: 1999)

  @Test(
    "by scheme, port, host and path",
    arguments: [
      Row("https://www.example.com/", host: "www.example.com", scheme: "https", nil),
      Row("HTTPS://WWW.EXAMPLE.COM/", host: "WWW.EXAMPLE.COM", scheme: "https", nil),
      Row("/elsewhere", host: "www.example.com", nil), Row("elsewhere", host: "www.example.com", nil),
      Row("?x=http://y", host: "www.example.com", nil),
      Row("//www.example.com/", host: "www.example.com", nil),
      Row("http://user:pw@www.example.com/", host: "www.example.com", nil),
      Row("ftp://www.example.com/", host: "www.example.com", scheme: "ftp", "http.redirect-scheme"),
      Row("javascript:alert(1)", host: "", scheme: "javascript", "http.redirect-scheme"),
      // Ports.
      Row("http://www.example.com:80/", host: "www.example.com", port: 80, nil),
      Row("http://www.example.com:443/", host: "www.example.com", port: 443, nil),
      Row("https://www.example.com:080/", host: "www.example.com", scheme: "https", port: 80, nil),
      Row("http://www.example.com:/", host: "www.example.com", nil),
      Row("https://www.example.com:8443/", host: "www.example.com", scheme: "https", port: 8443, "http.redirect-port"),
      Row("http://www.example.com:0/", host: "www.example.com", port: 0, "http.redirect-port"),
      // Hosts.
      Row("http:///www.example.com/", host: "www.example.com", host),
      Row("http:/www.example.com/", host: "www.example.com", host),
      Row("http:www.example.com", host: "www.example.com", host), Row("http://", host: "", host),
      Row("http://:80/", host: "", host), Row("/x", host: "", host),
      Row("http://www.example.com./", host: "www.example.com.", host),
      Row("http://www.example.com.well-known/acme-challenge/x", host: "www.example.com.well-known", host),
      Row("http://.well-known/acme-challenge/x", host: ".well-known", host),
      Row("http://www.bücher.de/", host: "www.bücher.de", host),
      Row("http://www.bücher.de/", host: "www.xn--bcher-kva.de", host),
      Row("http://www%2eexample.com/", host: "www.example.com", host),
      Row("http://localhost/", host: "localhost", host),
      Row("http://www.example.notatld/", host: "www.example.notatld", host),
      Row("http://github.io/", host: "github.io", nil), Row("http://co.uk/", host: "co.uk", nil),
      // Addresses.
      Row("http://192.0.2.1/", host: "192.0.2.1", nil), Row("http://192.0.2.1:80/", host: "192.0.2.1", port: 80, nil),
      Row("http://[2001:db8::1]/", host: "[2001:db8::1]", nil),
      Row("http://[2001:db8::1]:80/x", host: "2001:db8::1", port: 80, nil),
      Row("http://3221225985/", host: "192.0.2.1", host), Row("http://0xc0000201/", host: "192.0.2.1", host),
      Row("http://0300.0.2.1/", host: "192.0.2.1", host), Row("http://192.0.513/", host: "192.0.2.1", host),
      Row("http://3221225985/", host: "3221225985", host),
      Row("http://[::ffff:192.0.2.1]/", host: "[::ffff:192.0.2.1]", host),
      Row("http://[fe80::1%25eth0]/", host: "[fe80::1]", host), Row("http://[fe80::1%eth0]/", host: "fe80::1", host),
      // Paths: decoded octets count.
      Row("/a", host: "www.example.com", path: a2000, nil),
      Row("/a", host: "www.example.com", path: a2000 + "a", "http.redirect-path-too-long"),
      Row("/a", host: "www.example.com", path: a2000.replacing("a", with: "%41"), nil),
      Row("/a", host: "www.example.com", path: a2000 + "%4", "http.redirect-path-too-long"),
      Row(
        "/a", host: "www.example.com", path: "/" + String(repeating: "ü", count: 1000), "http.redirect-path-too-long"),
    ])
  func rule(row: Row) {
    let finding = rules.refusal(of: row.parts)
    #expect(finding?.code.rawValue == row.code)
    #expect(finding.map { !$0.remedy.isEmpty && $0.summary.hasSuffix(".") } ?? true)
  }

  @Test("what is no URL is refused")
  func unreadable() {
    #expect(rules.unreadable("http://[").code == .httpRedirectHost)
  }

  @Test("eleven redirects are followed, the twelfth is refused")
  func tooMany() {
    var trail = RedirectTrail(start: "http://a.com/0")
    for step in 1...11 { #expect(trail.follow("http://a.com/\(step)") == nil) }
    #expect(trail.follow("http://a.com/12")?.code == .httpTooManyRedirects)
    #expect(trail.count == 11)
  }

  @Test("a URL seen before is a loop, the first one too; the fragment counts")
  func loop() {
    var trail = RedirectTrail(start: "http://a.com/")
    #expect(trail.follow("https://a.com/") == nil)
    #expect(trail.follow("https://a.com/#x") == nil)
    #expect(trail.follow("https://a.com/")?.code == .httpRedirectLoop)
    #expect(trail.follow("http://a.com/")?.code == .httpRedirectLoop)
  }
}
