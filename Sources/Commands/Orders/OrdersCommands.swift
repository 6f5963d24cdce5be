import Gate
import JSONText
import Ledger
import Options
import Reports
import Submission

/// `preflight orders list`: the orders held as pending.
enum OrdersListCommand {
  static func run(_ values: OptionValues, _ context: Context) async throws(CommandError) -> ExitCode {
    let options = try StatusOptions.read(values, for: .ordersList, context)
    let output = try OutputOptions(values, context)
    let (status, notices) = try StatusCommand.read(options, context)
    notices.forEach(context.say)
    if output.format == .text {
      let text = StatusText.orders(status.orders, at: status.at, width: output.width)
      try output.write(text.isEmpty ? "no order is pending\n" : text)
    } else {
      try output.writeAll(status.orders) { StatusJSON.write($0, to: &$1) }
    }
    return ExitCode()
  }
}

/// `preflight orders settle ORDER OUTCOME`: a person's word on how an order ended.
enum OrdersSettleCommand {
  static func run(
    _ arguments: [String], _ values: OptionValues, _ context: Context
  ) async throws(CommandError) -> ExitCode {
    let options = try StatusOptions.read(values, for: .ordersSettle, context)
    let output = try OutputOptions(values, context)
    guard let id = OrderID(arguments[0]) else {
      throw .usage(usage("\(UsageError.quote(arguments[0])) is no order's id: `preflight orders list` shows them"))
    }
    let outcomes: [String: Settlement.Outcome] = ["issued": .issued, "failed": .failed]
    guard let outcome = outcomes[arguments[1]] else {
      throw .usage(usage("\(UsageError.quote(arguments[1])) is no outcome: say issued or failed"))
    }
    let gate = options.gate.gate(try Profiles.find(options.gate.ca, for: .ordersSettle))
    if CommandSubmitter.isAtWork(on: id, directory: options.state + "/orders") {
      throw .input("the command of the order \(id) still runs: its end tells more; the next run reads it")
    }
    let refusal = try await LedgerAccess.change(options.state, gate, context) { transaction -> String? in
      guard let open = transaction.book.openOrders[id] else {
        return "there is no open order \(id): `preflight orders list` shows those that there are"
      }
      // One that was handed over is worked on by nobody else: this is the word that its run waits for.
      let isHandedOver = open.submitter == HandoffSubmitter.name
      if open.unknown == nil, !isHandedOver, transaction.isAlive(open.owner) {
        return "the order \(id) is being worked on by a run that goes on: end that run first"
      }
      transaction.append(.settled(id, Settlement(outcome, detail: "settled by hand")))
      return nil
    }
    if let refusal { throw .input(refusal) }
    try output.write("\(id) is settled as \(outcome.rawValue)\n")
    return ExitCode()
  }

  private static func usage(_ message: String) -> UsageError {
    UsageError(.invalidValue, message, command: .ordersSettle)
  }
}
