import Commands
import Options
import Readiness
import Testing

@Suite struct ProgramTests {
  @Test func sayItsVersion() async {
    let outcome = await run("--version")
    #expect(outcome.output == "preflight \(Program.version)\n")
    #expect(outcome.code == 0)
  }

  @Test(arguments: CommandName.allCases)
  func helpGoesToStandardOutput(_ name: CommandName) async {
    let outcome = await run("help", name.rawValue.split(separator: " ").map(String.init).first ?? "", "--help")
    #expect(outcome.code == 0)
    #expect(outcome.output.hasPrefix("Usage: preflight"))
    #expect(outcome.errors.isEmpty)
  }

  @Test(arguments: [
    ([], "no command given"),
    (["chekc", "a.example"], "did you mean `preflight check`?"),
    (["check"], "no name to check"),
    (["check", "--probe-path", "/x", "a.example"], "--probe-path needs --probe-body"),
    (["check", "--probe-body", "x", "a.example"], "--probe-body needs --probe-path"),
    (["check", "--probe-path", "x", "--probe-body", "y", "a.example"], "a path that begins with /"),
    (["check", "--webroot", "/w", "--thumbprint", "t", "a.example"], "--webroot and --thumbprint"),
    (["check", "--target", "300.1.1.1", "a.example"], "--target is '300.1.1.1'"),
    (["check", "--resolver", "dns.example", "a.example"], "--resolver is 'dns.example'"),
    (["check", "--allow-proxied", "a.example"], "--allow-proxied needs --target"),
    (["check", "--assume-same-server", "a.example"], "--assume-same-server needs --connect-to"),
    (["check", "--connect-to", "here", "a.example"], "--connect-to is 'here'"),
    (["check", "--allow-reserved", "127.0.0.0/99", "a.example"], "--allow-reserved is '127.0.0.0/99'"),
    (["check", "--user-agent", "a\r\nHost: b", "a.example"], "printable ASCII"),
    (["check", "--account-uri", "acct", "a.example"], "https://"),
    (["check", "--output", "/nowhere/x", "a.example"], "/nowhere/x: No such file or directory"),
    (["check", "--output", "/nowhere/x", "a.example"], "name a file in a directory that is there and yours"),
    (["check", "--from", "/nowhere/list"], "the list /nowhere/list cannot be read: No such file or directory; name a"),
    (["check", "--dns01-target", "com", "--method", "dns-01", "a.example"], "--dns01-target is 'com'"),
    (["check", "--dns01-target", "acme.example.com", "a.example"], "--dns01-target needs --method dns-01"),
    (["check", "--public-suffix-list", "/nowhere/list", "a.example"], "/nowhere/list: No such file or directory"),
    (["check", "--public-suffix-list", "/dev/null", "a.example"], "/dev/null: no rules between"),
    (["check", "--public-suffix-list", "/dev/zero", "a.example"], "/dev/zero is larger than"),
    (["check", "--public-suffix-list", "/etc/passwd", "a.example"], "/etc/passwd: line 1 is no rule"),
    (["run", "--method", "dns-01", "--webroot", "/w", "--submit", "x", "list"], "without --dns01-target"),
    (
      ["run", "--method", "dns-01", "--dns01-target", "a.example.com", "--submitter", "uacme", "list"],
      "uacme orders by http-01 only"
    ),
    (
      ["run", "--webroot", "/w", "--submit", "x", "--ready-for", "0s", "list"],
      "--ready-for is '0s': it must be 1s to 7d"
    ),
    (["run", "list"], "without a proof no domain is ever ready"),
    (["run", "--webroot", "/w", "list"], "who orders?"),
    (["run", "--webroot", "/w", "--submitter", "command", "list"], "--submitter command needs --submit"),
    (["run", "--webroot", "/w", "--submitter", "uacme", "--submit", "x", "list"], "keep one of them"),
    (["run", "--webroot", "/w", "--submit", "x", "--contact", "a@b.example", "list"], "--contact does nothing"),
    (["run", "--webroot", "/w", "--submitter", "lego", "list"], "lego needs --contact"),
    (["run", "--webroot", "/w", "--submitter", "lego", "--contact", "a/b@c.example", "list"], "an email address"),
    (["run", "--webroot", "/w", "--submitter", "coprocess", "list"], "--submitter coprocess needs --coprocess"),
    (["run", "--webroot", "/w", "--submit", "x", "--coprocess", "y", "list"], "keep one of them"),
    (["run", "--webroot", "/w", "--coprocess", "y {names}", "list"], "orders come to its standard input"),
    (["run", "--webroot", "/w", "--coprocess", "y", "--client-dir", "/c", "list"], "--client-dir does nothing"),
    (["run", "--probe-path", "/x", "--probe-body", "y", "--submitter", "acme.sh", "list"], "acme.sh needs --webroot"),
    (["run", "--probe-path", "/x", "--probe-body", "y", "--submitter", "uacme", "list"], "uacme needs --webroot"),
    (["run", "--webroot", "/w", "--submitter", "uacme", "--contact", "-x", "list"], "an email address"),
    (["run", "--webroot", "/w", "--submit", "x", "--connect-to", "192.0.2.1", "list"], "--assume-same-server"),
    (["ca", "show", "letsencript"], "did you mean 'letsencrypt'?"),
    (["ca", "show", "/nowhere/ca.json"], "/nowhere/ca.json: No such file or directory"),
    (["explain", "dns.nxdomian"], "did you mean 'dns.nxdomain'?"),
    (["explain", "token-mismatch"], "did you mean 'http.token-mismatch'?"),
  ])
  func aWrongUseIsOneSentence(_ arguments: [String], _ part: String) async {
    let errors = MemoryOutput()
    let output = MemoryOutput()
    let code = await Program.run(
      context(arguments, environment: ["HOME": "/home/somebody"], output: output, errors: errors))
    #expect(code == 2)
    #expect(errors.text.contains(part), "\(errors.text)")
    #expect(errors.text.hasPrefix("preflight: "))
    #expect(errors.text.split(separator: "\n").count == 1)
    #expect(output.text.isEmpty)
  }

