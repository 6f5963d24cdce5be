import Gate

extension OutcomeTable {
  /// acme.sh: 0 issued, 2 not due, 1 everything else. It names the CA before it asks for an order, and shows an answer
  /// that is none.
  public static let acmeSh = OutcomeTable(exits: [0: .issued, 2: .alreadyCurrent]) { output in
    guard let asked = output.after("using ca: ") else { return .notAsked }
    guard let refused = asked.after("le_orderfinalize not found."), refused.after(Problem.prefix) != nil else {
      return .mayHaveBegun
    }
    return .refused
  }
}
