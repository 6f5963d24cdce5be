import JSONText
import Readiness
import Testing
import Timing

@testable import Gate
@testable import Reports

/// Walks a value along its schema: what the schema does not know, and which of its keys the value has.
private struct Walk {
  var problems: [String] = []
  var seen: Set<String> = []

  mutating func value(_ value: JSONValue, _ schema: JSONSchema, _ path: String) {
    switch schema {
    case .object(let properties), .closed(let properties):
      guard let members = value.members else { return problem(path, "should be an object", value) }
      for member in members {
        guard let property = properties.first(where: { $0.key == member.key }) else {
          problems.append("\(path).\(member.key): the schema does not know it")
          continue
        }
        seen.insert("\(path).\(member.key)")
        self.value(member.value, property.schema, "\(path).\(member.key)")
      }
      for property in properties where property.isRequired && value[property.key] == nil {
        problems.append("\(path).\(property.key): is missing")
      }
    case .map(let element, _):
      guard let members = value.members else { return problem(path, "should be an object", value) }
      for member in members { self.value(member.value, element, path + ".*") }
    case .array(let element, let minimum):
      guard let elements = value.array, elements.count >= minimum else {
        return problem(path, "should be an array", value)
      }
      for item in elements { self.value(item, element, path + "[]") }
    case .any(let schemas):
      var best: Walk?
      for (index, choice) in schemas.enumerated() {
        var walk = Walk()
        walk.value(value, choice, "\(path)|\(index)")
        if walk.problems.count < best?.problems.count ?? .max { best = walk }
      }
      problems += best?.problems ?? []
      seen.formUnion(best?.seen ?? [])
    case .words(let words):
      if !words.contains(value.string ?? "") { problem(path, "should be one of \(words)", value) }
    case .pattern(let pattern):
      let isHeld = (try? value.string?.contains(Regex(pattern))) ?? false
      if isHeld != true { problem(path, "should hold \(pattern)", value) }
    case .moment:
      if value.string?.hasSuffix("Z") != true { problem(path, "should be a time", value) }
    case .integer(let range):
      guard let number = value.int, range?.contains(Int(number)) ?? true else {
        return problem(path, "should be in range", value)
      }
    case .number: if value.double == nil { problem(path, "should be a number", value) }
    case .boolean: if value.bool == nil { problem(path, "should be a boolean", value) }
    case .string: if value.string == nil { problem(path, "should be a string", value) }
    case .null: if value != .null { problem(path, "should be null", value) }
    }
  }

  private mutating func problem(_ path: String, _ text: String, _ value: JSONValue) {
    problems.append("\(path): \(text), not \(value)")
  }

  /// Every key that the schema knows, as a path.
  static func keys(_ schema: JSONSchema, _ path: String) -> [String] {
    switch schema {
    case .object(let properties), .closed(let properties):
      properties.flatMap { ["\(path).\($0.key)"] + keys($0.schema, "\(path).\($0.key)") }
    case .map(let element, _): keys(element, path + ".*")
    case .array(let element, _): keys(element, path + "[]")
    case .any(let schemas): schemas.enumerated().flatMap { keys($0.element, "\(path)|\($0.offset)") }
    default: []
    }
  }
}

/// Each schema says what is written, no more and no less: samples that together have every key.
@Suite struct SchemaTests {
  private func json(_ write: (inout JSONWriter) -> Void) throws -> JSONValue {
    var writer = JSONWriter()
    write(&writer)
    return try JSONValue(parsing: writer.bytes)
  }

  private func hold(_ schema: JSONSchema, _ values: [JSONValue], butNot absent: Set<String> = []) {
    var walk = Walk()
    for value in values { walk.value(value, schema, "$") }
    #expect(walk.problems == [])
    #expect(Set(Walk.keys(schema, "$")).subtracting(walk.seen) == absent)
  }

  @Test func report() throws {
    var whole = Samples.notReady
    whole.dns?.challenge = .init(name: "_acme-challenge.a.example", cnames: ["b.example"], texts: ["x"])
    whole.dns?.nameservers = [.init(name: "ns.example", address: Samples.old, answer: ["A"], outcome: "refused")]
    let reports = [whole, Samples.ready, Samples.undetermined]
    hold(.report, try reports.map { report in try json { ReportJSON.write(report, to: &$0) } })
  }

