import Addressing
import DNSWire
import EventLoop
import Glibc
import Testing
import Timing

@testable import Network

/// One name server asked directly, over real sockets on this machine.
@Suite struct NameServerClientTests {
  static let name = DNSName("www.a-rather-long-example.shop") ?? .root
  static let query = Query(name: name, type: .a, recursionDesired: false, authenticatedData: false)
  static let record = ResourceRecord(name: name, type: .a, ttl: 60, data: .address(.v4(0x1e4d_0101)))

  static func answer(isTruncated: Bool = false) -> Message {
    Message(
      isAuthoritative: true, isTruncated: isTruncated, question: Question(name: name, type: .a),
      answers: isTruncated ? [] : [record])
  }

  /// Asks a server that answers like this. Where it is to be silent, the settings say how long that is waited for.
  private func ask(
    keepsCase: Bool = true, times: Int = 1,
    _ settings: NameServerSettings = NameServerSettings(wait: .seconds(30)),
    _ answer: @escaping NameServerStage.Answer
  ) async throws -> (results: [Result<DirectAnswer, DirectFailure>], received: [NameServerStage.Received]) {
    let loop = try Loop()
    let stage = await NameServerStage(loop, keepsCase: keepsCase, answer)
    let client = NameServerClient(loop: loop, settings: settings)
    let server = Endpoint(.v4(0x7f00_0001), port: stage.port)
    var results: [Result<DirectAnswer, DirectFailure>] = []
    for _ in 0..<times {
      do throws(DirectFailure) {
        results.append(.success(try await client.ask(Self.query, at: server, deadline: .never)))
      } catch {
        results.append(.failure(error))
      }
    }
    await client.close()
    await stage.end()
    await loop.stop()
    return (results, stage.received)
  }

  @Test func withoutRecursionWithEDNSAndInMixedLetters() async throws {
    let (results, received) = try await ask { _ in Self.answer() }
    let answer = try #require(try results.first?.get())
    #expect(answer.message.answers == [Self.record])
    #expect(answer.preservesCase == true)
    #expect(received.count == 1)
    #expect(received.allSatisfy { $0.hasEDNS && $0.hasCapitals && !$0.recursionDesired })
  }

  @Test func lettersThatWereLostAreNoticed() async throws {
    let (results, _) = try await ask(keepsCase: false) { _ in Self.answer() }
    #expect(try results.first?.get().preservesCase == false)
  }

  @Test func aCutAnswerIsFetchedOverTCP() async throws {
    let (results, received) = try await ask { Self.answer(isTruncated: !$0.isTCP) }
    #expect(try results.first?.get().message.answers == [Self.record])
    #expect(received.map(\.isTCP) == [false, true])
  }

  @Test func aServerThatKnowsNoEDNSIsAskedWithoutAndThatIsRemembered() async throws {
    let (results, received) = try await ask(times: 2) { query in
      var message = Self.answer()
      message.edns = nil
      if query.hasEDNS {
        message.responseCode = .formErr
        message.answers = []
      }
      return message
    }
    #expect(try results.map { try $0.get().message.answers } == [[Self.record], [Self.record]])
    #expect(received.map(\.hasEDNS) == [true, false, false])
  }

  @Test func aServerThatDropsEDNSIsAskedPlainly() async throws {
    let (results, received) = try await ask(NameServerSettings(wait: .milliseconds(50))) {
      $0.hasEDNS ? nil : Self.answer()
    }
    #expect(try results.first?.get().message.answers == [Self.record])
    #expect(received.map(\.hasEDNS) == [true, false])
    #expect(received.last?.hasCapitals == false)
  }

  @Test func aSilentServerCostsTwoAttemptsAndIsNotAskedForEver() async throws {
    var settings = NameServerSettings(wait: .milliseconds(20))
    settings.silentAfter = 2
    let (results, received) = try await ask(times: 5, settings) { _ in nil }
    #expect(results.allSatisfy { if case .failure(.silent) = $0 { true } else { false } })
    #expect(received.count == 4)
  }

  @Test func anAnswerToAnotherQuestionIsNone() async throws {
    let (results, _) = try await ask(NameServerSettings(wait: .milliseconds(20))) { _ in
      var message = Self.answer()
      message.question?.type = .aaaa
      return message
    }
    #expect(throws: DirectFailure.silent) { try results.first?.get() }
  }

  @Test func aClosedPortIsSaidSo() async throws {
    let loop = try Loop()
    let client = NameServerClient(loop: loop)
    await #expect(throws: DirectFailure.unreachable(ECONNREFUSED)) {
      _ = try await client.ask(Self.query, at: Endpoint(.v4(0x7f00_0001), port: 1), deadline: .never)
    }
    await loop.stop()
  }

  @Test func noMoreQuestionsAreUnderWayThanAllowedAndAllAreAnswered() async throws {
    var settings = NameServerSettings(wait: .seconds(5))
    settings.perServer = 2
    settings.maximumInFlight = 3
    let loop = try Loop()
    let stages = [
      await NameServerStage(loop) { _ in Self.answer() }, await NameServerStage(loop) { _ in Self.answer() },
    ]
    let client = NameServerClient(loop: loop, settings: settings)
    let answered = await withTaskGroup(of: Bool.self) { group in
      for index in 0..<40 {
        let server = Endpoint(.v4(0x7f00_0001), port: stages[index % 2].port)
        group.addTask { (try? await client.ask(Self.query, at: server, deadline: .never)) != nil }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(answered == 40)
    for stage in stages { await stage.end() }
    await loop.stop()
  }

  @Test func aWaitForATurnEndsWithTheDeadline() async throws {
    var settings = NameServerSettings(wait: .milliseconds(100))
    settings.perServer = 1
    let loop = try Loop()
    let stage = await NameServerStage(loop) { _ in nil }
    let client = NameServerClient(loop: loop, settings: settings)
    let server = Endpoint(.v4(0x7f00_0001), port: stage.port)
    async let first = try? client.ask(Self.query, at: server, deadline: .never)
    let deadline = loop.clocks.instant() + .milliseconds(20)
    await #expect(throws: DirectFailure.notAsked) {
      _ = try await client.ask(Self.query, at: server, deadline: deadline)
      _ = try await client.ask(Self.query, at: server, deadline: deadline)
    }
    _ = await first
    await stage.end()
    await loop.stop()
  }
}
