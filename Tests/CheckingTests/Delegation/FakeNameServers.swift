import Addressing
import DNSWire
import Network
import Timing

@testable import Checking

/// Name servers as a table: "ADDRESS NAME TYPE", or an address alone for all that it is asked.
actor FakeNameServers: NameServerAsking {
  enum Answer: Sendable {
    /// With authority; none of them is "no such record".
    case records([RecordData])
    case code(ResponseCode)
    /// To these hosts, with their addresses, as the zone above does it.
    case referral([String: IPAddress])
    case failure(DirectFailure)
  }

  let answers: [String: Answer]
  private(set) var asked: [String] = []

  init(_ answers: [String: Answer]) {
    self.answers = answers
  }

  func ask(_ query: Query, at server: Endpoint, deadline: Instant) async throws(DirectFailure) -> DirectAnswer {
    let key = "\(server.address) \(query.name) \(query.type)"
    asked.append(key)
    var message = Message(
      isAuthoritative: true, recursionDesired: query.recursionDesired, recursionAvailable: false,
      question: Question(name: query.name, type: query.type))
    switch answers[key] ?? answers["\(server.address)"] {
    case .records(let records)?:
      message.answers = records.map { data in
        let type: RecordType = if case .cname = data { .cname } else { query.type }
        return ResourceRecord(name: query.name, type: type, ttl: 300, data: data)
      }
    case .code(let code)?:
      message.responseCode = code
      message.isAuthoritative = code == .nxDomain
    case .referral(let hosts)?:
      message.isAuthoritative = false
      for (host, address) in hosts {
        guard let host = DNSName(host) else { continue }
        message.authorities.append(ResourceRecord(name: query.name, type: .ns, ttl: 300, data: .ns(host)))
        message.glue.append(ResourceRecord(name: host, type: .a, ttl: 300, data: .address(address)))
      }
    case .failure(let failure)?: throw failure
    case nil: break
    }
    return DirectAnswer(message)
  }
}