  @Test func event() throws {
    let at = Samples.checkedAt
    let kinds: [RunEvent.Kind] = [
      .accepted(line: 3), .accepted(line: nil), .rejectedInput(line: 7, reason: "not UTF-8"),
      .checked(verdict: .notReady, findings: Samples.notReady.findings),
      .waiting(reason: "the cap is reached", limit: "pending", until: at),
      .waiting(reason: "x", limit: nil, until: nil),
      .submitted(pending: 7, cap: 10), .settled(.rateLimited, detail: ""),
      .gaveUp(verdict: .undetermined, codes: [.selfDeadline]), .departed, .summary(Samples.summary),
    ]
    hold(
      .event,
      try kinds.map { kind in try json { EventJSON.write(Samples.event(kind), to: &$0) } }
        + [json { EventJSON.write(Samples.event(.departed, order: nil), to: &$0) }])
    hold(.summary, [try JSONValue(parsing: SummaryText.json(Samples.summary))])
  }

  @Test func status() throws {
    let status = StatusModel(
      at: Samples.checkedAt, cap: 10,
      orders: [
        .init(id: "k3", names: ["a.example"], state: "unknown", since: Samples.checkedAt, url: "https://ca.example/1")
      ],
      waiting: [.init(reason: "dns.nxdomain", names: 412, nextSeconds: 900)],
      failed: [.init(reason: "order failed", names: 1, nextSeconds: 7)],
      limits: [.init(limit: "new-orders", used: 300, of: 300, opensSeconds: 36)])
    hold(.status, [try json { StatusJSON.write(status, to: &$0) }])
  }

  @Test func plan() throws {
    var plan = Plan(ca: "letsencrypt")
    plan.total = .seconds(3)
    plan.binding = [.init(limit: "new-orders", fromSeconds: 0)]
    plan.impossible = [.init(names: ["a.example"], reason: "too many")]
    plan.crowded = [.init(domain: "a.example", orders: 60, seconds: 600)]
    plan.timeline = [.init(seconds: 0, ordered: 300)]
    hold(.plan, [try json { PlanJSON.write(plan, to: &$0) }])
  }

  @Test func profile() throws {
    let profiles = try CAProfile.builtIn.map { profile in try json { ProfileJSON.write(profile, to: &$0) } }
    var whole = CAProfile.plain
    for name in LimitName.inProfiles {
      whole.limits[name] = RateLimit(1, per: .seconds(1), .sliding)
      whole.limits[name]?.exemptsRenewals = true
    }
    hold(.profile, profiles + [try json { ProfileJSON.write(whole, to: &$0) }])
  }

  /// A schema that is wrong would be found out: by a key too many, one too few, a value of another kind.
  @Test func aWrongDocumentIsFoundOut() throws {
    for text in [#"{"a":1,"b":2}"#, #"{}"#, #"{"a":"1"}"#] {
      var walk = Walk()
      walk.value(try JSONValue(parsing: text), .object([.init("a", .integer())]), "$")
      #expect(walk.problems.count == 1, "\(text)")
    }
  }

  @Test func isWrittenAsASchema() throws {
    let value = try json { writer in
      JSONSchema.closed([
        .init("a", .array(.words(["x"]), minimum: 1), "why"),
        .init("b", .map(.integer(1...5), names: "^x"), isRequired: false),
      ]).write(name: "test", title: "A test", to: &writer)
    }
    #expect(
      value
        == (try JSONValue(
          parsing: #"""
            {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:preflight:test:1","title":"A test",
             "type":"object","properties":{
              "a":{"type":"array","minItems":1,"items":{"type":"string","enum":["x"]},"description":"why"},
              "b":{"type":"object","propertyNames":{"pattern":"^x"},
                   "additionalProperties":{"type":"integer","minimum":1,"maximum":5}}},
             "required":["a"],"additionalProperties":false}
            """#)))
  }
}
