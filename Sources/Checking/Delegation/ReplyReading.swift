import Addressing
import DNSWire
import Network
import Readiness

extension ZoneAnswers {
  /// Reads replies to the questions for A and AAAA.
  init(_ replies: ZoneReplies, _ name: DNSName) {
    let answers = replies.servers.compactMap { row -> ServerAnswer? in
      // A server for which this machine has no route is no matter of the domain's.
      if row.replies.allSatisfy({ $0.isNotAsked }) { return nil }
      let spellings = row.replies.compactMap { try? $0.get().preservesCase }
      return ServerAnswer(
        host: "\(row.server.host)", address: row.server.address,
        ipv4: ServerReply(row.replies[0], name, .a, replies.zone),
        ipv6: ServerReply(row.replies[1], name, .aaaa, replies.zone),
        preservesCase: spellings.isEmpty ? nil : spellings.allSatisfy(\.self))
    }
    self.init(
      zone: "\(replies.zone)", answers: answers, hostsWithoutAddress: replies.hostsWithoutAddress.map { "\($0)" })
  }
}

extension Result where Success == DirectAnswer, Failure == DirectFailure {
  fileprivate var isNotAsked: Bool {
    if case .failure(.notAsked) = self { true } else { false }
  }
}

extension ServerReply {
  fileprivate init(
    _ reply: Result<DirectAnswer, DirectFailure>, _ name: DNSName, _ type: RecordType, _ zone: DNSName
  ) {
    switch reply {
    case .success(let answer): self = ServerReply(answer.message, to: name, type, zone: zone)
    case .failure(.silent): self = .silent
    case .failure(.unreachable(let number)): self = .unreachable("\(SocketError(number: number))")
    case .failure(.noTCP): self = .noTCP
    case .failure(.notAsked): self = .notAsked
    }
  }
}
