import Addressing
import DNSWire
import Network
import Readiness
import Testing
import Timing

@testable import Checking

/// Several resolvers: who decides, what is said of whom.
@Suite struct PanelTests {
  static let here = RecordData.address(.v4(0x1e4d_0101))
  static let there = RecordData.address(.v4(0x1e4d_0901))
  static let validating: [String: FakeResolver.Answer] = [". SOA": .validated([])]

  /// Members "a", "b" and so on.
  static func panel(_ answers: [[String: FakeResolver.Answer]]) async -> ResolverPanel {
    let members = zip("abc", answers).map { label, answers in
      WatchedResolver.forTest(FakeResolver(answers), label: "\(label)", hasOthers: answers.count > 1)
    }
    let panel = ResolverPanel(members[0], Array(members.dropFirst()))
    await panel.prepare()
    return panel
  }

  static func lookUp(_ answers: [[String: FakeResolver.Answer]]) async -> AddressLookup {
    let questions = AddressQuestions(resolver: await panel(answers), deadline: .never)
    guard let name = DNSName("x.shop") else { return AddressLookup(family: .ipv4, outcome: .deadline) }
    return await questions.lookUp(name, .ipv4)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let answers: [[String: FakeResolver.Answer]]
    let outcome: AddressLookup.Outcome
    let address: RecordData?
    let voices: [String]

    init(
      _ name: String, _ answers: [FakeResolver.Answer], validates: [Bool], _ outcome: AddressLookup.Outcome,
      _ address: RecordData?, voices: [String]
    ) {
      testDescription = name
      self.answers = zip(answers, validates).map { answer, validates in
        var table: [String: FakeResolver.Answer] = ["x.shop A": answer]
        if validates { table[". SOA"] = .validated([]) }
        if case .failure = answer { table[". NS"] = answer }
        return table
      }
      self.outcome = outcome
      self.address = address
      self.voices = voices
    }
  }

  static let cases = [
    Case(
      "the same", [.records([here]), .records([here])], validates: [true, true], .found, here, voices: ["a", "b"]),
    Case(
      "the first decides", [.records([there]), .records([here])], validates: [true, true], .found, there,
      voices: ["a", "b"]),
    Case(
      "the one that validates decides", [.records([there]), .records([here])], validates: [false, true], .found, here,
      voices: ["b", "a"]),
    Case(
      "bogus is an answer", [.records([here]), .bogus], validates: [false, true], .bogus("DNSSEC Bogus"), nil,
      voices: ["b", "a"]),
    Case(
      "NXDOMAIN is an answer", [.code(.nxDomain), .records([here])], validates: [true, true], .nxdomain, nil,
      voices: ["a", "b"]),
    Case(
      "SERVFAIL gives way", [.code(.servFail), .records([here])], validates: [true, true], .found, here,
      voices: ["a", "b"]),
    Case(
      "a dead one has no voice", [.failure(.timeout), .records([here])], validates: [true, true], .found, here,
      voices: ["b"]),
    Case(
      "both dead", [.failure(.unreachable(111)), .failure(.unreachable(111))], validates: [false, false],
      .resolverUnreachable("Connection refused"), nil, voices: []),
  ]

  @Test(arguments: cases)
  func whoDecides(_ item: Case) async {
    let lookup = await Self.lookUp(item.answers)
    #expect(lookup.outcome == item.outcome)
    #expect(lookup.addresses.map { RecordData.address($0.address) } == (item.address.map { [$0] } ?? []))
    #expect(lookup.voices.map(\.resolver) == item.voices)
  }

  @Test func otherQuestionsGoToTheFirstThatAnswers() async throws {
    let name = try #require(DNSName("x.shop"))
    let panel = await Self.panel([
      ["x.shop CAA": .code(.servFail), ". SOA": .validated([])],
      ["x.shop CAA": .records([.other([1])]), ". SOA": .validated([])],
    ])
    let message = try await panel.ask(Query(name: name, type: .caa), deadline: .never)
    #expect(message.responseCode == .noError && message.answers.count == 1)
  }

  @Test func whatAValidatingResolverRefusesNoOtherMayAnswer() async throws {
    let name = try #require(DNSName("x.shop"))
    let panel = await Self.panel([
      ["x.shop CAA": .records([.other([1])])], ["x.shop CAA": .bogus, ". SOA": .validated([])],
    ])
    #expect(try await panel.ask(Query(name: name, type: .caa), deadline: .never).responseCode == .servFail)
  }

  @Test func troubleIsToldOnceAndMissingValidationAlways() async throws {
    let dead: [String: FakeResolver.Answer] = [". SOA": .failure(.unreachable(111))]
    let panel = await Self.panel([dead, [". SOA": .records([])]])
    #expect(await panel.takeNotes().map(\.code) == [.selfDNSSECUnchecked, .selfResolverUnreachable])
    #expect(await panel.takeNotes().map(\.code) == [.selfDNSSECUnchecked])
    #expect(await panel.notices().count == 2)
    #expect(await panel.takeNotes().allSatisfy { $0.severity == .warning || $0.severity == .info })
    let sound = await Self.panel([Self.validating, Self.validating])
    #expect(await sound.takeNotes().isEmpty)
    #expect(await sound.notices().isEmpty)
  }

  @Test func whereOneValidatesNothingIsUnchecked() async {
    let panel = await Self.panel([[". SOA": .records([])], Self.validating])
    #expect(await panel.takeNotes().isEmpty)
  }
}
