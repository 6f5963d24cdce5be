/// What a finding means and how to mend it, in a page for people: `preflight explain CODE`.
public struct FindingPage: Hashable, Sendable {
  public let code: FindingCode
  /// What it usually weighs; a finding in a report says what it weighs there.
  public let severity: Finding.Severity
  /// A line.
  public let title: String
  /// What was seen, and why it matters.
  public let meaning: String
  /// What to do, step by step; the first is what helps most often.
  public let steps: [String]
  /// What the CA does in this case.
  public let authority: String

  init(
    _ code: FindingCode, as severity: Finding.Severity = .blocker, _ title: String, meaning: String, steps: [String],
    authority: String
  ) {
    self.code = code
    self.severity = severity
    self.title = title
    self.meaning = meaning
    self.steps = steps
    self.authority = authority
  }

  /// All pages, in the order in which a check comes to them.
  public static let all: [FindingPage] =
    namePages + dnsPages + caaPages + connectionPages + answerPages + redirectPages + dns01Pages
    + selfPages + resolverPages

  /// Nil for a code that this version does not know.
  public static func page(for code: FindingCode) -> FindingPage? {
    all.first { $0.code == code }
  }
}
