/// What `doctor` found, for people.
public enum DoctorText {
  public static func block(_ checks: [HostCheck], style: Style = .plain, width: Int) -> String {
    let indent = 22
    var text = ""
    for check in checks {
      let mark = Columns.padded("\(sign(check.standing)) \(check.standing.rawValue)", 11)
      let subject = Columns.padded(check.subject.rawValue, 11)
      let wrapped = { (words: String) in
        Columns.wrapped(Inert.text(words, limit: 600), indent: indent, width: width, first: "")
      }
      text += style(role(check.standing), mark) + subject + wrapped(check.summary)
      if !check.remedy.isEmpty { text += String(repeating: " ", count: indent) + wrapped(check.remedy) }
    }
    return text + "\n" + style(.strong, verdict(checks)) + "\n"
  }

  private static func verdict(_ checks: [HostCheck]) -> String {
    let broken = checks.count { $0.standing == .broken }
    let warnings = checks.count { $0.standing == .warning }
    let also = warnings == 0 ? "" : " \(Columns.counted(warnings, "warning"))."
    return broken == 0
      ? "This host can check.\(also)" : "This host is not fit: \(Columns.counted(broken, "thing")) broken.\(also)"
  }

  private static func sign(_ standing: HostCheck.Standing) -> String {
    switch standing {
    case .ok: "✓"
    case .warning: "!"
    case .broken: "✗"
    case .skipped: "-"
    }
  }

  private static func role(_ standing: HostCheck.Standing) -> Style.Role {
    switch standing {
    case .ok: .good
    case .warning: .unsure
    case .broken: .bad
    case .skipped: .faint
    }
  }
}
