public import Gate
import JSONText
import Readiness
import Timing

/// What a run came to, for people.
public enum SummaryText {
  /// What is counted, and the counts in words.
  static func rows(_ summary: RunSummary) -> [[String]] {
    var rows = [
      ["Requests", "\(summary.accepted) accepted, \(summary.rejected) rejected"],
      [
        "Verdicts",
        "\(summary.ready) ready, \(summary.notReady) not ready, \(summary.undetermined) undetermined",
      ],
      [
        "Orders",
        "\(summary.issued) issued, \(summary.alreadyCurrent) already current, \(summary.failed) failed, "
          + "\(summary.gaveUp) given up",
      ],
      ["Pending", "\(summary.mostPending) at most, cap \(summary.cap)"],
    ]
    if summary.waiting + summary.pending > 0 {
      rows.append(["Left", "\(summary.waiting) waiting, \(summary.pending) pending (see `preflight status`)"])
    }
    rows.append(["Time", summary.duration.shortText])
    return rows
  }

  public static func block(_ summary: RunSummary, style: Style = .plain) -> String {
    var text = Columns.table(rows(summary), indent: 0)
    if !summary.causes.isEmpty {
      text += "\n\(style(.strong, "Why not ready"))  (preflight explain CODE says what to do)\n"
      text += Columns.table(
        summary.causes.map { [Inert.text($0.code.rawValue, limit: 60), "\($0.count)"] }, indent: 2)
    }
    return text
  }

  /// The same as one JSON object, ended by a line feed.
  public static func json(_ summary: RunSummary) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { EventJSON.write(summary, to: &$0) }
    writer.endLine()
    return writer.bytes
  }
}
