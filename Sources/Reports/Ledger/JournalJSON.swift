import Gate
public import JSONText
import Timing

public enum JournalJSON {
  public static func write(_ journal: JournalModel, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("schema", "preflight.journal/1")
      writer.field("path", journal.path)
      writer.field("sound", journal.fault == nil)
      writer.field("journal", journal.schema)
      writer.field("created", optional: journal.created?.text)
      writer.field("records", journal.records)
      writer.field("snapshotRecords", journal.snapshotRecords)
      writer.field("bytes", journal.bytes)
      writer.field("tornBytes", journal.tornBytes)
      writer.field("first", optional: journal.first?.text)
      writer.field("last", optional: journal.last?.text)
      writer.field("openOrders", journal.counts.openOrders)
      writer.field("requests", journal.counts.requests)
      writer.field("certificates", journal.counts.certificates)
      writer.field("setbacks", journal.counts.setbacks)
      guard let fault = journal.fault else { return }
      writer.field(object: "fault") { writer in
        writer.field("code", fault.code)
        writer.field("line", optional: fault.line)
        writer.field("reason", fault.reason)
      }
    }
  }

  public static func write(_ compaction: CompactionModel, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("schema", "preflight.compaction/1")
      writer.field("path", compaction.path)
      for (key, size) in [("before", compaction.before), ("after", compaction.after)] {
        writer.field(object: key) { writer in
          writer.field("records", size.records)
          writer.field("bytes", size.bytes)
        }
      }
    }
  }
}
