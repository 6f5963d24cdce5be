import DNSWire
import Network
import Readiness
import Timing

extension NameServers {
  /// CAA where the resolver's answers about a name are old: within the name's zone as its name servers have it now.
  /// Of servers that differ, the one with which the CA refuses counts: the CA may ask any of them.
  func current(
    _ work: NameCheck, _ policy: CAAPolicy, _ suffixes: PublicSuffixList
  ) async -> [(DNSName, CAALevel)] {
    var current: [(DNSName, CAALevel)] = []
    for (name, known) in work.caaLevels {
      let isOwn = suffixes.icannSuffix(of: "\(name)") != "\(name)"
      let said = isOwn ? await caa(of: name, deadline: work.deadline) : []
      let refused = said.first { level in
        let tree = CAATree(levels: [(owner: name, level: level.asked)])
        let decision = tree.decide(by: policy, wildcard: work.candidate.isWildcard, suffixes: suffixes)
        if case .allowed = decision { return false }
        return true
      }
      current.append((name, refused ?? said.first(where: \.hasRecords) ?? said.first ?? known))
    }
    return current
  }

  /// What each name server of the name's zone says; empty where none of them answers for it.
  private func caa(of name: DNSName, deadline: Instant) async -> [CAALevel] {
    guard let replies = await ask([.caa], of: name, deadline: deadline) else { return [] }
    var levels: [CAALevel] = []
    for row in replies.servers {
      guard case .success(let answer)? = row.replies.first, answer.message.isAuthoritative, answer.message.isAnswer
      else { continue }
      let chain = answer.message.resolveChain(from: name, type: .caa, limit: 16)
      if let target = chain.cnames.last, !target.hasSuffix(replies.zone) {
        levels.append(await CAAQuestions.ask(target, resolver, deadline))
      } else {
        levels.append(CAALevel(answer.message, of: name))
      }
    }
    return levels
  }
}

extension CAALevel {
  fileprivate var hasRecords: Bool {
    if case .answer(let records, _, _) = self { !records.isEmpty } else { false }
  }
}
