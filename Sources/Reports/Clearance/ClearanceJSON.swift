import Gate
public import JSONText
import Timing

public enum ClearanceJSON {
  public static func write(_ model: ClearanceModel, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("schema", "preflight.clearance/1")
      writer.field("at", model.at.text)
      writer.field("released", model.released)
      writer.field(array: "clearable") { writer in
        for order in model.clearable { writer.object { writer in write(order, to: &writer) } }
      }
      writer.field(array: "settled") { writer in
        for end in model.settled {
          writer.object { writer in
            writer.field("order", end.id)
            writer.field("outcome", end.outcome.rawValue)
            writer.field("detail", end.detail)
          }
        }
      }
      writer.field(array: "staying") { writer in
        for staying in model.staying {
          writer.object { writer in
            write(staying.order, to: &writer)
            writer.field("reason", staying.reason)
          }
        }
      }
    }
  }

  private static func write(_ order: ClearanceModel.Order, to writer: inout JSONWriter) {
    writer.field("order", order.id)
    writer.field("names", order.names)
    writer.field("submitter", order.submitter)
    writer.field("freeAt", optional: order.expires?.text)
  }
}
