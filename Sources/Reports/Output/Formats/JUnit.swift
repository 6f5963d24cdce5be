import Timing

/// JUnit's XML, as Jenkins, GitLab and others read it: a test case for each name or order. Ready or issued passes; a blocker
/// is a failure, its code the type and the steps the text; what kept us from knowing is an error; what is left is skipped.
///
/// A suite says how many of its cases failed before they come, so it is held until it ends; a long list is several suites.
struct JUnit: SubjectWriter {
  /// Octets of a suite's cases.
  private static let suiteSize = 4 << 20

  private let settings: OutputSettings
  private var cases = ""
  private var tests: [Subject.Grade: Int] = [:]
  private var time = Duration.zero
  private var suites = 0

  init(_ settings: OutputSettings) {
    self.settings = settings
  }

  mutating func add(_ subject: Subject) -> String {
    cases += Self.testCase(subject, className: "preflight.\(settings.work.rawValue)")
    tests[subject.grade, default: 0] += 1
    time += subject.duration ?? .zero
    return cases.utf8.count < Self.suiteSize ? "" : suite()
  }

  mutating func end(_ ending: OutputEnding) -> String {
    // A list without a name is a suite without a case.
    (suites > 0 && cases.isEmpty ? "" : suite()) + "</testsuites>\n"
  }

  private mutating func suite() -> String {
    let name = "preflight \(settings.work.rawValue)" + (suites > 0 ? " \(suites + 1)" : "")
    let attributes = [
      ("name", name), ("package", "preflight"), ("id", "\(suites)"), ("hostname", "localhost"),
      ("timestamp", String(settings.startedAt.text.prefix(19))), ("tests", "\(tests.values.reduce(0, +))"),
      ("failures", "\(tests[.failed] ?? 0)"), ("errors", "\(tests[.unsure] ?? 0)"),
      ("skipped", "\(tests[.left] ?? 0)"), ("time", Self.seconds(time)),
    ]
    var text = suites == 0 ? "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n" : ""
    text += "<testsuite\(Self.list(attributes))>\n<properties>\n"
    text += "<property\(Self.list([("name", "program"), ("value", settings.program)]))/>\n</properties>\n"
    text += cases + "<system-out></system-out>\n<system-err></system-err>\n</testsuite>\n"
    suites += 1
    cases = ""
    tests = [:]
    time = .zero
    return text
  }

  private static func testCase(_ subject: Subject, className: String) -> String {
    let attributes = [
      ("name", subject.title), ("classname", className), ("time", seconds(subject.duration ?? .zero)),
    ]
    let reason = subject.reason.isEmpty ? subject.words : "\(subject.words): \(subject.reason)"
    let element: String
    switch subject.grade {
    case .passed: return "<testcase\(list(attributes))/>\n"
    case .left: return "<testcase\(list(attributes))>\n<skipped\(list([("message", reason)]))/>\n</testcase>\n"
    case .failed: element = "failure"
    case .unsure: element = "error"
    }
    let type = subject.codes.first.map { Inert.text($0, limit: 60) } ?? subject.outcome.rawValue
    return "<testcase\(list(attributes))>\n<\(element)\(list([("type", type), ("message", reason)]))>"
      + escaped(body(subject)) + "</\(element)>\n</testcase>\n"
  }

  private static func body(_ subject: Subject) -> String {
    var text = subject.causes.isEmpty ? "" : "What is wrong\n"
    for cause in subject.causes { text += "- \(cause)\n" }
    let steps = subject.steps
    if !steps.isEmpty { text += "\nWhat to do\n" }
    for (index, step) in steps.enumerated() { text += "\(index + 1). \(step)\n" }
    for code in subject.codes.prefix(1) { text += "\nMore: preflight explain \(Inert.text(code, limit: 60))\n" }
    return text
  }

  private static func list(_ attributes: [(String, String)]) -> String {
    attributes.map { " \($0.0)=\"\(escaped($0.1))\"" }.joined()
  }

  /// Inert text holds no character that XML 1.0 does not know but U+FFFE and U+FFFF, which are unassigned.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// With three decimals.
  private static func seconds(_ duration: Duration) -> String {
    let milliseconds = duration.nanoseconds / 1_000_000
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }
}
