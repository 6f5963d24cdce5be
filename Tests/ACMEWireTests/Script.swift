import Timing

@testable import ACMEWire

/// A CA of few words.
struct Script {
  static let url = "https://ca.example/order/1"
  private static let usual: [String: [String]] = [
    "place": ["placed"], "find": ["found"], "record": ["yes"], "order": ["pending", "ready", "valid"],
    "authz": ["pending"], "publish": ["published"], "answer": ["answered"], "finalize": ["processing"],
    "download": ["downloaded"], "deactivate": ["deactivated"],
  ]

  let count: Int
  private var words: [String: [String]]

  init(_ text: String, names: Int) {
    count = names
    words = Script.usual
    // Where an order is placed here, its reply is the first sight of it.
    if !text.contains("order:") { words["order"] = ["ready", "valid"] }
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      words[String(parts[0])] = parts[1].split(separator: " ").map(String.init)
    }
  }

  static func random(using dice: inout some RandomNumberGenerator) -> Script {
    let failures = ["lost", "notSent", "unreadable", "local", "limit", "refused:malformed", "refused:x:404"]
    let kinds: [String: [String]] = [
      "place": ["placed", "placed", "ready", "placed-unreadable", "foreign", "bare"], "find": ["found", "mayPlace"],
      "record": ["yes", "yes", "yes", "no"],
      "order": [
        "pending", "pending", "ready", "ready", "processing", "valid", "valid", "invalid", "foreign", "valid-bare",
        "bare",
      ],
      "authz": ["pending", "pending", "processing", "valid", "invalid", "expired", "no-http", "foreign"],
      "publish": ["published"], "answer": ["answered"],
      "finalize": ["processing", "valid", "ready", "refused:orderNotReady"],
      "download": ["downloaded", "foreign"], "deactivate": ["deactivated"],
    ]
    var script = Script("", names: Int.random(in: 1...3, using: &dice))
    for (kind, good) in kinds {
      script.words[kind] = (0..<40).map { _ in
        kind != "record" && Int.random(in: 0..<5, using: &dice) == 0
          ? failures.randomElement(using: &dice) ?? "lost" : good.randomElement(using: &dice) ?? "lost"
      }
    }
    // The last word stands for ever: an order that never moves ends by its time.
    script.words["order"]?.append("invalid")
    return script
  }

  static func names(_ count: Int) -> Set<String> { Set((1...count).map { "n\($0).example" }) }

  private mutating func next(_ kind: String) -> String {
    guard var list = words[kind], let first = list.first else { return "lost" }
    if list.count > 1 { list.removeFirst() }
    words[kind] = list
    return first
  }

  /// Carries a course out, each action in its turn.
  mutating func play(_ course: OrderCourse, most: Int = 100) -> (trace: String, end: OrderEnd?) {
    var course = course
    var queue = course.begin()
    var trace: [String] = []
    while !queue.isEmpty, trace.count < most {
      let action = queue.removeFirst()
      if case .end(let end) = action { return (trace.joined(separator: " "), end) }
      let (kind, event) = event(of: action)
      trace.append(kind)
      queue += course.take(event)
    }
    return (trace.joined(separator: " "), nil)
  }

  private mutating func event(of action: OrderAction) -> (String, OrderEvent) {
    let kind: String
    switch action {
    case .place: kind = "place"
    case .find: kind = "find"
    case .record: kind = "record"
    case .fetchOrder: kind = "order"
    case .fetchAuthorization: kind = "authz"
    case .publish: kind = "publish"
    case .answer: kind = "answer"
    case .deactivate: kind = "deactivate"
    case .finalize: kind = "finalize"
    case .download: kind = "download"
    case .end: kind = "end"
    }
    let word = next(kind)
    if let failure = Script.failure(word) { return (kind, .failed(action, failure)) }
    switch action {
    case .place:
      let order = word == "placed-unreadable" ? nil : Script.order(word == "placed" ? "pending" : word, names: count)
      return (kind, .placed(url: Script.url, order))
    case .find: return (kind, word == "found" ? .found(url: Script.url) : .mayPlace)
    case .record: return (kind, .recorded(word == "yes"))
    case .fetchOrder, .finalize: return (kind, .order(Script.order(word, names: count), retryAfter: nil))
    case .fetchAuthorization(let url): return (kind, .authorization(url: url, Script.authorization(word, at: url)))
    case .publish(let answer): return (kind, .published(answer))
    case .answer(let answer): return (kind, .answered(answer, retryAfter: nil))
    case .deactivate(let url): return (kind, .deactivated(authorization: url))
    case .download, .end: return (kind, word == "foreign" ? .foreignCertificate("another key") : .downloaded)
    }
  }

  private static func failure(_ word: String) -> RequestFailure? {
    let parts = word.split(separator: ":")
    switch parts[0] {
    case "lost": return .lost("lost")
    case "notSent": return .notSent("out of reach")
    case "unreadable": return .unreadable("garbage")
    case "local": return .local("disk full")
    case "limit":
      return .refused(CARefusal(ProblemDocument(type: "rateLimited", detail: "too many"), status: 429, retryAt: nil))
    case "page":
      return .refused(CARefusal(ProblemDocument(type: "", detail: "not here"), status: 404, isACME: false))
    case "refused":
      let status = parts.count > 2 ? Int(parts[2]) ?? 400 : 400
      return .refused(CARefusal(ProblemDocument(type: String(parts[1]), detail: "why"), status: status))
    default: return nil
    }
  }

  static func order(_ word: String, names count: Int) -> OrderDocument {
    let names = word == "foreign" ? ["other.example"] : Script.names(count).sorted()
    var status = word
    var rest = ""
    switch word {
    case "foreign", "bare": status = "pending"
    case "valid": rest = #","certificate":"https://ca.example/cert/1""#
    case "valid-bare": status = "valid"
    case "invalid-with-error":
      status = "invalid"
      rest = #","error":{"type":"urn:ietf:params:acme:error:caa","detail":"forbidden"}"#
    default: break
    }
    let list = names.map { #"{"type":"dns","value":"\#($0)"}"# }.joined(separator: ",")
    let urls = word == "bare" ? "" : names.map { #""https://ca.example/authz/\#($0)""# }.joined(separator: ",")
    let text = """
      {"status":"\(status)","identifiers":[\(list)],"authorizations":[\(urls)],
       "finalize":"https://ca.example/finalize/1"\(rest)}
      """
    do {
      return try OrderDocument(Array(text.utf8))
    } catch {
      preconditionFailure("\(error): \(text)")
    }
  }

  private static func authorization(_ word: String, at url: String) -> Authorization {
    let name = word == "foreign" ? "other.example" : String(url.split(separator: "/").last ?? "")
    var status = word
    var challenge = "pending"
    var type = "http-01"
    var error = ""
    switch word {
    case "foreign": status = "pending"
    case "processing":
      status = "pending"
      challenge = "processing"
    case "no-http":
      status = "pending"
      type = "dns-01"
    case "invalid":
      challenge = "invalid"
      error = #","error":{"type":"urn:ietf:params:acme:error:connection","detail":"no route"}"#
    default: break
    }
    let text = """
      {"status":"\(status)","identifier":{"type":"dns","value":"\(name)"},"challenges":[{"type":"\(type)",
       "status":"\(challenge)","url":"https://ca.example/challenge/\(name)","token":"token"\(error)}]}
      """
    do {
      return try Authorization(Array(text.utf8))
    } catch {
      preconditionFailure("\(error): \(text)")
    }
  }

  static func words(_ end: OrderEnd?) -> String {
    switch end {
    case .issued: "issued"
    case .validated(let isFinalized): isFinalized ? "finalized" : "validated"
    case .failed(let problem): "failed \(problem.text)"
    case .refused(let refusal): "refused \(refusal.problem.type)"
    case .notBegun: "notBegun"
    case .open: "open"
    case nil: "nothing"
    }
  }
}
