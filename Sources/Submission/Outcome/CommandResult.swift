public import Gate
import JSONText
public import Timing

/// How a command ended.
public enum CommandExit: Hashable, Sendable {
  case exited(Int32)
  case signalled(Int32)
  /// It could not be run, by this errno: it did nothing at all.
  case notStarted(Int32)
}

/// What a supervisor writes down of a command: `orders/<id>.result`.
public struct CommandResult: Hashable, Sendable {
  /// Why the supervisor ended it.
  public enum Cut: String, Hashable, Sendable {
    case timeLimit = "time-limit"
    case stopped
  }

  public var order: OrderID
  public var exit: CommandExit
  public var cut: Cut?
  /// Both streams as they came, the middle left out where they are long. A stranger's text.
  public var output: String
  /// Bytes left out of `output`.
  public var omitted: Int
  public var started: Timestamp
  public var ended: Timestamp

  public init(
    order: OrderID, exit: CommandExit, cut: Cut? = nil, output: String, omitted: Int = 0, started: Timestamp,
    ended: Timestamp
  ) {
    self.order = order
    self.exit = exit
    self.cut = cut
    self.output = output
    self.omitted = omitted
    self.started = started
    self.ended = ended
  }
}

extension CommandResult {
  private static let schema = "preflight.result/1"

  /// Nil for what no supervisor of ours wrote.
  init?(_ bytes: [UInt8]) {
    guard let json = try? JSONValue(parsing: bytes), json["schema"]?.string == CommandResult.schema,
      let order = json["order"]?.string.flatMap({ OrderID($0) }),
      let started = json["started"]?.string.flatMap({ Timestamp($0) }),
      let ended = json["ended"]?.string.flatMap({ Timestamp($0) }), let output = json["output"]?.string,
      let exit = CommandResult.exit(json)
    else { return nil }
    self.init(
      order: order, exit: exit, cut: json["cut"]?.string.flatMap { Cut(rawValue: $0) }, output: output,
      omitted: Int(json["omitted"]?.int ?? 0), started: started, ended: ended)
  }

  private static func exit(_ json: JSONValue) -> CommandExit? {
    if let code = json["exit"]?.int { return .exited(Int32(clamping: code)) }
    if let signal = json["signal"]?.int { return .signalled(Int32(clamping: signal)) }
    return json["notStarted"]?.int.map { .notStarted(Int32(clamping: $0)) }
  }

  var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("schema", CommandResult.schema)
      writer.field("order", order.text)
      switch exit {
      case .exited(let code): writer.field("exit", code)
      case .signalled(let signal): writer.field("signal", signal)
      case .notStarted(let number): writer.field("notStarted", number)
      }
      writer.field("cut", optional: cut?.rawValue)
      writer.field("started", started.preciseText)
      writer.field("ended", ended.preciseText)
      writer.field("output", output)
      if omitted > 0 { writer.field("omitted", omitted) }
    }
    writer.endLine()
    return writer.bytes
  }
}
