// What decides how a run orders, and what a command shows.

private let ledgerReaders: Set<CommandName> = [
  .run, .plan, .status, .ordersList, .ordersSettle, .ordersClear, .ledgerVerify, .ledgerCompact, .ledgerExport,
]
private let writers = ledgerReaders.union([.check, .caList, .caShow, .explain, .doctor, .configShow])
private let anyTime: ClosedRange<Duration> = .zero ... .seconds(365 * 86_400)

extension Option {
  // MARK: Submitter

  public static let submitter = Option(
    "submitter",
    .choice(["acme", "command", "coprocess", "handoff", "uacme", "lego", "certbot", "dehydrated", "acme.sh"]),
    "NAME", in: .submitter, of: [.run],
    help:
      "Who orders: acme (preflight itself), command (that of --submit), coprocess (that of --coprocess), handoff "
      + "(somebody else, whose word is `orders settle`), or the ACME client uacme, lego, certbot, dehydrated or acme.sh"
  )
  public static let submit = Option(
    "submit", .text, "COMMAND", in: .submitter, of: [.run],
    help: "Run this for each order: {names} becomes one argument per name, {name} repeats its argument per name; "
      + "quoted as in a shell, but no shell runs")
  public static let coprocess = Option(
    "coprocess", .text, "COMMAND", in: .submitter, of: [.run],
    help: "Run this once for all orders: each comes to its standard input as a line of JSON, and each settlement from "
      + "its standard output")
  public static let clientDir = Option(
    "client-dir", .directory, "DIR", in: .submitter, of: [.run], note: "below --state",
    help: "Where the ACME client keeps its account and certificates")
  public static let directory = Option(
    "directory", .text, "URL", in: .submitter, of: [.run, .ordersClear, .doctor], note: "the CA's",
    help: "The ACME directory that the client uses")
  public static let contact = Option(
    "contact", .text, "EMAIL", in: .submitter, of: [.run], help: "The address for a new ACME account")
  public static let orderTimeout = Option(
    "order-timeout", .duration(.seconds(1) ... .seconds(86_400)), "TIME", in: .submitter, of: [.run, .ordersClear],
    default: "10m",
    help: "For one order to end; its slot stays taken until its fate is known")

  // MARK: Gate

  public static let state = Option(
    "state", .directory, "DIR", in: .gate, of: ledgerReaders.union([.probeConfig, .doctor]),
    note: "$XDG_STATE_HOME/preflight, else ~/.local/state/preflight",
    help: "The ledger's directory; processes that share it share the limits")
  public static let maxPending = Option(
    "max-pending", .integer(1...1_000_000), "N", in: .gate, of: [.run, .plan, .status], note: "the CA's",
    help: "Orders that may be pending at the CA at once")
  public static let override = Option(
    "override", .text, "LIMIT=N/PERIOD", in: .gate, of: [.run, .plan, .status, .ledgerCompact], repetition: .commas,
    help: "A limit that the CA has changed for this account, such as new-orders=1500/3h")
  public static let namesPerOrder = Option(
    "names-per-order", .integer(1...100), "N", in: .gate, of: [.run, .plan], default: "1",
    help: "Put names of one registered domain into one order; they are held back until N are there or the input ends")
  public static let force = Option(
    "force", .text, "NAME", in: .gate, of: [.run], repetition: .commas,
    help: "Order this name although its certificate is not due, its last order failed or the CA paused it")
  public static let dropUnreadyNames = Option(
    "drop-unready-names", .flag, in: .gate, of: [.run],
    help: "Order the names of a request that are ready without those that are not")

  // MARK: Run

