import Foundation
import JSONText
import Testing

/// What `probe-config` prints, in the real servers, with a redirect to https beside it.
@Suite(.enabled(if: World.isThere, Comment(rawValue: World.absence)))
struct ProbeConfigTests {
  static let thumbprint = "Y2-thumbprint_of-an-account_key-0123456789A"

  /// A request for what stands behind the challenge directory's path, and what must come of it.
  struct Case: Sendable, CustomTestStringConvertible {
    enum End: Sendable {
      /// 200 and the key authorization of this token.
      case answered(String)
      case redirected
      /// Anything but a key authorization.
      case refused
    }

    var title: String
    var path: String
    var method = "GET"
    var host: String? = "shop-001.shop"
    var end: End

    var testDescription: String { title }
  }

  static let directory = "/.well-known/acme-challenge/"

  static let cases: [Case] = [
    Case(title: "a token", path: "\(directory)abc-DEF_123", end: .answered("abc-DEF_123")),
    Case(title: "one character", path: "\(directory)-", end: .answered("-")),
    Case(title: "the other host", path: "\(directory)abc", host: "shop-002.shop", end: .answered("abc")),
    Case(title: "a host that nobody set up", path: "\(directory)abc", host: "other.shop", end: .answered("abc")),
    Case(title: "HEAD", path: "\(directory)abc", method: "HEAD", end: .answered("abc")),
    Case(title: "HTTP/1.0 without a host", path: "\(directory)abc", host: nil, end: .answered("abc")),
    Case(title: "a dot", path: "\(directory)a.b", end: .refused),
    Case(title: "a slash", path: "\(directory)a/b", end: .refused),
    Case(title: "a trailing slash", path: "\(directory)abc/", end: .refused),
    Case(title: "no token", path: directory, end: .refused),
    Case(title: "an escaped dot", path: "\(directory)a%2Eb", end: .refused),
    Case(title: "an escaped slash", path: "\(directory)a%2Fb", end: .refused),
    Case(title: "an escaped line feed at the end", path: "\(directory)abc%0A", end: .refused),
    Case(title: "an escaped header", path: "\(directory)abc%0D%0AX-Y:%20z", end: .refused),
    Case(title: "an escaped zero", path: "\(directory)abc%00", end: .refused),
    Case(title: "HTML", path: "\(directory)%3Cscript%3E", end: .refused),
    Case(title: "a path above", path: "\(directory)../abc", end: .refused),
    Case(title: "the directory elsewhere", path: "/x\(directory)abc", end: .refused),
    Case(title: "the root", path: "/", end: .redirected),
    Case(title: "another path", path: "/shop?x=1", host: "shop-002.shop", end: .redirected),
    Case(title: "another well-known path", path: "/.well-known/security.txt", end: .redirected),
  ]

  @Test(arguments: WebServer.kinds)
  func answersTokensAndRedirectsTheRest(_ kind: WebServer.Kind) throws {
    let lines = try World.preflight(["probe-config", kind.rawValue, "--thumbprint", Self.thumbprint])
    try #require(lines.status == 0, "\(lines.errors)")
    try WebServer.with(kind, lines: String(decoding: lines.output, as: UTF8.self)) { server in
      for row in Self.cases {
        let answer = try server.ask(row.method, row.path, host: row.host)
        check(answer, row, kind)
      }
      try checkNames(server, ["--thumbprint", Self.thumbprint])
    }
  }

  private func check(_ answer: WebServer.Answer, _ row: Case, _ kind: WebServer.Kind) {
    let what = "\(kind) \(row.title): \(answer.text.prefix(300))"
    switch row.end {
    case .answered(let token):
      #expect(answer.status == 200, "\(what)")
      #expect(answer.body == (row.method == "HEAD" ? "" : "\(token).\(Self.thumbprint)"), "\(what)")
      #expect(answer["content-type"] == "text/plain", "\(what)")
      #expect(answer["x-content-type-options"] == "nosniff", "\(what)")
    case .redirected:
      #expect([301, 302, 308].contains(answer.status), "\(what)")
      #expect(answer["location"]?.hasPrefix("https://") == true, "\(what)")
      #expect(!answer.text.contains(Self.thumbprint), "\(what)")
    case .refused:
      #expect(answer.status != 200, "\(what)")
      #expect(!answer.text.contains(Self.thumbprint), "\(what)")
    }
  }

  @Test(arguments: WebServer.kinds.filter { $0 != .haproxy })
  func servesTheFilesOfAWebRoot(_ kind: WebServer.Kind) throws {
    try WebServer.with(kind) { server in
      let lines = try World.preflight(["probe-config", kind.rawValue, "--webroot", server.webroot])
      try #require(lines.status == 0, "\(lines.errors)")
      try server.start(lines: String(decoding: lines.output, as: UTF8.self))
      try server.put("token-1", "token-1.key")
      try server.put("token.html", "not to be served")
      for host in ["shop-001.shop", "shop-002.shop", nil] {
        let answer = try server.ask("GET", "\(Self.directory)token-1", host: host)
        #expect(answer.status == 200 && answer.body == "token-1.key", "\(kind): \(answer.text)")
        #expect(answer["content-type"] == "text/plain", "\(kind): \(answer.text)")
        #expect(answer["x-content-type-options"] == "nosniff", "\(kind): \(answer.text)")
      }
      for path in ["token.html", "missing", "", "../acme-challenge/token.html", "token%2Ehtml"] {
        let answer = try server.ask("GET", Self.directory + path, host: "shop-001.shop")
        #expect(answer.status != 200, "\(kind) \(path): \(answer.text)")
      }
      #expect(try server.ask("GET", "/", host: "shop-001.shop")["location"]?.hasPrefix("https://") == true)
      try checkNames(server, ["--webroot", server.webroot])
    }
  }

  /// As the program itself sees it.
  private func checkNames(_ server: WebServer, _ proof: [String]) throws {
    let result = try World.preflight(
      ["check", "--connect-to", "127.0.0.1:\(server.port)", "--assume-same-server", "--allow-reserved", "127.0.0.0/8"]
        + ["--format", "ndjson"] + proof + World.arguments + ["shop-001.shop", "shop-002.shop", "shop-003.shop"])
    #expect(result.status == 0, "\(server.kind): \(String(decoding: result.output, as: UTF8.self))")
    #expect(result.lines.count == 3 && result.lines.allSatisfy { $0["verdict"]?.string == "ready" })
  }
}
