import Gate
import JSONText
import Readiness
import Testing
import Timing

@testable import Reports

private let start = Samples.checkedAt
private let later = start + Duration.seconds(90)

private func document(_ format: ReportFormat, _ work: OutputSettings.Work, _ entries: [OutputEntry]) -> String {
  var settings = OutputSettings(work, startedAt: start, program: "preflight 1.2.3")
  settings.list = "lists/domains.txt"
  var document = format.document(settings)
  var bytes: [UInt8] = []
  for entry in entries { bytes += document.add(entry) }
  bytes += document.end(OutputEnding(at: later))
  return String(decoding: bytes, as: UTF8.self)
}

private func event(_ kind: RunEvent.Kind, _ names: String..., order: String? = nil) -> RunEvent {
  RunEvent(at: start, order: order, names: names, kind)
}

private let elsewhere = RunEvent.Kind.checked(verdict: .notReady, findings: [Samples.elsewhere])
private let ready = RunEvent.Kind.checked(verdict: .ready, findings: [])

/// Events of a run, and the subjects that they amount to: names, outcome, grade, codes, detail.
private let runs: [(String, [RunEvent], [String])] = [
  (
    "issued",
    [
      event(.accepted(line: 3), "b.example", "a.example"), event(ready, "b.example", "a.example"),
      event(.submitted(pending: 1, cap: 2), "b.example", "a.example", order: "k3"),
      event(.settled(.issued, detail: ""), "b.example", "a.example", order: "k3"),
    ], ["b.example a.example|issued|passed||"]
  ),
  (
    "given up",
    [
      event(.accepted(line: 3), "a.example"), event(elsewhere, "a.example"),
      event(.gaveUp(verdict: .notReady, codes: [.dnsAddressElsewhere]), "a.example"),
    ], ["a.example|gave-up|failed|dns.address-elsewhere|"]
  ),
  (
    "our side", [event(.gaveUp(verdict: .undetermined, codes: [.selfDeadline]), "a.example")],
    ["a.example|gave-up|unsure|self.deadline|"]
  ),
  (
    "failed at the CA",
    [
      event(.submitted(pending: 1, cap: 2), "a.example", order: "k3"),
      event(.settled(.failed, detail: "no luck"), "a.example", order: "k3"),
    ], ["a.example|failed|failed||no luck"]
  ),
  (
    "checked again, and then ready",
    [
      event(.accepted(line: 3), "a.example"), event(elsewhere, "a.example"),
      event(.waiting(reason: "dns", limit: nil, until: nil), "a.example"), event(ready, "a.example"),
      event(.settled(.alreadyCurrent, detail: "not due"), "a.example"),
    ], ["a.example|already-current|passed||not due"]
  ),
  (
    "what is left",
    [
      event(.accepted(line: 1), "a.example"), event(.accepted(line: 2), "b.example"),
      event(.waiting(reason: "the cap is reached", limit: "pending", until: nil), "a.example"),
      event(.submitted(pending: 1, cap: 2), "b.example", order: "k3"),
      event(.settled(.unknown, detail: "exit code 7"), "b.example", order: "k3"),
      event(.accepted(line: 4), "c.example"),
    ],
    [
      "a.example|waiting|left||the cap is reached", "b.example|pending|left||exit code 7", "c.example|waiting|left||",
    ]
  ),
  (
    "some names of a request",
    [
      event(.accepted(line: 1), "a.example", "b.example"), event(elsewhere, "a.example", "b.example"),
      event(.submitted(pending: 1, cap: 2), "b.example", order: "k3"),
      event(.settled(.issued, detail: ""), "b.example", order: "k3"),
    ], ["b.example|issued|passed||", "a.example|dropped|left||"]
  ),
  (
    "from an earlier run", [event(.settled(.issued, detail: ""), "a.example", order: "k3")],
    ["a.example|issued|passed||"]
  ),
  (
    "no request", [event(.rejectedInput(line: 7, reason: "not UTF-8")), event(.summary(RunSummary()))],
    ["|rejected|unsure||not UTF-8"]
  ),
]

