import Addressing
import Testing
import Timing

@testable import Network

/// What earlier questions teach about a server, without sockets.
@Suite struct ServerHealthTests {
  static let server = Endpoint(.v4(0x1e4d_0053), port: 53)
  static let start = Instant(nanoseconds: 0)

  @Test func silenceInARowIsRememberedForAWhile() {
    var health = ServerHealth(silentAfter: 3, silence: .seconds(30))
    for _ in 0..<2 { health.noteSilence(Self.server, at: Self.start) }
    #expect(!health.isSilent(Self.server, at: Self.start))
    health.noteSilence(Self.server, at: Self.start)
    #expect(health.isSilent(Self.server, at: Self.start + .seconds(29)))
    #expect(!health.isSilent(Self.server, at: Self.start + .seconds(30)))
  }

  @Test func anyAnswerEndsTheRow() {
    var health = ServerHealth(silentAfter: 2, silence: .seconds(30))
    health.noteSilence(Self.server, at: Self.start)
    health.noteAnswer(Self.server, usedEDNS: true, at: Self.start)
    health.noteSilence(Self.server, at: Self.start)
    #expect(!health.isSilent(Self.server, at: Self.start))
  }

  @Test func thatEDNSIsNotKnownIsForgottenAgain() {
    var health = ServerHealth(silentAfter: 2, silence: .seconds(30))
    health.noteAnswer(Self.server, usedEDNS: false, at: Self.start)
    health.noteAnswer(Self.server, usedEDNS: false, at: Self.start + .seconds(50))
    #expect(!health.knowsEDNS(Self.server, at: Self.start + .seconds(59)))
    #expect(health.knowsEDNS(Self.server, at: Self.start + .seconds(60)))
    health.noteAnswer(Self.server, usedEDNS: false, at: Self.start + .seconds(61))
    #expect(!health.knowsEDNS(Self.server, at: Self.start + .seconds(62)))
  }

  @Test func lettersAreMixedInTheNameAlone() {
    var packet: [UInt8] = Array(repeating: 0x61, count: 12)
    let name = [UInt8(26)] + Array("abcdefghijklmnopqrstuvwxyz".utf8) + [3] + Array("a-1".utf8)
    packet += name + [0, 0x61, 0x62]
    let spelling = MixedCase.mix(&packet)
    #expect(packet.prefix(12).allSatisfy { $0 == 0x61 })
    #expect(Array(packet.suffix(3)) == [0, 0x61, 0x62])
    #expect(spelling.count == name.count)
    #expect(spelling.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 } == name)
    packet.withUnsafeBytes { bytes in
      #expect(MixedCase.isKept(spelling, in: bytes))
      #expect(MixedCase.isKept(name, in: bytes) == (name == spelling))
    }
  }
}
