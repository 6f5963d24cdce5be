public import JSONText
import Timing

public enum StatusJSON {
  public static func write(_ status: StatusModel, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("schema", "preflight.status/1")
      writer.field("at", status.at.text)
      writer.field(object: "pending") { writer in
        writer.field("count", status.orders.count)
        writer.field("cap", status.cap)
        writer.field(array: "orders") { writer in
          for order in status.orders { write(order, to: &writer) }
        }
      }
      write(status.waiting, as: "waiting", to: &writer)
      write(status.failed, as: "failed", to: &writer)
      writer.field(array: "limits") { writer in
        for limit in status.limits {
          writer.object { writer in
            writer.field("limit", limit.limit)
            writer.field("used", limit.used)
            writer.field("of", limit.of)
            writer.field("opensSeconds", optional: limit.opensSeconds)
          }
        }
      }
    }
  }

  /// One order, as `orders list` shows it too.
  public static func write(_ order: StatusModel.PendingOrder, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("order", order.id)
      writer.field("names", order.names)
      writer.field("state", order.state)
      writer.field("since", order.since.text)
      writer.field("url", optional: order.url)
    }
  }

  private static func write(_ held: [StatusModel.Held], as key: String, to writer: inout JSONWriter) {
    writer.field(array: key) { writer in
      for item in held {
        writer.object { writer in
          writer.field("reason", item.reason)
          writer.field("names", item.names)
          writer.field("nextSeconds", optional: item.nextSeconds)
        }
      }
    }
  }
}
