import Foundation
import Gate
import Glibc
import Testing
import Timing

@testable import ACME

/// Several processes that ask one CA from one address, each with a pacer of its own and one file between them.
@Suite struct PaceTests {
  private let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
  private static let horizon = Instant(nanoseconds: .max / 2)

  private func turn(_ pacer: inout RequestPacer, _ file: PaceFile, at now: Instant) -> Instant? {
    file.exchange { moments in
      pacer.learn(moments, horizon: Self.horizon)
      let turn = pacer.next(.newOrder, at: now, before: .never)
      pacer.tell(&moments)
      return turn
    } ?? nil
  }

  @Test(arguments: [RateLimit.Window.sliding, .tokenBucket])
  func togetherTheyKeepToOneRate(_ window: RateLimit.Window) throws {
    defer { unlink(path) }
    let limit = RateLimit(5, per: .seconds(1), window)
    var pacers = (0..<3).map { _ in RequestPacer([RequestRate([.newOrder], limit)]) }
    let files = try (0..<3).map { _ in try #require(PaceFile(path)) }
    defer { for file in files { file.close() } }
    var sent: [Instant] = []
    for step in 0..<300 {
      let index = step * 7 % 3
      let now = Instant(nanoseconds: 0) + .milliseconds(Int64(1000 + step * 3))
      sent.append(try #require(turn(&pacers[index], files[index], at: now)))
    }
    sent.sort()
    // A bucket that is full at the beginning gives as many again within the first period.
    let most = window == .sliding ? 5 : 10
    for (index, moment) in sent.enumerated() where index >= most {
      #expect(moment - sent[index - most] >= .seconds(1))
    }
  }

  @Test func ratesOfOthersAreKeptAndNonsenseBindsNobody() throws {
    defer { unlink(path) }
    let nonsense = "boot \(PaceFile.boot)\nnew-order:5/1000ms 9223372036854775807\nx\n\u{0} 1 2\nother:1/5ms 77\n"
    try Data(nonsense.utf8).write(to: URL(filePath: path))
    let file = try #require(PaceFile(path))
    defer { file.close() }
    var pacer = RequestPacer([RequestRate([.newOrder], RateLimit(5, per: .seconds(1), .sliding))])
    let now = Instant(nanoseconds: 1_000_000_000)
    let turn = file.exchange { moments in
      pacer.learn(moments, horizon: now + .seconds(3600))
      defer { pacer.tell(&moments) }
      return pacer.next(.newOrder, at: now, before: .never)
    }
    #expect(turn == .some(now))
    #expect(file.exchange { $0["other:1/5ms"] } == Instant(nanoseconds: 77))
  }

  /// A machine that starts anew within an hour counts again what it has counted already.
  @Test func momentsOfAnotherBootBindNobody() throws {
    defer { unlink(path) }
    let limit = RateLimit(5, per: .seconds(1), .sliding)
    var earlier = RequestPacer([RequestRate([.newOrder], limit)])
    let before = try #require(PaceFile(path, boot: "one"))
    let late = Instant(nanoseconds: 0) + .seconds(3000)
    #expect(turn(&earlier, before, at: late) == late)
    before.close()
    var pacer = RequestPacer([RequestRate([.newOrder], limit)])
    let file = try #require(PaceFile(path, boot: "two"))
    defer { file.close() }
    let early = Instant(nanoseconds: 0) + .seconds(100)
    #expect(turn(&pacer, file, at: early) == early)
    #expect(file.exchange { $0.values.allSatisfy { $0 < late } && $0.count == 1 } == true)
  }

  @Test func whoIsAtItKeepsOthersOut() throws {
    defer { unlink(path) }
    let (one, other) = (try #require(PaceFile(path)), try #require(PaceFile(path)))
    defer {
      one.close()
      other.close()
    }
    let inner = one.exchange { _ in other.exchange { _ in true } }
    #expect(inner == .some(nil))
    #expect(other.exchange { _ in true } == true)
    #expect(PaceFile(path + "/not-there/file") == nil)
  }
}