  public static let readyFor = Option(
    "ready-for", .duration(.seconds(1) ... .seconds(7 * 86_400)), "TIME", in: .run, of: [.run], default: "5m",
    help: "How long a ready verdict holds; an older one is checked again before its order")
  public static let recheckFor = Option(
    "recheck-for", .duration(anyTime), "TIME", in: .run, of: [.run], default: "0",
    help: "How long a domain that is not ready is checked again, by the TTLs of what was wrong (0: one check)")
  public static let maxWait = Option(
    "max-wait", .duration(anyTime), "TIME", in: .run, of: [.run], note: "as long as it takes",
    help: "How long to wait where all that is left waits for limits; it then stays in the ledger (0: don't wait)")
  public static let maxWaiting = Option(
    "max-waiting", .integer(1...10_000_000), "N", in: .run, of: [.run], default: "100000",
    help: "Requests held at once; reading stops until there is room")
  public static let grace = Option(
    "grace", .duration(.zero ... .seconds(3600)), "TIME", in: .run, of: [.run], default: "30s",
    help: "What running orders get after the first Ctrl-C or SIGTERM")

  public static let yes = Option(
    "yes", .flag, in: .gate, of: [.ordersClear], takenFromFiles: false,
    help: "Do it; without it is only said what would be done")

  // MARK: Files and output

  public static let watch = Option(
    "watch", .flag, in: .output, of: [.status], help: "Look again every two seconds, until it is interrupted")

  public static let from = Option(
    "from", .file, "FILE|-", in: .files, of: [.check], help: "Read more names, one a line; - is standard input")
  public static let config = Option(
    "config", .file, "FILE", in: .files, of: writers, note: "./preflight.json over /etc/preflight/preflight.json",
    takenFromFiles: false, help: "The configuration, instead of the files that are looked for")
  public static let platform = Option(
    "platform", .text, "NAME", in: .files, of: writers, note: "the file's own choice", takenFromFiles: false,
    help: "Which of the configuration's platforms holds")
  public static let format = Option(
    "format", .choice(plainFormats + reportFormats), "FORMAT", in: .output, of: writers, default: "text",
    openToFoundFiles: true, help: "For people, one JSON value, or one JSON object a line")
  public static let output = Option(
    "output", .file, "FILE", in: .output, of: writers.union([.probeConfig]), note: "standard output",
    help: "Write the result here")
  public static let report = Option(
    "report", .text, "FORMAT=FILE", in: .output, of: [.check, .run], repetition: .each,
    help: "Write the result here as well, in any of the formats of --format")
  public static let events = Option(
    "events", .file, "FILE", in: .output, of: [.run], help: "Write every event here as one JSON object a line")
  public static let metricsFile = Option(
    "metrics-file", .file, "FILE", in: .output, of: [.run],
    help: "Keep figures for Prometheus here, replaced by a rename about once a second")
  public static let quiet = Option(
    "quiet", .flag, in: .output, of: [.check, .run], openToFoundFiles: true,
    help: "Say only results and errors, no progress")
  public static let color = Option(
    "color", .choice(["auto", "always", "never"]), "auto|always|never", in: .output, of: writers, default: "auto",
    openToFoundFiles: true, help: "auto colours on a terminal unless NO_COLOR is set")

  /// Every option there is, in the order in which help shows them.
  public static let all: [Option] = [
    target, allowProxied, webroot, thumbprint, probePath, probeBody, ca, accountURI, method, dns01Target,
    resolver, noAuthoritative, source, connectTo, assumeSameServer, httpPort, httpsPort, allowReserved, userAgent,
    dialTimeout, timeout, deadline, concurrency, perAddress, resolverRate,
    submitter, submit, coprocess, clientDir, directory, contact, accountKey, signer, signerPublic, eabKid, eabKeyFile,
    caBundle, acmeProfile, challengeHook, out, deployHook, validateOnly, orderTimeout,
    state, maxPending, override, namesPerOrder, force, dropUnreadyNames, yes, readyFor, recheckFor, maxWait, maxWaiting,
    grace,
    from, config, platform, publicSuffixList, watch, format, output, report, events, metricsFile, quiet, color,
  ]

  public static func named(_ name: some StringProtocol) -> Option? {
    all.first { $0.name == name }
  }
}