  @Test func aHomeIsNeededForTheLedgerOnly() async {
    let outcome = await run("run", "--webroot", "/w", "--submit", "x", "list", environment: [:])
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("give --state DIR"))
  }

  @Test func whatTheUserTypedIsInert() async {
    let outcome = await run("\u{1b}[31mx")
    #expect(outcome.errors.contains("\\u{1b}[31mx"))
    #expect(!outcome.errors.contains("\u{1b}"))
  }

  @Test func everyFindingIsExplained() async {
    let list = await run("explain")
    #expect(list.output.split(separator: "\n").count == FindingPage.all.count)
    #expect(list.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(!list.output.contains("…"), "a title is too long for its line")
    for page in FindingPage.all {
      let outcome = await run("explain", page.code.rawValue)
      #expect(outcome.code == 0)
      #expect(outcome.output.hasPrefix(page.code.rawValue))
      #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
  }

  @Test func aKindOfFindingsIsListed() async {
    let list = await run("explain", "CAA")
    #expect(list.code == 0)
    #expect(list.output.split(separator: "\n").allSatisfy { $0.hasPrefix("caa.") })
    let every = await run("explain")
    let kinds = every.output.split(separator: "\n").map { $0.prefix { $0 != "." } }
    #expect(zip(kinds, kinds.dropFirst()).count(where: { $0 != $1 }) == Set(kinds).count - 1)
  }

  @Test func profilesAreShown() async {
    #expect(await run("ca", "list").output.contains("letsencrypt "))
    #expect(await run("ca", "show", "sm2").output.contains("10 at most"))
  }

  @Test func aFullDiskIs4AndAClosedPipeIsNobodysFault() async {
    let full = await run(
      "explain", output: MemoryOutput(failing: .failed("standard output", reason: "No space left on device")))
    #expect(full.code == 4)
    #expect(full.errors == "preflight: standard output: No space left on device\n")
    let closed = await run("explain", output: MemoryOutput(failing: .closed))
    #expect(closed.code == 0)
    #expect(closed.errors.isEmpty)
  }
}