@Suite struct SubjectTests {
  @Test(arguments: runs.map(\.0))
  func aRunsEventsAmountToSubjects(_ title: String) throws {
    let row = try #require(runs.first { $0.0 == title })
    var subjects = Subjects()
    var found = row.1.flatMap { subjects.take(.event($0)) }
    found += subjects.rest(OutputEnding(at: later))
    let shown = found.map { subject in
      "\(subject.names.joined(separator: " "))|\(subject.outcome.rawValue)|\(subject.grade)|"
        + "\(subject.codes.joined(separator: " "))|\(subject.detail)"
    }
    #expect(shown == row.2)
    #expect(subjects.rest(OutputEnding(at: later)).isEmpty)
  }

  @Test func aSignalIsSaid() {
    var subjects = Subjects()
    let rest = subjects.rest(OutputEnding(at: later, wasInterrupted: true))
    #expect(rest.map(\.outcome) == [.interrupted])
    #expect(rest.map(\.grade) == [.unsure])
  }
}

@Suite struct OutputFormatTests {
  private static let check: [OutputEntry] = [
    .report(Samples.ready, line: 1), .report(Samples.notReady, line: 3), .report(Samples.undetermined, line: nil),
    .rejected(line: 9, reason: "no name"),
  ]

  @Test func junit() {
    #expect(
      document(.junit, .check, Self.check) == """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites>
        <testsuite name="preflight check" package="preflight" id="0" hostname="localhost" timestamp="2026-11-23T05:48:12" \
        tests="4" failures="1" errors="2" skipped="0" time="45.053">
        <properties>
        <property name="program" value="preflight 1.2.3"/>
        </properties>
        <testcase name="www.example.com" classname="preflight.check" time="0.041"/>
        <testcase name="shop.example.com" classname="preflight.check" time="0.012">
        <failure type="dns.address-elsewhere" message="not ready: The A record points to another server.">What is wrong
        - The A record points to another server. (dns.address-elsewhere)
        - The web server answered with an error. (http.status)

        What to do
        1. At the DNS provider, change the A record of shop.example.com from 198.51.100.7 to 203.0.113.10.

        More: preflight explain dns.address-elsewhere
        </failure>
        </testcase>
        <testcase name="new.example.com" classname="preflight.check" time="45.000">
        <error type="self.resolver-unreachable" message="undetermined: The resolver 192.0.2.53 does not answer.">\
        What is wrong
        - The resolver 192.0.2.53 does not answer. (self.resolver-unreachable)

        What to do
        1. Check it, or name another with --resolver.

        More: preflight explain self.resolver-unreachable
        </error>
        </testcase>
        <testcase name="line 9" classname="preflight.check" time="0.000">
        <error type="rejected" message="rejected: no name">What is wrong
        - no name
        </error>
        </testcase>
        <system-out></system-out>
        <system-err></system-err>
        </testsuite>
        </testsuites>

        """)
  }

  @Test func aListOfNoNamesIsASuiteOfNoCases() {
    let text = document(.junit, .run, [])
    #expect(text.contains(" tests=\"0\" "))
    #expect(text.hasSuffix("</testsuites>\n"))
  }

  @Test func aLongListIsSeveralSuites() {
    var report = Samples.notReady
    report.findings[0].summary = String(repeating: "long ", count: 80)
    let text = document(.junit, .check, Array(repeating: .report(report, line: nil), count: 5000))
    let suites = text.split(separator: "<testsuite ").dropFirst()
    #expect(suites.count > 1)
    let counts = suites.map { $0.split(separator: "<testcase ").count - 1 }
    #expect(counts.reduce(0, +) == 5000)
    for (suite, count) in zip(suites, counts) { #expect(suite.contains(" tests=\"\(count)\" failures=\"\(count)\"")) }
    #expect(text.split(separator: "</testsuite>").count == suites.count + 1)
  }

  @Test func github() {
    #expect(
      document(.github, .check, Self.check) == """
        ✓ www.example.com  ready
        ::error file=lists/domains.txt,line=3,title=shop.example.com%3A not ready::The A record points to another server. \
        (dns.address-elsewhere)%0AThe web server answered with an error. (http.status)%0A1. At the DNS provider, change the \
        A record of shop.example.com from 198.51.100.7 to 203.0.113.10.
        ::warning title=new.example.com%3A undetermined::The resolver 192.0.2.53 does not answer. \
        (self.resolver-unreachable)%0A1. Check it, or name another with --resolver.
        ::warning file=lists/domains.txt,line=9,title=line 9%3A rejected::no name
        4 names: 1 ready, 1 not ready, 1 undetermined, 1 rejected

        """)
  }

  @Test(arguments: [
    ("100%", "100%25", "100%25"), ("a:b,c", "a:b,c", "a%3Ab%2Cc"), ("x\r\ny", "x%0D%0Ay", "x%0D%0Ay"),
    ("%0A::error::x", "%250A::error::x", "%250A%3A%3Aerror%3A%3Ax"), ("##[add-path]x", "##\\u{5b}add-path]x", nil),
  ])
  func githubsCommandsAreEscaped(_ text: String, _ data: String, _ property: String?) {
    #expect(GitHub.data(text) == data)
    if let property { #expect(GitHub.property(text) == property) }
  }

  @Test func csv() {
    let rows: [String] = [
      "name,outcome,verdict,codes,reason,steps,detail,input,line,order,addresses,at,durationMs,retryAfterSeconds",
      "www.example.com,ready,ready,,,,,www.example.com,1,,203.0.113.10,2026-11-23T05:48:12Z,41,",
      """
      shop.example.com,not-ready,not-ready,"dns.address-elsewhere http.status","The A record points to another server.",\
      "At the DNS provider, change the A record of shop.example.com from 198.51.100.7 to 203.0.113.10.",,\
      Shop.Example.COM,3,,"198.51.100.7 2a00:77::7",2026-11-23T05:48:12Z,12,300
      """,
      """
      new.example.com,undetermined,undetermined,self.resolver-unreachable,"The resolver 192.0.2.53 does not answer.",\
      "Check it, or name another with --resolver.",,new.example.com,,,,2026-11-23T05:48:12Z,45000,
      """,
      ",rejected,,,,,\"no name\",,9,,,,,", "",
    ]
    #expect(document(.csv, .check, Self.check) == rows.joined(separator: "\r\n"))
  }

  @Test(arguments: [
    ("plain.example", "plain.example"), ("=1+1", "'=1+1"), ("+49", "'+49"), ("-x.example", "'-x.example"),
    ("@SUM(1)", "'@SUM(1)"), ("  =1", "\"  '=1\""), ("a;=1", "\"a;'=1\""), ("a;\"=1", "\"a;\"\"'=1\""),
    ("a;b=1", "\"a;b=1\""), ("say \"hi\", x", "\"say \"\"hi\"\", x\""), ("＝1", "'＝1"), ("a-b=c", "a-b=c"),
  ])
  func csvFieldsAreNoFormulas(_ text: String, _ field: String) {
    #expect(CSV.field(text) == field)
  }

  @Test func markdown() {
    #expect(
      document(.markdown, .run, runs[1].1.map(OutputEntry.event) + runs[0].1.map(OutputEntry.event)) == """
        # preflight run

        2 orders: 1 issued, 1 gave up

        | Outcome | Name | Why |
        | --- | --- | --- |
        | ✗ given up: not ready | `a.example` | `dns.address-elsewhere` |
        | ✓ issued | `b.example a.example` |  |

        ## ✗ `a.example`: given up: not ready

        - The A record points to another server. (`dns.address-elsewhere`)

        What to do:

        1. At the DNS provider, change the A record of `shop.example.com` from `198.51.100.7` to `203.0.113.10`.

        """)
  }

  @Test(arguments: [
    ("It is fine, really.", "It is fine, really."), ("see www.example.com.", "see `www.example.com`."),
    ("(http://x.example/)", "(`http://x.example/`)"), ("a@b.example", "`a@b.example`"), ("#12", "`#12`"),
    ("1. one", "`1`. one"), ("- x", "`-` x"), ("**bold** _it_", "`**bold**` `_it_`"), ("[a](b)", "`[a](b`)"),
    ("<b>", "`<b>`"), ("&amp;", "`&amp`;"), ("a`b|c", "`a\\u{60}b\\u{7c}c`"), ("x\\", "`x\\u{5c}`"), ("|", "`\\u{7c}`"),
    ("bücher", "bücher"), ("\"quoted\"", "\"quoted\""), ("---", "`---`"), (":tada:", "`:tada`:"),
  ])
  func markdownOfStrangersIsCode(_ text: String, _ shown: String) {
    #expect(MarkdownText.text(text) == shown)
  }

  @Test func aJobsSummaryIsBriefAndBounded() {
    var settings = OutputSettings(.check, startedAt: start)
    settings.isBrief = true
    var page = ReportFormat.markdown.document(settings)
    _ = page.add(.report(Samples.ready, line: nil))
    for _ in 0..<20_000 { _ = page.add(.report(Samples.notReady, line: nil)) }
    let text = String(decoding: page.end(OutputEnding(at: later)), as: UTF8.self)
    #expect(text.utf8.count < 1 << 20)
    #expect(text.contains("20001 names: 1 ready, 20000 not ready"))
    #expect(!text.contains("www.example.com"))
    #expect(text.contains(" more, for which there is no room here."))
  }
}

