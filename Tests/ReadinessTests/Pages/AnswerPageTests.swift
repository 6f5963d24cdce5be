import Testing

@testable import Readiness

@Suite("Who answered instead of the platform")
struct AnswerPageTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var title: String
    var status = 200
    var headers: [String] = []
    var body = ""
    var kind: AnswerPage.Kind
    var product: String?

    var testDescription: String { title }
  }

  static let cases: [Case] = [
    Case(
      title: "GoDaddy's lander",
      body:
        #"<!DOCTYPE html><html><head><script>window.onload=function(){window.location.href="/lander"}</script></head></html>"#,
      kind: .parking, product: "GoDaddy"),
    Case(
      title: "upper case", body: "<TITLE>Shop.example IS FOR SALE | HUGEDOMAINS</TITLE>", kind: .parking,
      product: "HugeDomains"),
    Case(
      title: "for sale", body: "<html>This domain is for sale!</html>", kind: .parking, product: "a parking service"),
    Case(title: "a shop that sells", body: "<html><title>Chairs for sale</title> Buy a domain</html>", kind: .html),
    Case(title: "nginx", body: "<html><head><title>Welcome to nginx!</title>", kind: .defaultSite, product: "nginx"),
    Case(title: "nginx in a sentence", body: "<html>Welcome to nginx! Our course", kind: .html),
    Case(
      title: "nginx's 404", status: 404, headers: ["Server: nginx"], body: "<html><title>404 Not Found</title>",
      kind: .html),
    Case(
      title: "Cloudflare's header", status: 403, headers: ["CF-Mitigated: challenge"], body: "x",
      kind: .javascriptChallenge,
      product: "Cloudflare"),
    Case(title: "just a moment, without Cloudflare", body: "<html><title>Just a moment...</title>", kind: .html),
    Case(title: "only half of a signature", body: "<html><script>function toNumbers(d){}</script>", kind: .html),
    Case(
      title: "AWS WAF has no body", status: 202, headers: ["x-amzn-waf-action: challenge"], kind: .javascriptChallenge,
      product: "AWS WAF"),
    Case(
      title: "Palo Alto", status: 503, body: "<html>Application Blocked … acme-protocol</html>", kind: .firewall,
      product: "Palo Alto Networks, application acme-protocol"),
    Case(title: "Palo Alto's title alone", body: "<html><title>Web Page Blocked</title>", kind: .html),
    Case(title: "a name that says micro_httpd", headers: ["Server: my micro_httpd"], body: "x", kind: .other),
    Case(
      title: "micro_httpd", status: 404, headers: ["SERVER:  micro_httpd"], body: "x", kind: .router,
      product: "micro_httpd"),
    Case(
      title: "a realm", status: 401, headers: [#"WWW-Authenticate: Basic realm="TP-LINK Wireless""#], kind: .router,
      product: "TP-Link"),
    Case(title: "a realm without a login", headers: [#"WWW-Authenticate: Basic realm="TP-LINK""#], kind: .empty),
    Case(
      title: "TLS on port 80", status: 400, body: "Client sent an HTTP request to an HTTPS server.\n",
      kind: .plainHTTPOnTLS,
      product: "Go's net/http"),
    Case(title: "the same words with 200", body: "Client sent an HTTP request to an HTTPS server.\n", kind: .other),
    Case(
      title: "Cloudflare blocks", status: 403, headers: ["Server: cloudflare"], body: "error code: 1020",
      kind: .firewall, product: "Cloudflare"),
    Case(title: "the same number, without Cloudflare", status: 403, body: "error code: 1020", kind: .other),
    Case(title: "behind the limit", body: String(repeating: " ", count: 2048) + "sedoparking.com", kind: .other),
    Case(title: "HTML by its header", headers: ["Content-Type: text/html"], body: "<p>hello", kind: .html),
    Case(title: "nothing", kind: .empty),
  ]

  @Test(arguments: cases)
  func page(_ row: Case) {
    let page = AnswerPage(
      status: row.status, headerLines: row.headers.map { Array($0.utf8) }, body: Array(row.body.utf8))
    #expect(page.kind == row.kind)
    #expect(page.product == row.product)
  }

  @Test(
    "Cloudflare's errors, by status and by page",
    arguments: [
      (522, "error code: 522", 522), (530, "error code: 1016", 1016), (521, "", 521), (200, "x", nil), (404, "", nil),
      (409, "<span class=\"cf-error-code\">1001</span>", 1001), (403, "error code: 99999", nil),
      (403, "error code: 123456789012345678901234567890", nil), (503, "error code: ", nil),
    ])
  func cloudflare(_ status: Int, _ body: String, _ number: Int?) {
    let page = AnswerPage(status: status, headerLines: [Array("CF-RAY: 8c1f-FRA".utf8)], body: Array(body.utf8))
    #expect(page.isCloudflare)
    #expect(page.cloudflareError == number)
    #expect(AnswerPage(status: status, headerLines: [], body: Array(body.utf8)).cloudflareError == nil)
  }

  @Test(
    "titles",
    arguments: [
      ("<title>Hotel</title>", "Hotel"), ("<TITLE lang=x>\n Hotel\t zur \u{1b}Post </TITLE>", "Hotel zur Post"),
      ("<title></title>", nil), ("<title", nil), ("<title>cut", "cut"), ("none", nil), ("<title>\u{fffd}", "\u{fffd}"),
      ("<title>" + String(repeating: "x", count: 3000), String(repeating: "x", count: 79) + "…"),
    ])
  func title(_ body: String, _ title: String?) {
    #expect(AnswerPage(status: 200, headerLines: [], body: Array(body.utf8)).title == title)
  }

  @Test("a signature is in lower case, has something to find, and says where it is from")
  func table() {
    for (_, signatures) in AnswerPage.tables {
      for row in signatures {
        #expect(!row.product.isEmpty && !row.source.isEmpty)
        #expect(!row.body.isEmpty || !row.headers.isEmpty)
        for text in row.body + row.headers.flatMap({ [$0.name, $0.value] }) {
          #expect(text == text.lowercased() && text.utf8.allSatisfy { $0 < 0x80 } && text.utf8.count >= 3)
        }
      }
    }
  }

  @Test("a signature is met by an answer made of it, and nothing before it in the table has another name for it")
  func eachIsMet() {
    for (kind, signatures) in AnswerPage.tables {
      for row in signatures {
        let page = AnswerPage(
          status: row.statuses?.lowerBound ?? 403,
          headerLines: row.headers.map { Array("\($0.name): \($0.value)".utf8) },
          body: Array(row.body.joined(separator: " ").utf8))
        #expect(page.kind == kind, "\(row.product)")
        #expect(page.product?.prefix(4) == row.product.prefix(4))
      }
    }
  }

  @Test("hostile answers cost little")
  func hostile() {
    let lines = [[UInt8]](repeating: Array(repeating: 0x3a, count: 60_000), count: 5000)
    let body = [UInt8](repeating: UInt8(ascii: "<"), count: 1 << 20)
    #expect(AnswerPage(status: 200, headerLines: lines, body: body).kind == .other)
    var seed: UInt64 = 7
    for _ in 0..<200 {
      let bytes = (0..<300).map { _ in
        seed = seed &* 6_364_136_223_846_793_005 &+ 1
        return UInt8(truncatingIfNeeded: seed >> 33)
      }
      let page = AnswerPage(status: Int(seed % 600), headerLines: [bytes, Array("Server:".utf8) + bytes], body: bytes)
      #expect((page.title?.count ?? 0) <= 80)
    }
  }
}
