import Addressing
import DNSWire
import Network
import Readiness
import Timing

@testable import Checking

/// DNS as a table: "name TYPE" and what is answered.
actor FakeResolver: Resolving {
  enum Answer: Sendable {
    case records([RecordData])
    /// With AD.
    case validated([RecordData])
    case code(ResponseCode)
    /// SERVFAIL with these extended errors.
    case failing([UInt16])
    case failure(LookupFailure)
    /// One after another; the last one stays.
    indirect case sequence([Answer])

    static let bogus = Answer.failing([6])
  }

  let answers: [String: Answer]
  private(set) var asked: [String] = []

  init(_ answers: [String: Answer]) {
    self.answers = answers
  }

  func ask(_ query: Query, deadline: Instant) async throws(LookupFailure) -> Message {
    let key = "\(query.name) \(query.type)"
    asked.append(key)
    var answer = answers[key]
    if case .sequence(let list)? = answer {
      answer = list[min(asked.count { $0 == key }, list.count) - 1]
    }
    var message = Message(id: 0, isResponse: true, question: Question(name: query.name, type: query.type))
    switch answer {
    case .records(let records)?, .validated(let records)?:
      if case .validated? = answer { message.authenticatedData = true }
      message.answers = records.map { data in
        // An alias comes in place of what was asked for.
        if case .cname = data { return ResourceRecord(name: query.name, type: .cname, ttl: 300, data: data) }
        return ResourceRecord(name: query.name, type: query.type, ttl: 300, data: data)
      }
    case .code(let code)?: message.responseCode = code
    case .failing(let codes)?:
      message.responseCode = .servFail
      message.edns = EDNS(errors: codes.map { ExtendedError(code: $0) })
    case .failure(let failure)?: throw failure
    case .sequence?, nil: break
    }
    return message
  }
}

/// The web as a table: "host address", "host/path" or a host, and what is answered. "TOKEN" is the token asked for.
actor FakeWeb: Fetching {
  enum Answer: Sendable {
    case body(Int, String)
    case redirect(Int, String)
    case failure(FetchFailure)
  }

  let answers: [String: Answer]
  /// "host address port", in order.
  private(set) var fetched: [String] = []
  private(set) var referers: [String?] = []

  init(_ answers: [String: Answer]) {
    self.answers = answers
  }

  func fetch(_ request: FetchRequest) async -> Result<FetchAnswer, FetchFailure> {
    fetched.append("\(request.url.host) \(request.address) \(request.port)")
    referers.append(request.referer)
    let host = request.url.host
    switch answers["\(host) \(request.address)"] ?? answers[host + request.url.path] ?? answers[host] {
    case .body(let status, let text)?:
      let token = request.url.path.split(separator: "/").last.map(String.init) ?? ""
      return .success(FetchAnswer(status: status, body: Array(text.replacing("TOKEN", with: token).utf8)))
    case .redirect(let status, let location)?:
      return .success(FetchAnswer(status: status, headerLines: [Array("Location: \(location)".utf8)]))
    case .failure(let failure)?: return .failure(failure)
    case nil: return .failure(.connectRefused)
    }
  }
}

/// Tokens that count up.
struct CountingRandomness: Randomness {
  func bytes(_ count: Int) -> [UInt8] { Array(repeating: 7, count: count) }
}

func checker(_ resolver: FakeResolver, _ web: FakeWeb, _ change: (inout CheckSettings) -> Void = { _ in })
  -> Checker
{
  var settings = CheckSettings(caaPolicy: CAAPolicy(identities: ["letsencrypt.org"], method: .http01))
  settings.probe = .thumbprint("THUMB")
  change(&settings)
  return Checker(
    resolver: resolver, web: web, clocks: FixedClocks(), randomness: CountingRandomness(), settings: settings,
    policy: NamePolicy(method: .http01), toASCII: { _ in nil })
}
