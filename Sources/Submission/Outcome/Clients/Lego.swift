import Gate

extension OutcomeTable {
  /// lego 4: 0 issued, 1 everything else. It says when it asks for an order, and each authorization that the order has;
  /// a newOrder that was answered by a problem is one line with the method and the URL.
  public static let lego = OutcomeTable(exits: [0: .issued], currentText: LegoOrder.currentText) { output in
    guard let asked = output.after("acme: obtaining bundled san certificate") else { return .notAsked }
    guard asked.after("authurl:") == nil, asked.after("deactivating auth:") == nil,
      let error = asked.after("could not obtain certificates:\n\tacme: error: "),
      error.prefix(while: { !$0.isNewline }).after(Problem.prefix) != nil
    else { return .mayHaveBegun }
    return .refused
  }
}
