public import Gate
public import JSONText
import Timing

/// The contract `preflight.plan/1`.
public enum PlanJSON {
  public static func write(_ plan: Plan, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("schema", "preflight.plan/1")
      writer.field("ca", plan.ca)
      writer.field("orders", plan.orders)
      writer.field("names", plan.names)
      writer.field("current", plan.current)
      writer.field("totalSeconds", plan.total.secondsRoundedUp)
      writer.field(array: "binding") { writer in
        for binding in plan.binding {
          writer.object { writer in
            writer.field("limit", binding.limit)
            writer.field("fromSeconds", binding.fromSeconds)
          }
        }
      }
      writer.field(array: "impossible") { writer in
        for item in plan.impossible {
          writer.object { writer in
            writer.field("names", item.names)
            writer.field("reason", item.reason)
          }
        }
      }
      writer.field(array: "crowded") { writer in
        for item in plan.crowded {
          writer.object { writer in
            writer.field("domain", item.domain)
            writer.field("orders", item.orders)
            writer.field("seconds", item.seconds)
          }
        }
      }
      writer.field(array: "timeline") { writer in
        for point in plan.timeline {
          writer.object { writer in
            writer.field("seconds", point.seconds)
            writer.field("ordered", point.ordered)
          }
        }
      }
    }
  }
}
