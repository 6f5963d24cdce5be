public import Gate
public import JSONText
import Readiness
import Timing

/// Events as NDJSON: each has at, event, order (null where it belongs to none) and names.
public enum EventJSON {
  public static func write(_ event: RunEvent, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("at", event.at.preciseText)
      writer.field("event", event.kind.name)
      writer.key("order")
      if let order = event.order { writer.string(order) } else { writer.null() }
      writer.field("names", event.names)
      write(event.kind, to: &writer)
    }
  }

  /// One line, ended by a line feed.
  public static func line(_ event: RunEvent) -> [UInt8] {
    var writer = JSONWriter(reservingCapacity: 512)
    write(event, to: &writer)
    writer.endLine()
    return writer.bytes
  }

  private static func write(_ kind: RunEvent.Kind, to writer: inout JSONWriter) {
    switch kind {
    case .accepted(let line):
      writer.field("line", optional: line)
    case .rejectedInput(let line, let reason):
      writer.field("line", line)
      writer.field("reason", reason)
    case .checked(let verdict, let findings):
      writer.field("verdict", verdict.rawValue)
      ReportJSON.write(findings, to: &writer)
    case .waiting(let reason, let limit, let until):
      writer.field("reason", reason)
      writer.field("limit", optional: limit)
      writer.field("until", optional: until?.text)
    case .submitted(let pending, let cap):
      writer.field("pending", pending)
      writer.field("cap", cap)
    case .settled(let outcome, let detail):
      writer.field("outcome", outcome.rawValue)
      writer.field("detail", detail)
    case .gaveUp(let verdict, let codes):
      writer.field("verdict", verdict.rawValue)
      writer.field("codes", codes.map(\.rawValue))
    case .departed: break
    case .summary(let summary):
      writer.field(object: "summary") { write(summary, to: &$0) }
    }
  }

  /// The members of a summary, into the object that is open.
  public static func write(_ summary: RunSummary, to writer: inout JSONWriter) {
    writer.field("accepted", summary.accepted)
    writer.field("rejected", summary.rejected)
    writer.field("ready", summary.ready)
    writer.field("notReady", summary.notReady)
    writer.field("undetermined", summary.undetermined)
    writer.field("issued", summary.issued)
    writer.field("alreadyCurrent", summary.alreadyCurrent)
    writer.field("failed", summary.failed)
    writer.field("gaveUp", summary.gaveUp)
    writer.field("waiting", summary.waiting)
    writer.field("pending", summary.pending)
    writer.field("mostPending", summary.mostPending)
    writer.field("cap", summary.cap)
    writer.field("durationMs", summary.duration)
    writer.field(array: "causes") { writer in
      for cause in summary.causes {
        writer.object { writer in
          writer.field("code", cause.code.rawValue)
          writer.field("count", cause.count)
        }
      }
    }
  }
}
