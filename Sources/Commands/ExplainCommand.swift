import JSONText
import Options
import Readiness
import Reports

/// `preflight explain [CODE]`: what a finding means and how to mend it.
enum ExplainCommand {
  static func run(
    _ arguments: [String], _ values: OptionValues, _ context: Context
  ) throws(CommandError) -> ExitCode {
    // `explain dns`: all of a kind, as the list has them.
    let kind = FindingPage.all.filter { page in
      arguments.first.map { page.code.rawValue.hasPrefix($0.lowercased() + ".") } ?? true
    }
    let page = kind.isEmpty ? try arguments.first.map { code throws(CommandError) in try find(code) } : nil
    let output = try OutputOptions(values, context)
    let text = PageText(style: output.resultStyle, width: output.width)
    switch (output.format, page) {
    case (.text, nil): try output.write(text.list(kind))
    case (.text, let page?): try output.write(text.page(page))
    case (_, nil): try output.writeAll(kind) { PageJSON.write($0, to: &$1) }
    case (_, let page?):
      var writer = JSONWriter()
      PageJSON.write(page, to: &writer)
      writer.endLine()
      try output.write(writer.bytes)
    }
    return ExitCode()
  }

  private static func find(_ code: String) throws(CommandError) -> FindingPage {
    if let page = FindingPage.page(for: FindingCode(rawValue: code.lowercased())) { return page }
    let codes = FindingPage.all.map(\.code.rawValue)
    // The part behind the dot alone, as people remember it.
    let meant = codes.first { $0.hasSuffix("." + code.lowercased()) } ?? NearestName.find(code, among: codes)
    let hint = meant.map { "did you mean '\($0)'?" } ?? "`preflight explain` lists all codes"
    throw .usage(
      UsageError(.invalidValue, "there is no finding \(UsageError.quote(code)): \(hint)", command: .explain))
  }
}
