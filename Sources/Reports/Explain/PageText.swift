public import Readiness

/// The pages of `explain`, for people. Texts of ours: inert already.
public struct PageText: Sendable {
  private let style: Style
  private let width: Int

  public init(style: Style = .plain, width: Int = 80) {
    self.style = style
    self.width = max(40, min(width, 100))
  }

  public func page(_ page: FindingPage) -> String {
    var text = "\(style(.strong, page.code.rawValue))  \(page.severity.words)\n"
    text += Columns.wrapped(page.title + ".", indent: 0, width: width)
    text += "\n" + Columns.wrapped(page.meaning, indent: 0, width: width)
    if !page.steps.isEmpty { text += "\n\(style(.strong, "What to do"))\n" }
    for (index, step) in page.steps.enumerated() {
      let number = "  \(index + 1). "
      text += Columns.wrapped(step, indent: number.count, width: width, first: number)
    }
    text += "\n\(style(.strong, "What the CA does"))\n"
    return text + Columns.wrapped(page.authority, indent: 2, width: width)
  }

  /// One line for each code, one kind after the other.
  public func list(_ pages: [FindingPage]) -> String {
    let room = width - 2 - (pages.map(\.code.rawValue.count).max() ?? 0)
    let kind = { (page: FindingPage) in page.code.rawValue.prefix { $0 != "." } }
    var kinds: [Substring] = []
    for page in pages where !kinds.contains(kind(page)) { kinds.append(kind(page)) }
    let sorted = kinds.flatMap { wanted in pages.filter { kind($0) == wanted } }
    return Columns.table(sorted.map { [$0.code.rawValue, Inert.text($0.title, limit: max(20, room))] }, indent: 0)
  }
}

extension Finding.Severity {
  fileprivate var words: String {
    switch self {
    case .blocker: "blocks"
    case .undetermined: "undetermined: our side could not see"
    case .warning: "warning"
    case .info: "for your information"
    }
  }
}
