import Gate
import JSONText
import Readiness
import Reports
import Testing

private let hostile: [(String, String)] = [
  ("plain.example", "plain.example"),
  ("\u{1b}[31mred\u{1b}[0m", "\\u{1b}[31mred\\u{1b}[0m"),
  ("\u{1b}]0;title\u{7}", "\\u{1b}]0;title\\u{7}"),
  ("\u{9b}2J", "\\u{9b}2J"),
  ("two\r\nlines\ttab\0nul", "two\\u{d}\\u{a}lines\\u{9}tab\\u{0}nul"),
  ("a\u{202e}cod.exe", "a\\u{202e}cod.exe"),
  ("\u{2066}x\u{2069}\u{200f}", "\\u{2066}x\\u{2069}\\u{200f}"),
  ("zero\u{200b}width\u{feff}", "zero\\u{200b}width\\u{feff}"),
  ("soft\u{ad}hyphen\u{180e}", "soft\\u{ad}hyphen\\u{180e}"),
  ("tag\u{e0041}", "tag\\u{e0041}"),
  ("line\u{2028}separator\u{85}", "line\\u{2028}separator\\u{85}"),
  ("no\u{a0}break", "no\\u{a0}break"),
  ("private\u{e000}unassigned\u{378}", "private\\u{e000}unassigned\\u{378}"),
  ("z\u{300}\u{301}\u{302}\u{303}", "z\u{300}\u{301}\\u{302}\\u{303}"),
  ("blank\u{115f}\u{3164}", "blank\\u{115f}\\u{3164}"),
  ("bücher.例え", "bücher.例え"),
  ("<script>&\"'", "<script>&\"'"),
]

@Suite struct HostileTextTests {
  @Test(arguments: hostile)
  func isInert(_ text: String, _ shown: String) {
    #expect(Inert.text(text) == shown)
  }

  @Test(arguments: [1, 2, 5, 199, 200, 201, 100_000])
  func isCut(_ length: Int) {
    let shown = Inert.text(String(repeating: "x", count: length), limit: 200)
    #expect(shown.unicodeScalars.count == min(length, 200))
    #expect(shown.hasSuffix("…") == (length > 200))
  }

  @Test func anEscapeIsNotCutInHalf() {
    #expect(Inert.text("abc\u{1b}def", limit: 6) == "abc…")
    #expect(Inert.text("abcdefg", limit: 6) == "abcde…")
  }

  @Test(arguments: hostile.map(\.0) + [String(repeating: "\u{1b}[2J", count: 10_000)])
  func reachesNoOutputRaw(_ text: String) throws {
    let finding = Finding(
      FindingCode(rawValue: "http.status"), summary: text, remedy: text,
      evidence: ["body": .text(text), "all": .list([text])])
    var report = Samples.notReady
    report.name = text
    report.input = text
    report.findings = [finding]
    report.dns?.cnames = [text]
    report.probes[0].hops += [.init(url: text, address: nil, status: nil)]
    report.probes[0].excerpt = text
    let shown = ReportText(style: .plain)
    var stream = ReportStream(.ndjson)
    let json = stream.next(report)
    let events = EventText(style: .plain)
    var output = shown.diagnosis(report, expected: [text]) + shown.block(report) + String(decoding: json, as: UTF8.self)
    for event in [
      Samples.event(.checked(verdict: .notReady, findings: [finding]), names: [text], order: text),
      Samples.event(.rejectedInput(line: 1, reason: text)), Samples.event(.settled(.failed, detail: text)),
      Samples.event(.waiting(reason: text, limit: text, until: nil), names: [], order: text),
    ] {
      output += try #require(events.lines(event)) + String(decoding: EventJSON.line(event), as: UTF8.self)
    }
    let raw = output.unicodeScalars.filter { $0 != "\n" && $0.movesTheCursor }
    #expect(raw.isEmpty)
    #expect(try JSONValue(parsing: json)["input"]?.string == text)
  }
}
