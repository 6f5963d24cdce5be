import Addressing
import DNSWire
import Network
import Readiness
import Testing
import Timing

@testable import Checking

/// How each way to fail is told from the others.
@Suite struct AddressQuestionsTests {
  @Test(arguments: [
    (FakeResolver.Answer.code(.nxDomain), AddressLookup.Outcome.nxdomain),
    (.records([]), .noData),
    (.code(.refused), .refused("")),
    (.code(.servFail), .servfail("")),
    (.code(.notImp), .servfail("NOTIMP")),
    (.failing([6]), .bogus("DNSSEC Bogus")),
    (.failing([7]), .bogus("Signature Expired")),
    (.failing([22]), .timeout),
    (.failing([23]), .timeout),
    (.failing([22, 9]), .bogus("No Reachable Authority; DNSKEY Missing")),
    (.failure(.timeout), .timeout),
    (.failure(.malformed), .servfail("a broken answer")),
    (.failure(.deadline), .deadline),
    (.failure(.unreachable(111)), .resolverUnreachable("Connection refused")),
    (.failure(.resolverFailed("HTTP status 500")), .resolverUnreachable("HTTP status 500")),
    (.failure(.overloaded("it refuses")), .resolverOverloaded("it refuses")),
  ])
  func outcomes(_ answer: FakeResolver.Answer, _ outcome: AddressLookup.Outcome) async throws {
    let name = try #require(DNSName("x.shop"))
    // Also with validation turned off: the fake does not tell the two apart.
    let questions = AddressQuestions(resolver: FakeResolver(["x.shop A": answer]), deadline: .never)
    #expect(await questions.lookUp(name, .ipv4).outcome == outcome)
  }
}
