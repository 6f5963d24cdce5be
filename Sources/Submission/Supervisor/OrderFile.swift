import Gate
import JSONText

/// What preflight tells the supervisor of an order: `orders/<id>.json`.
struct OrderFile: Hashable {
  static let schema = "preflight.order/1"

  var order: OrderID
  /// By whose rules the end is read.
  var submitter: String
  var arguments: [String]
  /// "KEY=VALUE", added to what is inherited.
  var environment: [String]
  var timeLimit: Duration
  /// Whether an earlier try may have left an order at the CA.
  var isRetry = false

  init(order: OrderID, submitter: String, arguments: [String], environment: [String], timeLimit: Duration) {
    self.order = order
    self.submitter = submitter
    self.arguments = arguments
    self.environment = environment
    self.timeLimit = timeLimit
  }

  /// Nil for what no version of ours wrote.
  init?(_ bytes: [UInt8]) {
    guard let json = try? JSONValue(parsing: bytes), json["schema"]?.string == OrderFile.schema,
      let order = json["order"]?.string.flatMap({ OrderID($0) }), let submitter = json["submitter"]?.string,
      let arguments = json["arguments"]?.strings, !arguments.isEmpty,
      let environment = json["environment"]?.strings, let seconds = json["timeLimitSeconds"]?.int,
      (1...86_400 * 7).contains(seconds)
    else { return nil }
    self.init(
      order: order, submitter: submitter, arguments: arguments, environment: environment, timeLimit: .seconds(seconds))
    isRetry = json["retry"]?.bool ?? false
  }

  var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("schema", OrderFile.schema)
      writer.field("order", order.text)
      writer.field("submitter", submitter)
      writer.field("arguments", arguments)
      writer.field("environment", environment)
      writer.field("timeLimitSeconds", max(1, timeLimit.components.seconds))
      if isRetry { writer.field("retry", true) }
    }
    writer.endLine()
    return writer.bytes
  }
}
