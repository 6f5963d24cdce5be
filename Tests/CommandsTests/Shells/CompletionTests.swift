import Options
import Testing

@Suite struct CompletionTests {
  /// What is offered at the end of a line.
  struct Row: Sendable {
    let line: String
    /// Exactly these, without regard to their order.
    var offers: [String]?
    /// These among others.
    var among: [String] = []
    var without: [String] = []
  }

  static let rows = [
    Row(line: "preflight ", among: ["check", "run", "orders", "ledger", "config", "help"], without: ["list", "show"]),
    Row(line: "preflight ch", offers: ["check"]),
    Row(line: "preflight orders ", offers: ["clear", "list", "settle"]),
    Row(line: "preflight ledger v", offers: ["verify"]), Row(line: "preflight config ", offers: ["show"]),
    Row(line: "preflight check --t", offers: ["--target", "--thumbprint", "--timeout"]),
    Row(line: "preflight check --target 192.0.2.1 a.example --th", offers: ["--thumbprint"]),
    Row(line: "preflight check --target=192.0.2.1 --th", offers: ["--thumbprint"]),
    Row(line: "preflight check --allow-proxied --th", offers: ["--thumbprint"]),
    Row(line: "preflight run --max-", offers: ["--max-pending", "--max-wait", "--max-waiting"]),
    Row(line: "preflight check --method ", offers: ["dns-01", "http-01"]),
    Row(line: "preflight check --method=h", offers: ["http-01"]),
    Row(line: "preflight check --color a", offers: ["always", "auto"]),
    Row(line: "preflight run --submitter l", offers: ["lego"]),
    Row(line: "preflight run d", offers: ["domains.txt"]), Row(line: "preflight run a", offers: ["a b.txt"]),
    Row(line: "preflight check --from d", offers: ["domains.txt"]),
    Row(line: "preflight check --from=d", offers: ["domains.txt"]),
    Row(line: "preflight run --webroot w", offers: ["www"]), Row(line: "preflight run --state=w", offers: ["www"]),
    Row(line: "preflight ca show letsencrypt-", offers: ["letsencrypt-staging"]),
    Row(line: "preflight ca show c", offers: ["ca.json"]), Row(line: "preflight check --ca z", offers: ["zerossl"]),
    Row(line: "preflight explain dns.nx", offers: ["dns.nxdomain"]),
    Row(line: "preflight explain ca", among: ["caa", "caa.forbids"]),
    Row(line: "preflight orders settle abc ", offers: ["failed", "issued"]),
    Row(line: "preflight completion ", offers: ["bash", "fish", "zsh"]),
    Row(line: "preflight help or", offers: ["orders"]), Row(line: "preflight help ledger c", offers: ["compact"]),
    Row(line: "preflight manual ca s", offers: ["show"]),
    Row(line: "preflight check -- --t", without: ["--target"]),
  ]

  @Test(arguments: Shell.allCases)
  func aShellOffersWhatMayStandThere(_ shell: Shell) async throws {
    for (row, offers) in zip(Self.rows, try await shell.offers(for: Self.rows.map(\.line))) {
      if let wanted = row.offers { #expect(offers == wanted, "\(row.line)") }
      for word in row.among { #expect(offers.contains(word), "\(row.line): \(offers)") }
      for word in row.without { #expect(!offers.contains(word), "\(row.line): \(offers)") }
    }
  }

  @Test(arguments: Shell.allCases)
  func everyOptionOfEveryCommandIsOfferedAndNoOther(_ shell: Shell) async throws {
    let names = CommandName.allCases
    let lines = names.map { "preflight \($0.rawValue) --" }
    for (name, offers) in zip(names, try await shell.offers(for: lines)) {
      let options = Command.named(name).options.map(\.flagText) + ["--help"]
      #expect(Set(offers) == Set(options), "\(name.rawValue)")
    }
  }

  @Test func aShellThatIsNotKnownIsSaid() async {
    #expect(await run("completion", "zhs").errors.contains("did you mean zsh?"))
    #expect(await run("completion", "powershell").errors.contains("bash, zsh, fish"))
    #expect(await run("manual", "chekc").errors.contains("`preflight check`"))
  }
}
