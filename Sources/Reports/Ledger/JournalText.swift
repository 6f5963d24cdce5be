public import Gate
import JSONText
import Timing

/// A ledger's journal for people.
public enum JournalText {
  public static func block(_ journal: JournalModel, style: Style = .plain, width: Int = 80) -> String {
    let word = journal.fault == nil ? style(.good, "sound") : style(.bad, "damaged")
    var text = "\(style(.strong, Inert.text(journal.path, limit: 1000)))  \(word)\n"
    var rows = [["Schema", journal.schema + (journal.created.map { ", begun \($0.text)" } ?? "")]]
    let snapshot = journal.snapshotRecords > 0 ? ", \(journal.snapshotRecords) of them its snapshot" : ""
    let extent = journal.fault == nil ? "" : " before the damage"
    rows.append(["Records", "\(journal.records) in \(journal.bytes.sizeText)\(extent)\(snapshot)"])
    if let first = journal.first, let last = journal.last { rows.append(["Dated", "\(first.text) to \(last.text)"]) }
    let counts = journal.counts
    rows.append([
      "Holds",
      [
        Columns.counted(counts.openOrders, "open order"), Columns.counted(counts.requests, "request"),
        Columns.counted(counts.certificates, "certificate"), Columns.counted(counts.setbacks, "setback"),
      ].joined(separator: ", "),
    ])
    if journal.tornBytes > 0 {
      rows.append(["Torn", "\(journal.tornBytes) bytes at its end, which a crash cut short; the next run drops them"])
    }
    text += Columns.table(rows, indent: 2, width: width)
    guard let fault = journal.fault else { return text }
    return text + "\n" + Columns.wrapped(Inert.text(fault.reason, limit: 1000), indent: 2, width: width)
  }

  public static func line(_ compaction: CompactionModel) -> String {
    "\(Inert.text(compaction.path, limit: 1000)): \(words(compaction.before)) became \(words(compaction.after))\n"
  }

  private static func words(_ size: CompactionModel.Size) -> String {
    "\(Columns.counted(size.records, "record")) (\(size.bytes.sizeText))"
  }

  /// One record on one line: when, what, of which order, and the rest as it stands in the journal.
  public static func line(_ entry: LedgerEntry) -> String {
    var writer = JSONWriter()
    writer.object { entry.write(to: &$0) }
    let members = (try? JSONValue(parsing: writer.bytes))?.members ?? []
    let words = members.filter { !["seq", "at", "boot", "up"].contains($0.key) }.map { member -> String in
      switch member.value {
      case .string(let text) where member.key == "kind": Columns.padded(text, 11)
      case .string(let text): "\(member.key)=\(text.contains(" ") ? "\"\(text)\"" : text)"
      case .array(let values): "\(member.key)=" + values.map { $0.string ?? $0.plainText }.joined(separator: ",")
      case let value: "\(member.key)=\(value.plainText)"
      }
    }
    return Inert.text("\(entry.at.date.text)  \(words.joined(separator: " "))", limit: 4000) + "\n"
  }
}

extension JSONValue {
  fileprivate var plainText: String {
    var writer = JSONWriter()
    writer.value(self)
    return writer.text
  }
}

extension Int64 {
  /// "41.2 MB"
  fileprivate var sizeText: String {
    let units: [(Int64, String)] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1000, "kB")]
    for (size, name) in units where self >= size { return "\(self / size).\(self % size * 10 / size) \(name)" }
    return "\(self) bytes"
  }
}
