import DNSWire
import Testing

@testable import Readiness

@Suite("The climb to the set of CAA records that decides")
struct CAATreeTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let title: String
    /// From a.example.com to com.
    let levels: [CAATree.Level]
    let decision: String

    init(_ title: String, _ levels: [CAATree.Level], _ decision: String) {
      self.title = title
      self.levels = levels
      self.decision = decision
    }

    var testDescription: String { title }
  }

  static let permits = CAATree.Level.records([caa("0 issue letsencrypt.org")])
  static let forbids = CAATree.Level.records([caa("0 issue ;")])
  static let fails = CAATree.Level.failed(reason: "SERVFAIL")

  @Test(
    "the first set decides; an error before it fails, one above it does not",
    arguments: [
      Row("nobody has any", [.empty, .empty, .empty], "allowed by nobody"),
      Row("the name's own permits, the parent's forbids", [permits, forbids, .empty], "allowed at 0"),
      Row("the name's own forbids, the parent's permits", [forbids, permits, .empty], "refused at 0"),
      Row("the parent's", [.empty, forbids, .empty], "refused at 1"),
      Row("the climb goes through the top-level domain", [.empty, .empty, forbids], "refused at 2"),
      Row("an empty list is empty", [.records([]), permits, .empty], "allowed at 1"),
      Row("a set without issue decides too", [.records([caa("0 iodef x")]), forbids, .empty], "allowed at 0"),
      Row("an error at the name", [fails, permits, .empty], "failed at 0"),
      Row("an error before the first set", [.empty, fails, permits], "failed at 1"),
      Row("an error above the first set", [permits, fails, fails], "allowed at 0"),
      Row("an error above all", [.empty, .empty, fails], "failed at 2"),
      Row("NXDOMAIN is empty", [.nonexistent, .nonexistent, .empty], "allowed by nobody"),
      Row("but for the top-level domain", [.nonexistent, .nonexistent, .nonexistent], "failed at 2"),
      Row("which is not reached behind a set", [.empty, permits, .nonexistent], "allowed at 1"),
    ])
  func decides(row: Row) throws {
    let name = try #require(DNSName("a.example.com"))
    let owners = CAATree.owners(of: name)
    #expect(owners.map(\.description) == ["a.example.com", "example.com", "com"])
    let tree = CAATree(levels: zip(owners, row.levels).map { (owner: $0, level: $1) })
    let policy = CAAPolicy(identities: ["letsencrypt.org"], method: .http01)
    switch tree.decide(by: policy, wildcard: false) {
    case .allowed(nil, let note): #expect("allowed by nobody" == row.decision && note == nil)
    case .allowed(let level?, let note): #expect("allowed at \(level)" == row.decision && note == nil)
    case .refused(let level, let finding):
      #expect("refused at \(level)" == row.decision && finding.code == .caaForbids)
      #expect(finding.evidence["owner"] == .text("\(owners[level])"))
    case .lookupFailed(let level, let finding):
      #expect("failed at \(level)" == row.decision && finding.code == .caaLookupFailed)
    }
  }

  @Test("a record that cannot be read fails the look-up")
  func unreadable() throws {
    let name = try #require(DNSName("a.com"))
    let tree = CAATree(levels: [(name, .unreadable), (try #require(DNSName("com")), Self.permits)])
    let policy = CAAPolicy(identities: ["letsencrypt.org"], method: .http01)
    guard case .lookupFailed(0, let finding) = tree.decide(by: policy, wildcard: false) else {
      Issue.record("not failed")
      return
    }
    #expect(finding.code == .caaLookupFailed && finding.remedy.contains("Remove the CAA records at a.com"))
  }

  @Test(
    "a registry's set is not the domain's to change",
    arguments: [("shop.app", 1, "shop.app"), ("www.shop.co.uk", 2, "shop.co.uk"), ("www.shop.com", 1, nil)])
  func registry(name: String, level: Int, ownDomain: String?) throws {
    let levels = CAATree.owners(of: try #require(DNSName(name))).map { (owner: $0, level: CAATree.Level.empty) }
    let tree = CAATree(levels: levels)
    #expect(tree.place(of: level, alias: nil, suffixes: .embedded).ownDomain == ownDomain)
  }

  @Test("what was not told goes with the permission")
  func note() throws {
    let name = try #require(DNSName("com"))
    let tree = CAATree(levels: [(name, .records([caa("0 issue letsencrypt.org; accounturi=https://x/1")]))])
    let policy = CAAPolicy(identities: ["letsencrypt.org"], method: .http01)
    guard case .allowed(0, let note?) = tree.decide(by: policy, wildcard: false) else {
      Issue.record("not allowed, or without a note")
      return
    }
    #expect(note.severity == .undetermined && note.remedy.contains("--account-uri"))
  }
}
