import Reports
import Testing

@Suite struct ProbeConfigTests {
  /// What would be more than a thumbprint in some server's configuration, or is none.
  @Test(arguments: [
    "", "a b", "a\"", "a'", "a;", "a}", "{a", "$a", "a\\", "a#", "a\n", "a%{env:X}", "a.b", "a/b", "a=", "ä", "a\u{0}",
    String(repeating: "a", count: 129),
  ])
  func noStrangeThumbprintGetsIn(_ text: String) {
    #expect(ProbeConfig.Answer(thumbprint: text) == nil)
  }

  @Test(arguments: [
    "", "var/www", "./www", "/var/w w", "/var/\"www", "/var/www;", "/var/{www}", "/var/$www", "/var/%www", "/var/www\n",
    "/var/www\\", "/var/#www", "/var/wüw", "/" + String(repeating: "a", count: 1024),
  ])
  func noStrangePathGetsIn(_ path: String) {
    #expect(ProbeConfig.Answer(webroot: path) == nil)
  }

  @Test(arguments: ProbeConfig.Server.allCases)
  func theThumbprintStandsInTheLinesOnce(_ server: ProbeConfig.Server) throws {
    let thumbprint = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    let answer = try #require(ProbeConfig.Answer(thumbprint: thumbprint))
    let text = try #require(ProbeConfig.text(server, answer))
    #expect(text.ranges(of: thumbprint).count == 1)
    #expect(text.contains("[A-Za-z0-9_-]+") && text.contains("nosniff") && text.contains("text/plain"))
    #expect(text.contains("systemctl reload"))
    // Comments are read by people, on terminals.
    for line in text.split(separator: "\n") where line.contains("# ") { #expect(line.count <= 90, "\(line)") }
  }

  @Test func filesAreServedFromTheWebRoot() throws {
    let answer = try #require(ProbeConfig.Answer(webroot: "/srv/acme_1/www.example-2/"))
    for server in ProbeConfig.Server.allCases where server != .haproxy {
      let text = try #require(ProbeConfig.text(server, answer))
      #expect(text.contains("/srv/acme_1/www.example-2") && !text.contains("example-2//"), "\(text)")
    }
    #expect(ProbeConfig.text(.haproxy, answer) == nil)
    let root = try #require(ProbeConfig.Answer(webroot: "/"))
    #expect(ProbeConfig.text(.apache, root)?.contains("\"/.well-known/acme-challenge\"") == true)
  }
}
