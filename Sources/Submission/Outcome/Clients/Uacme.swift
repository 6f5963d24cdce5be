import Gate

extension OutcomeTable {
  /// uacme with -v: 0 issued, 1 still current, 2 everything else. It says when it asks for an order.
  public static let uacme = OutcomeTable(exits: [0: .issued, 1: .alreadyCurrent]) { output in
    guard let asked = output.after("creating new order at") else { return .notAsked }
    // A refusal is proved by the CA's answer, not by the lack of one: the order may exist without our knowing.
    guard let refused = asked.after("failed to create new order"), refused.after(Problem.prefix) != nil else {
      return .mayHaveBegun
    }
    return .refused
  }
}
