import Readiness

extension Checker {
  /// Asks the name's own name servers, beside everything else. Nil where that is not wanted: for dns-01 the addresses
  /// do not matter.
  func startAuthority(_ work: NameCheck) -> Task<Authority?, Never>? {
    guard let nameServers, policy.method == .http01 else { return nil }
    let (name, deadline) = (work.candidate.base, work.deadline)
    return Task(executorPreference: tasks) { await nameServers.authority(of: name, deadline: deadline) }
  }

  /// What is to be said once about a whole run; nil where there is nothing.
  public var notice: String? {
    get async {
      guard await nameServers?.hasHeardNobody == true else { return nil }
      return "no name server beyond this network could be asked directly (is port 53 closed to the outside?): "
        + "the resolver's answers alone were judged; --no-authoritative skips the attempt"
    }
  }
}
