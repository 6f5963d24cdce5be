import Gate

extension OutcomeTable {
  /// dehydrated: 0 issued or not due, 1 everything else. It says when it asks for an order and when it has one, shows
  /// a failed request with its URL, status, headers and body; our hook adds where newOrder is.
  public static let dehydrated = OutcomeTable(exits: [0: .issued], currentText: "skipping renew!") { output in
    guard let asked = output.after("requesting new certificate order from ca") else { return .notAsked }
    guard let failed = asked.after("an error occurred while sending post-request to "),
      let newOrder = failed.after(DehydratedHook.newOrderText)?.prefix(while: { !$0.isWhitespace }), !newOrder.isEmpty,
      failed.hasPrefix("\(newOrder) (Status "), failed.after(Problem.prefix) != nil
    else { return .mayHaveBegun }
    return .refused
  }
}
