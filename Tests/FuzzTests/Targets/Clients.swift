import Gate
import Timing

@testable import Submission

extension FuzzTarget {
  private static let now = Timestamp(milliseconds: 1_795_413_600_000)

  /// What a client prints, in which the CA's words and the customers' pages stand: whatever it is, a client that fails
  /// has issued nothing, and nobody waits for longer than any limit lasts.
  static let clientOutput = FuzzTarget(
    "client-output",
    samples: [
      "acme: Obtaining bundled SAN certificate\nCould not obtain certificates:\n\tacme: error: 429 :: POST :: https://ca/o :: "
        + "urn:ietf:params:acme:error:rateLimited :: too many, retry after 2026-11-24 09:12:44 UTC: see #new-orders-per-account",
      "Requesting a certificate for a.example\n   \"newOrder\": \"https://ca/o\",\nSending POST request to https://ca/o:\nHTTP 400\n"
        + "Retry-After: 60\n  \"type\": \"urn:ietf:params:acme:error:malformed\",\n  \"detail\": \"a \\\"b\\\"\",\n",
      " + Requesting new certificate order from CA...\n  + ERROR: An error occurred while sending post-request to https://ca/o "
        + "(Status 429)\n{\"type\":\"urn:ietf:params:acme:error:rateLimited\"}\npreflight: neworder is at https://ca/o\n",
      "Using CA: https://ca/d\nError creating new order. Le_OrderFinalize not found. {\"detail\":\"x\"}\nretryafter=86400",
      "uacme: creating new order at https://ca/o\nuacme: failed to create new order at https://ca/o\n",
    ],
    words: [
      "urn:ietf:params:acme:error:", "rateLimited", "unauthorized", "\"detail\": \"", "\\u0000", "retry after ",
      "Retry-After: ", "2026-11-24 09:12:44", "99999999999", "AuthURL:", "HTTP 429", "\n", "\r", "ERROR: ",
    ], limit: 1500
  ) { input in
    guard let order = OrderID("o1") else { return "no order" }
    let output = String(decoding: input, as: UTF8.self)
    for name in ["command", "uacme", "lego", "certbot", "dehydrated", "acme.sh"] {
      guard let table = OutcomeTable.named(name) else { return "no rules of \(name)" }
      for isRetry in [false, true] {
        let result = CommandResult(order: order, exit: .exited(9), output: output, started: now, ended: now)
        let settlement = table.settle(result, isRetry: isRetry)
        if [.issued, .alreadyCurrent].contains(settlement.outcome) { return "\(name): \(settlement.outcome)" }
        if let retryAt = settlement.retryAt, retryAt > now + .seconds(9 * 86_400) {
          return "\(name): until \(retryAt.text)"
        }
        if let reason = fault(ofText: settlement.detail) { return reason }
      }
    }
    return nil
  }

  /// A line of a co-process: it settles an order that is open, or none.
  static let coprocessLine = FuzzTarget(
    "coprocess-line",
    samples: [
      #"{"order":"o1","outcome":"issued","notAfter":"2027-02-21T06:00:00Z"}"#,
      #"{"order":"o1","outcome":"rate-limited","limit":"new-orders","retryAt":"2026-11-23T07:00:00.5Z","paused":true}"#,
      #"{"order":"o1","url":"https://ca.example/order/1","detail":"\ud83d\ude00"}"#,
    ],
    words: ["\"order\":", "\"o1\"", "\"o2\"", "null", "{", "}", "\\u", "https://", "failed", "unknown", "9"]
  ) { input in
    guard let order = OrderID("o1") else { return "no order" }
    var book = CoprocessBook()
    book.add(Order(id: order, names: ["a.example"]), url: nil, isBegun: false)
    let reactions = book.received(input, now: now)
    if reactions.isEmpty { return "passed over in silence" }
    var settlements = 0
    for reaction in reactions {
      switch reaction {
      case .settled(let id, let settlement):
        settlements += 1
        if id != order { return "another order" }
        if let reason = fault(ofText: settlement.detail) { return reason }
      case .placed(let id, let url):
        if id != order || !url.hasPrefix("https://") { return "placed at \(url)" }
      case .complaint(let text): if let reason = fault(ofText: text) { return reason }
      }
    }
    return settlements + book.openCount == 1 ? nil : "\(settlements) settlements, \(book.openCount) open"
  }
}
