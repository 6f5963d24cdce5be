import Foundation
import Gate
import Testing
import Timing

@testable import Submission

/// What clients really printed, each with how it is to be read: Fixtures/transcripts.
@Suite struct TranscriptTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Fixtures/transcripts").standardized

  /// "lego/issued" and so on.
  static let all: [String] = {
    let clients = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return clients.flatMap { client in
      let files =
        (try? FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(client).path)) ?? []
      return files.filter { $0.hasSuffix(".txt") }.map { "\(client)/\($0.dropLast(4))" }
    }.sorted()
  }()

  @Test func thereIsOneOfEachKindForEachClient() {
    for client in ["lego", "certbot", "dehydrated", "acme.sh"] {
      for kind in ["issued", "current", "validation-failed", "refused-name", "limit-orders", "paused", "reply-lost"] {
        #expect(TranscriptTests.all.contains("\(client)/\(kind)"))
      }
    }
  }

  @Test(arguments: all)
  func isReadAsItSays(name: String) throws {
    let text = try String(contentsOf: TranscriptTests.folder.appendingPathComponent("\(name).txt"), encoding: .utf8)
    let divider = try #require(text.firstRange(of: "\n---\n"))
    var fields: [Substring: String] = [:]
    for line in text[..<divider.lowerBound].split(separator: "\n") {
      let parts = line.split(separator: ": ", maxSplits: 1)
      fields[parts[0]] = String(parts.count > 1 ? parts[1] : "")
    }
    let client = String(try #require(name.split(separator: "/").first))
    let table = try #require(OutcomeTable.named(client))
    let ended = try #require(fields["ended"].flatMap { Timestamp($0) })
    let settlement = table.settle(
      CommandResult(
        order: try #require(OrderID("o1")), exit: .exited(try #require(fields["exit"].flatMap { Int32($0) })),
        output: String(text[divider.upperBound...]), started: ended, ended: ended))
    #expect(settlement.outcome.rawValue == fields["outcome"], "\(settlement)")
    #expect(fields["detail"].map { settlement.detail.contains($0) } ?? true, "\(settlement)")
    #expect(settlement.retryAt == fields["retry"].flatMap { Timestamp($0) }, "\(settlement)")
    #expect(settlement.limit?.rawValue == fields["limit"], "\(settlement)")
    #expect(settlement.isPaused == (fields["paused"] == "yes"), "\(settlement)")
  }

  /// However a transcript is cut off, an order that may have begun is never said not to have.
  @Test(arguments: ["lego/issued", "certbot/validation-failed", "dehydrated/issued", "acme.sh/issued"])
  func whatIsCutOffBehindTheQuestionIsInDoubt(name: String) throws {
    let text = try String(contentsOf: TranscriptTests.folder.appendingPathComponent("\(name).txt"), encoding: .utf8)
    let divider = try #require(text.firstRange(of: "\n---\n"))
    let output = text[divider.upperBound...]
    let client = String(try #require(name.split(separator: "/").first))
    let table = try #require(OutcomeTable.named(client))
    let asks = [
      "Obtaining bundled", "Requesting a certificate for", "Requesting new certificate order", "Single domain",
    ]
    let places = asks.compactMap { output.firstRange(of: $0)?.upperBound }
    let asked = try #require(places.first)
    for end in output[asked...].indices where output[end] == "\n" {
      let cut = String(output[..<end])
      guard table.progress(cut[...]) != .mayHaveBegun else { continue }
      Issue.record("\(table.progress(cut[...])): …\(cut.suffix(100))")
    }
  }
}