/// Every string of the table, in every place of every format.
@Suite struct HostileOutputTests {
  static let hostile = [
    "\u{1b}[31mred\u{1b}[0m", "\u{9b}2J", "two\r\nlines\ttab\0nul", "a\u{202e}cod.exe", "\u{2066}x\u{2069}",
    "zero\u{200b}width\u{feff}", "line\u{2028}separator\u{85}", "\u{fffe}\u{ffff}", "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>", "]]>&lt;x", "=HYPERLINK(\"http://e.example\")", "+1", "-2", "@SUM(1)", "a;=1",
    "[click](http://e.example)", "| `x` |", "```\nx", "www.e.example http://e.example a@e.example", "![x](//e.example)",
    "::error::x", "x%0A::error::y", "##[add-path]/tmp", "# heading", "{{ 7*7 }}", "invalid \u{fffd}\u{fffd}",
    String(repeating: "long", count: 5000),
  ]

  @Test(arguments: ReportFormat.all.map(\.rawValue), hostile)
  func isInert(_ format: String, _ text: String) throws {
    let format = try #require(ReportFormat(rawValue: format))
    let finding = Finding(
      .httpStatus, summary: text, remedy: text, evidence: ["body": .text(text), "all": .list([text])])
    var report = Samples.notReady
    report.name = text
    report.input = text
    report.findings = [finding]
    report.dns?.cnames = [text]
    report.dns?.challenge = .init(name: text, cnames: [text], texts: [text])
    report.probes[0].excerpt = text
    let check = document(format, .check, [.report(report, line: 1), .rejected(line: 2, reason: text)])
    let run = document(
      format, .run,
      [
        .event(event(.accepted(line: 1), text)), .event(event(.checked(verdict: .notReady, findings: [finding]), text)),
        .event(event(.gaveUp(verdict: .notReady, codes: [finding.code]), text)),
        .event(event(.settled(.failed, detail: text), text, order: text)),
        .event(event(.waiting(reason: text, limit: text, until: nil), text)),
        .event(event(.rejectedInput(line: 1, reason: text))),
      ])
    for shown in [check, run] {
      let raw = shown.unicodeScalars.filter { $0 != "\n" && $0.movesTheCursor && !(format == .csv && $0 == "\r") }
      #expect(raw.isEmpty)
      let lines = shown.split(whereSeparator: \.isNewline)
      switch format {
      case .github:
        #expect(!shown.contains("##["))
        // The last line counts.
        let starts = ["::error ", "::warning ", "::notice ", "✓ "]
        for line in lines.dropLast() { #expect(starts.contains { line.hasPrefix($0) }) }
      case .csv: #expect(lines.allSatisfy { !"=+-@".contains($0.first ?? " ") })
      case .junit: #expect(!shown.contains("<script") && !shown.contains("<img") && !shown.contains("]]>"))
      case .markdown: #expect(!shown.contains("\n# h") && !shown.contains("\n```"))
      default: break
      }
    }
  }
}
