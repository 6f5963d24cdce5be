extension Command {
  /// Every command, in the order in which help shows them.
  public static let all: [Command] = [
    check, run, plan, status, ordersList, ordersSettle, ordersClear, ledgerVerify, ledgerCompact, ledgerExport, caList,
    caShow, explain, probeConfig, doctor, configShow, schema, completion, manual, help,
  ]

  static let check = Command(
    .check, summary: "One verdict per name: ready, not-ready or undetermined",
    description: [
      "Looks at each name as a CA would before it issues: the name itself, its addresses and CAA records in DNS, and "
        + "one fetch over HTTP from every address. Nothing is ordered.",
      "\"ready\" needs a proof that the server is yours: --webroot, --thumbprint, or --probe-path with --probe-body. "
        + "Without one the verdict is undetermined at best. With --method dns-01 nothing is fetched, and --dns01-target "
        + "is the proof.",
      "With --format json, a single NAME gives one object; several names, or --from, give an array. For CI jobs: junit "
        + "(test cases), github (annotations, and the job's summary), markdown (a page); csv for spreadsheets; html for "
        + "a page to look at and to send on. --report writes several of them at once.",
    ],
    arguments: Arguments("NAME...", 0...1_000_000, help: "Domain names, Unicode or A-labels"),
    examples: [
      Example("Where does it point, and does it answer?", "preflight check --target 203.0.113.10 example.com"),
      Example(
        "A whole check, on the web server itself",
        "preflight check --target 203.0.113.10 --webroot /var/www/acme example.com"),
      Example(
        "A wildcard, its challenge name delegated to the platform",
        "preflight check --method dns-01 --dns01-target acme.example.net '*.example.com'"),
      Example(
        "Many names, one JSON object a line", "preflight check --from domains.txt --format ndjson > reports.ndjson"),
      Example(
        "In a CI job: annotations, and a file of test cases",
        "preflight check --from domains.txt --format github --report junit=preflight.xml"),
    ],
    exitCodes: [0, 1, 2, 3, 4, 130])

  static let run = Command(
    .run, summary: "Check, gate, order and settle until every request is done",
    description: [
      "Reads requests, one order a line (names separated by white space, # comments, or a JSON object), checks every "
        + "name, and hands only ready ones to the client that orders. What is pending at the CA stays below the cap, "
        + "however many copies run and however one is killed: run it again and it goes on where it stopped.",
      "With --format text, a line per event goes to standard error and the summary to standard output; ndjson writes "
        + "every event to standard output, json the summary alone. junit, github, markdown and csv have a line for each order "
        + "(csv: each of its names) that was settled or given up, or that is left; html is a page to look at.",
    ],
    arguments: Arguments("FILE|-", 1...1, help: "The requests; - is standard input"),
    examples: [
      Example(
        "Order through uacme, ten at a time",
        "preflight run --submitter uacme --webroot /var/www/acme --max-pending 10 domains.txt"),
      Example(
        "Wait a week for customers who have not changed their DNS yet",
        "preflight run --submitter uacme --webroot /var/www/acme --recheck-for 7d domains.txt"),
      Example(
        "Order through any client",
        "preflight run --thumbprint \"$THUMBPRINT\" --submit 'certbot certonly -n --webroot -w /var/www/acme --domain={name}' "
          + "domains.txt"),
      Example(
        "Go on with the account and the certificates that certbot has",
        "preflight run --submitter certbot --client-dir /etc/letsencrypt --webroot /var/www/acme domains.txt"),
      Example(
        "Order through a program of your own, which runs all the time",
        "preflight run --thumbprint \"$THUMBPRINT\" --coprocess 'python3 orders.py' domains.txt"),
      Example(
        "From another program, events for a third",
        "list-domains | preflight run --submitter uacme --webroot /var/www/acme --events events.ndjson -"),
    ],
    exitCodes: [0, 1, 2, 3, 4, 75, 130])

  static let plan = Command(
    .plan, summary: "How long a list takes, and which limit binds, without the network",
    description: [
      "Plays the requests through the gate on a clock of its own: the limits of the CA, and what the ledger has used "
        + "of them already. Nothing is checked and nothing ordered; every name is taken to be ready.",
      "Exit code 1 where an order can never pass.",
    ],
    arguments: Arguments("FILE|-", 1...1, help: "The requests, as for run; - is standard input"),
    examples: [
      Example("At Let's Encrypt, with a new account", "preflight plan --ca letsencrypt domains.txt"),
      Example(
        "With a limit that the CA has raised", "preflight plan --override new-orders=1500/3h domains.txt"),
    ],
    exitCodes: [0, 1, 2, 4])

  static let status = Command(
    .status, summary: "What is pending, waiting and failed, and the room left",
    description: ["Reads the ledger and changes nothing; a run may go on meanwhile."],
    examples: [
      Example("For people", "preflight status"),
      Example("Beside a run, on a screen", "preflight status --watch --state /var/lib/preflight"),
      Example("For a monitor", "preflight status --state /var/lib/preflight --format json"),
    ],
    exitCodes: [0, 2, 4, 130])

  static let ordersList = Command(
    .ordersList, summary: "The orders that the ledger holds as pending",
    description: ["One line per order: when it was submitted, its names, and what is known of it."],
    examples: [Example("All of them", "preflight orders list --state /var/lib/preflight")],
    exitCodes: [0, 2, 4])

  static let ordersSettle = Command(
    .ordersSettle, summary: "A person's word on how an order ended",
    description: [
      "For an order whose end nobody could tell: look it up at the CA or in the client's files, then say issued or "
        + "failed. Its slot is free at once. An order that a run is working on is not touched."
    ],
    arguments: Arguments(
      "ORDER OUTCOME", 2...2, help: "The order's id, and issued or failed",
      values: [.free, .words(["issued", "failed"])]),
    examples: [Example("It has a certificate", "preflight orders settle k3x9m2p7q4r8s1t5 issued")],
    exitCodes: [0, 2, 4])

  static let ordersClear = Command(
    .ordersClear, summary: "Get rid of orders that are open at the CA",
    description: [
      "Lets go of those whose lifetime at the CA has ended, as a run does by itself. Of the others it says what could be "
        + "done about them and what that costs. With --yes it asks the CA: an order that is ready is completed, of one "
        + "that is not the authorizations are deactivated, which many CAs count as a failed validation of each name.",
      "Only orders of --submitter acme can be asked for. Those of a client stay until it has ended them, their lifetime "
        + "has passed, or a person settles them (`preflight orders settle`). Exit code 75 where some stay.",
    ],
    examples: [
      Example("What would it cost?", "preflight orders clear --state /var/lib/preflight"),
      Example("Do it", "preflight orders clear --state /var/lib/preflight --yes"),
    ],
    exitCodes: [0, 2, 4, 75])

  static let caList = Command(
    .caList, summary: "The CA profiles known", description: ["Names that --ca takes."],
    examples: [Example("All of them", "preflight ca list")])

  static let caShow = Command(
    .caShow, summary: "One CA profile: its limits and where they are published",
    description: ["Shows limits, lifetimes and sources, of a profile built in or of a file of your own."],
    arguments: Arguments("NAME|FILE.json", 1...1, help: "A name from `preflight ca list`, or a profile of your own"),
    examples: [Example("For people", "preflight ca show letsencrypt")])

  static let explain = Command(
    .explain, summary: "What a finding means and how to mend it",
    description: [
      "Without a code, lists every finding there is; with a kind (name, dns, caa, http, dns01, self) those of the kind."
    ],
    arguments: Arguments("CODE", 0...1, help: "A finding's code, such as dns.nxdomain", values: [.findings]),
    examples: [
      Example("One finding", "preflight explain http.token-mismatch"),
      Example("All about redirects and answers", "preflight explain http"), Example("All of them", "preflight explain"),
    ])

  static let help = Command(
    .help, summary: "The options and examples of a command", description: ["The same as `preflight COMMAND --help`."],
    arguments: Arguments("COMMAND", 0...2, help: "A command, such as check or ca show", values: [.commands]),
    examples: [Example("Everything about check", "preflight help check")])
}
