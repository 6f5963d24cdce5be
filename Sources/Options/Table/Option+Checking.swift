// What decides how one domain is checked.

private let checking: Set<CommandName> = [.check, .run]
/// And those that say whether this host can do it, and what its servers need for it.
private let hosting = checking.union([.doctor])
private let proving = hosting.union([.probeConfig])
private let shortTimes: ClosedRange<Duration> = .milliseconds(1) ... .seconds(3600)

extension Option {
  // MARK: Expectation

  public static let target = Option(
    "target", .text, "ADDRESS|CIDR|HOSTNAME", in: .expectation, of: hosting, repetition: .commas,
    openToFoundFiles: true,
    help: "Where the domain should point; a host name stands for the addresses it resolves to")
  public static let allowProxied = Option(
    "allow-proxied", .flag, in: .expectation, of: checking, openToFoundFiles: true,
    help: "Addresses elsewhere are only a warning when every one of them served the token")

  // MARK: Probe

  public static let webroot = Option(
    "webroot", .directory, "DIR", in: .probe, of: proving,
    help: "Put a fresh token file into DIR/.well-known/acme-challenge/ and fetch it; it is removed at the end")
  public static let thumbprint = Option(
    "thumbprint", .text, "TEXT", in: .probe, of: proving, openToFoundFiles: true,
    help: "The servers answer <token>.TEXT for any token, as for a stateless ACME account")
  public static let probePath = Option(
    "probe-path", .text, "PATH", in: .probe, of: checking, openToFoundFiles: true,
    help: "Fetch a file that is already there; goes with --probe-body")
  public static let probeBody = Option(
    "probe-body", .text, "TEXT", in: .probe, of: checking, openToFoundFiles: true,
    help: "What the file at --probe-path holds")

  // MARK: CA

  public static let ca = Option(
    "ca", .text, "NAME|FILE.json", in: .authority,
    of: hosting.union([.plan, .status, .ordersSettle, .ordersClear, .ledgerCompact]),
    default: "letsencrypt",
    openToFoundFiles: true, nameInFoundFiles: true,
    help: "The CA whose rules and limits hold; `preflight ca list` shows those known")
  public static let accountURI = Option(
    "account-uri", .text, "URL", in: .authority, of: checking, openToFoundFiles: true,
    help: "The CA account that will order, for CAA records that name one")
  public static let method = Option(
    "method", .choice(["http-01", "dns-01"]), "http-01|dns-01", in: .authority, of: checking, default: "http-01",
    openToFoundFiles: true, help: "How the CA will validate")

  public static let dns01Target = Option(
    "dns01-target", .text, "NAME", in: .authority, of: checking, openToFoundFiles: true,
    help: "With dns-01: _acme-challenge of each domain should be an alias of NAME or of a name below it; "
      + "{name} in it stands for the domain")

  // MARK: Network

  public static let resolver = Option(
    "resolver", .text, "ADDR[:PORT]|https://…", in: .network, of: hosting, note: "the system's resolv.conf",
    repetition: .commas,
    help: "The resolver to ask, over UDP and TCP or by DNS over HTTPS; several are asked for addresses and compared")
  public static let noAuthoritative = Option(
    "no-authoritative", .flag, in: .network, of: checking,
    help: "Do not ask the domains' own name servers, only the resolver")
  public static let source = Option(
    "source", .text, "ADDR", in: .network, of: hosting,
    help: "The local address to connect from")
  public static let connectTo = Option(
    "connect-to", .text, "ADDR[:PORT]", in: .network, of: hosting,
    help: "Connect here instead of to the domain's addresses; the verdict is then undetermined at best")
  public static let assumeSameServer = Option(
    "assume-same-server", .flag, in: .network, of: checking,
    help: "With --connect-to: the server reached is the one that the CA will reach")
  public static let httpPort = Option(
    "http-port", .integer(1...65_535), "N", in: .network, of: hosting, default: "80",
    help: "The port for http; a CA uses 80")
  public static let httpsPort = Option(
    "https-port", .integer(1...65_535), "N", in: .network, of: checking, default: "443",
    help: "The port for redirects to https; a CA uses 443")
  public static let allowReserved = Option(
    "allow-reserved", .text, "CIDR", in: .network, of: checking, repetition: .commas,
    help: "Connect to these although no CA would: for tests")
  public static let userAgent = Option(
    "user-agent", .text, "TEXT", in: .network, of: checking, note: "preflight and its version",
    help: "The User-Agent header of the fetch")

  // MARK: Time and politeness

  public static let dialTimeout = Option(
    "dial-timeout", .duration(shortTimes), "TIME", in: .time, of: checking, default: "10s",
    help: "For one connection to be made")
  public static let timeout = Option(
    "timeout", .duration(shortTimes), "TIME", in: .time, of: checking, default: "20s",
    help: "For one fetch with its redirects")
  public static let deadline = Option(
    "deadline", .duration(shortTimes), "TIME", in: .time, of: checking, default: "45s",
    help: "For everything about one domain")
  public static let concurrency = Option(
    "concurrency", .integer(1...10_000), "N", in: .time, of: hosting, note: "256, and those that wait on silence",
    help: "Domains checked at the same time")
  public static let perAddress = Option(
    "per-address", .integer(1...10_000), "N", in: .time, of: checking, default: "64",
    help: "Fetches in flight to one address")
  public static let resolverRate = Option(
    "resolver-rate", .integer(1...1_000_000), "N", in: .time, of: checking, note: "no bound",
    help: "Queries a second to each resolver")
  public static let publicSuffixList = Option(
    "public-suffix-list", .file, "FILE", in: .files, of: checking, note: "the list built in",
    help: "A newer public_suffix_list.dat")
}
