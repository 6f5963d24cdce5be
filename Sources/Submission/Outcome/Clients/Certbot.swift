import Gate

extension OutcomeTable {
  /// certbot, with what `CertbotOrder` shows of its log: 0 issued or still current, 1 everything else. Its own words
  /// say that it is about to ask; its log shows every request with the answer's status and problem.
  public static let certbot = OutcomeTable(
    exits: [0: .issued], currentText: "certificate not yet due for renewal; no action taken"
  ) { output in
    guard let asked = output.after("requesting a certificate for") ?? output.after("renewing an existing certificate")
    else { return .notAsked }
    guard let url = output.after("\"neworder\": \"")?.prefix(while: { $0 != "\"" }), !url.isEmpty,
      let answer = lastAnswer(to: "sending post request to \(url):", in: asked)
    else { return .mayHaveBegun }
    // Up to the next request: what a later one was answered says nothing about the order.
    let end = answer.firstRange(of: " request to ")?.lowerBound ?? answer.endIndex
    let own = answer[..<end]
    return own.after(Problem.prefix) != nil && own.first.map { "45".contains($0) } ?? false ? .refused : .mayHaveBegun
  }

  /// From the status on: a rejected nonce makes certbot ask again, and the last answer counts.
  private static func lastAnswer(to request: String, in log: Substring) -> Substring? {
    var last: Substring?
    var rest = log
    while let found = rest.after(request.lowercased()) {
      last = found
      rest = found
    }
    return last?.after("\nhttp ")
  }
}
