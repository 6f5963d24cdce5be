import Testing

@testable import ACMEWire

/// Orders in the hands of a CA that says what a script tells it to.
///
/// A script has a line for each kind of action, `kind: word word …`, and gives its words one after the other; the last
/// stands for all that follow. What it does not mention goes well: `place: placed`, `order: pending ready valid`, and so
/// on.
@Suite struct CourseTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var start = OrderCourse.Start.new
    var purpose = OrderCourse.Purpose.obtain
    var names = 1
    var script = ""
    /// What was done, in order. Nil: does not matter.
    var trace: String?
    var end: String

    var testDescription: String { name }
  }

  static let known = OrderCourse.Start.known(url: Script.url)

  static let cases: [Case] = [
    Case(
      name: "all goes well",
      trace: "place record authz publish answer order finalize order download", end: "issued"),
    Case(
      name: "two names", names: 2,
      trace: "place record authz authz publish publish answer answer order finalize order download", end: "issued"),
    Case(
      name: "names proved before", script: "place: ready\norder: valid", trace: "place record finalize order download",
      end: "issued"),
    Case(
      name: "finalize answers with the certificate", script: "finalize: valid\norder: ready",
      trace: "place record authz publish answer order finalize download", end: "issued"),
    Case(
      name: "slow", script: "order: pending pending ready processing processing processing valid",
      trace: "place record authz publish answer order order order finalize order order order order download",
      end: "issued"),
    Case(
      name: "only until it is ready", purpose: .validate, trace: "place record authz publish answer order",
      end: "validated"),
    Case(
      name: "only until it is ready, and finalized by another meanwhile", start: known, purpose: .validate,
      script: "order: valid", trace: "order", end: "finalized"),

    // newOrder
    Case(
      name: "refused", script: "place: refused:rejectedIdentifier", trace: "place", end: "refused rejectedIdentifier"),
    Case(name: "limit", script: "place: limit", trace: "place", end: "refused rateLimited"),
    Case(name: "out of reach", script: "place: notSent", trace: "place", end: "notBegun"),
    Case(name: "signer broken", script: "place: local", trace: "place", end: "notBegun"),
    Case(
      name: "reply lost, order found", script: "place: lost\norder: pending ready valid",
      trace: "place find record order authz publish answer order finalize order download", end: "issued"),
    Case(
      name: "reply lost, no order there", script: "place: lost placed\nfind: mayPlace",
      trace: "place find place record authz publish answer order finalize order download", end: "issued"),
    Case(
      name: "reply lost, and no way to find it", script: "place: lost\nfind: lost", trace: "place find", end: "open"),
    Case(
      name: "reply lost, then refused", script: "place: lost limit\nfind: mayPlace", trace: "place find place",
      end: "open"),
    Case(
      name: "reply lost, then out of reach", script: "place: lost notSent\nfind: mayPlace", trace: "place find place",
      end: "open"),
    Case(name: "reply lost for ever", script: "place: lost\nfind: mayPlace", end: "open"),
    Case(
      name: "reply unreadable, order found", script: "place: unreadable\norder: ready valid",
      trace: "place find record order finalize order download", end: "issued"),
    Case(
      name: "reply with a URL and nothing readable", script: "place: placed-unreadable\norder: pending ready valid",
      trace: "place record order authz publish answer order finalize order download", end: "issued"),
    Case(name: "ledger fails", script: "record: no", trace: "place record", end: "open"),
    Case(name: "order for other names", script: "place: foreign", trace: "place record", end: "open"),

    // After a crash
    Case(
      name: "known and pending", start: known, script: "order: pending ready valid",
      trace: "order authz publish answer order finalize order download",
      end: "issued"),
    Case(
      name: "known and ready", start: known, script: "order: ready valid", trace: "order finalize order download",
      end: "issued"),
    Case(
      name: "known and processing", start: known, script: "order: processing valid", trace: "order order download",
      end: "issued"),
    Case(name: "known and valid", start: known, script: "order: valid", trace: "order download", end: "issued"),
    Case(
      name: "known, and its challenge answered", start: known, script: "order: pending ready valid\nauthz: processing",
      trace: "order authz publish order finalize order download", end: "issued"),
    Case(
      name: "known and invalid", start: known, script: "order: invalid\nauthz: invalid", trace: "order authz",
      end: "failed connection: no route"),
    Case(name: "gone", start: known, script: "order: refused:malformed:404", trace: "order order order", end: "failed"),
    Case(
      name: "a page of some other server in the CA's place", start: known, script: "order: page",
      trace: "order order order", end: "open"),
    Case(name: "not ours", start: known, script: "order: refused:unauthorized:403", trace: "order", end: "open"),
    Case(
      name: "lost, and found", start: .lost, script: "order: pending ready valid",
      trace: "find record order authz publish answer order finalize order download", end: "issued"),
    Case(
      name: "lost, and never made", start: .lost, script: "find: mayPlace\norder: ready valid",
      trace: "find place record authz publish answer order finalize order download", end: "issued"),
    Case(name: "lost, and no list", start: .lost, script: "find: lost", trace: "find", end: "open"),
    Case(
      name: "lost, and refused now", start: .lost, script: "find: mayPlace\nplace: limit", trace: "find place",
      end: "open"),

    // Authorizations and challenges
    Case(
      name: "name fails", script: "order: invalid\nauthz: pending invalid",
      trace: "place record authz publish answer order authz", end: "failed connection: no route"),
    Case(
      name: "name fails, and the order says why", script: "order: invalid-with-error", end: "failed caa: forbidden"),
    Case(
      name: "name fails, and nobody says why", script: "order: invalid\nauthz: pending lost",
      end: "failed the CA says that the order is invalid, and not why"),
    Case(
      name: "name has failed before, the order follows", script: "order: invalid\nauthz: invalid",
      trace: "place record authz order", end: "failed connection: no route"),
    Case(
      name: "name has failed, and the order stays pending", script: "order: pending\nauthz: invalid",
      end: "failed connection: no route"),
    Case(
      name: "no http-01", script: "order: invalid\nauthz: no-http", trace: "place record authz deactivate order",
      end: "failed the CA offers no http-01 challenge for n1.example"),
    Case(
      name: "no http-01, and the CA does not let go",
      script: "order: pending\nauthz: no-http\ndeactivate: refused:malformed",
      end: "open"),
    Case(
      name: "no http-01 for one of two", names: 2, script: "order: invalid\nauthz: no-http pending",
      trace: "place record authz authz deactivate deactivate order", end: "failed"),
    Case(name: "authorization unreadable", script: "authz: unreadable", end: "open"),
    Case(name: "authorization of another name", script: "authz: foreign", end: "open"),
    Case(name: "token cannot be put", script: "publish: local", trace: "place record authz publish", end: "open"),
    Case(
      name: "answer lost, and given again",
      script: "order: pending pending pending pending ready valid\nanswer: lost answered",
      trace:
        "place record authz publish answer order order order order authz publish answer order finalize order download",
      end: "issued"),
    Case(
      name: "answer refused because the CA has looked already", script: "answer: refused:malformed",
      trace: "place record authz publish answer order finalize order download", end: "issued"),
    Case(name: "answer meets a limit", script: "answer: limit", end: "open"),
    Case(
      name: "authorization is valid already", script: "authz: valid",
      trace: "place record authz order finalize order download", end: "issued"),
    Case(name: "pending without authorizations", script: "place: bare", end: "open"),

    // Finalizing
    Case(
      name: "finalize lost, and done", script: "finalize: lost\norder: ready processing valid",
      trace: "place record authz publish answer order finalize order order download", end: "issued"),
    Case(
      name: "finalize lost, and not done", script: "finalize: lost processing\norder: ready ready valid",
      trace: "place record authz publish answer order finalize order finalize order download", end: "issued"),
    Case(name: "finalize lost for ever", script: "finalize: lost\norder: ready", end: "open"),
    Case(
      name: "too early", script: "finalize: refused:orderNotReady processing\norder: ready ready valid",
      trace: "place record authz publish answer order finalize order finalize order download", end: "issued"),
    Case(
      name: "request refused, order kept", script: "finalize: refused:badCSR\norder: ready ready invalid",
      trace: "place record authz publish answer order finalize order deactivate order", end: "failed badCSR: why"),
    Case(
      name: "request refused, order ended", script: "finalize: refused:caa\norder: ready invalid",
      trace: "place record authz publish answer order finalize order", end: "failed caa: why"),
    Case(
      name: "request refused, and yet done", script: "finalize: refused:malformed\norder: ready valid",
      trace: "place record authz publish answer order finalize order download", end: "issued"),
    Case(name: "limit at the end", script: "finalize: limit\norder: ready", end: "open"),
    Case(name: "no key", script: "finalize: local\norder: ready", end: "open"),

    // The certificate
    Case(name: "valid without a certificate", script: "order: ready valid-bare", end: "open"),
    Case(
      name: "certificate unreadable once", script: "download: unreadable downloaded",
      trace: "place record authz publish answer order finalize order download download", end: "issued"),
    Case(name: "certificate unreadable", script: "download: unreadable", end: "open"),
    Case(name: "certificate out of reach", script: "download: lost", end: "open"),
    Case(name: "certificate of another key", script: "download: foreign", end: "failed another key"),

    // Looks
    Case(
      name: "order unreadable once", script: "order: unreadable ready valid",
      trace: "place record authz publish answer order order finalize order download", end: "issued"),
    Case(name: "order unreadable", script: "order: unreadable", end: "open"),
    Case(
      name: "order behind for a while", script: "order: refused:malformed:404 refused:malformed:404 ready valid",
      end: "issued"),
    Case(name: "order never seen again", script: "order: refused:malformed:404", end: "open"),
    Case(name: "order turns into another", script: "order: foreign", end: "open"),
    Case(name: "CA goes away", script: "order: notSent", end: "open"),

    Case(
      name: "finalize meets some other server in the CA's place", start: known, script: "order: ready\nfinalize: page",
      trace: "order finalize", end: "open"),
    Case(
      name: "finalize turned away for too long", start: known, script: "order: ready\nfinalize: refused:x:503",
      trace: "order finalize", end: "open"),

    // Clearing
    Case(
      name: "clear what is pending", start: known, purpose: .clear, script: "order: pending invalid",
      trace: "order deactivate order", end: "failed the order was given up"),
    Case(
      name: "clear what is ready", start: known, purpose: .clear, script: "order: ready valid",
      trace: "order finalize order download", end: "issued"),
    Case(
      name: "clear what has ended", start: known, purpose: .clear, script: "order: invalid\nauthz: expired",
      trace: "order authz", end: "failed the authorization is expired"),
    Case(
      name: "clear, and somebody was faster", start: known, purpose: .clear, script: "order: pending valid",
      trace: "order deactivate order download", end: "issued"),
  ]

  @Test(arguments: cases)
  func course(_ row: Case) {
    var script = Script(row.script, names: row.names)
    let (trace, end) = script.play(
      OrderCourse(names: Script.names(row.names), purpose: row.purpose, start: row.start))
    if let expected = row.trace { #expect(trace == expected) }
    #expect(Script.words(end) == row.end || (row.end == "failed" && Script.words(end).hasPrefix("failed")))
  }

  /// Whatever a CA says in whatever order: the course ends, after a bounded number of requests but for waiting.
  @Test func anything() {
    var dice = SystemRandomNumberGenerator()
    for _ in 0..<3000 {
      var script = Script.random(using: &dice)
      let start: OrderCourse.Start = [.new, .lost, Self.known].randomElement(using: &dice) ?? .new
      let purpose: OrderCourse.Purpose = [.obtain, .validate, .clear].randomElement(using: &dice) ?? .obtain
      let (trace, end) = script.play(
        OrderCourse(names: Script.names(script.count), purpose: purpose, start: start), most: 400)
      #expect(end != nil, "\(trace)")
      // Nothing is done with an order before its URL is durable, and nothing is placed twice for nothing.
      let actions = trace.split(separator: " ")
      if case .known = start {
      } else if let first = actions.firstIndex(where: { !["place", "find", "record"].contains($0) }) {
        #expect(actions[..<first].contains("record"), "\(trace)")
      }
      for (index, action) in actions.enumerated() where action == "place" && index > 0 {
        #expect(actions[index - 1] == "find", "\(trace)")
      }
    }
  }

  @Test func stopped() {
    var course = OrderCourse(names: ["a.example"], start: .new)
    #expect(course.begin() == [.place])
    #expect(course.take(.stopped("time is up")) == [.end(.open(.local("time is up")))])
    #expect(course.take(.failed(.place, .lost(""))) == [])
  }

  @Test func pauses() {
    var course = OrderCourse(names: ["n1.example"], start: Self.known)
    #expect(course.begin() == [.fetchOrder(url: Script.url, after: .zero)])
    let processing = Script.order("processing", names: 1)
    #expect(
      course.take(.order(processing, retryAfter: .seconds(7))) == [.fetchOrder(url: Script.url, after: .seconds(7))])
    #expect(
      course.take(.order(processing, retryAfter: .zero)) == [.fetchOrder(url: Script.url, after: .milliseconds(200))])
    #expect(
      course.take(.order(processing, retryAfter: .seconds(86_400))) == [
        .fetchOrder(url: Script.url, after: .seconds(300))
      ])
    #expect(
      course.take(.order(processing, retryAfter: nil)) == [.fetchOrder(url: Script.url, after: .milliseconds(2000))])
  }
}
