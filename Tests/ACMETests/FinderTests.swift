import Network
import Synchronization
import Testing
import Timing

@testable import ACME
@testable import ACMEWire

/// A CA that keeps a list of orders, two a page.
private final class ListingCA: Transport {
  struct Listed: Sendable {
    var name: String
    var status: String
  }

  let state: Mutex<(orders: [Listed], asked: [String])>

  init(_ orders: [Listed]) {
    state = Mutex((orders, []))
  }

  var asked: [String] { state.withLock { $0.asked } }

  func add(_ name: String, _ status: String) {
    state.withLock { $0.orders.append(Listed(name: name, status: status)) }
  }

  func change(_ index: Int, to status: String) {
    state.withLock { $0.orders[index].status = status }
  }

  func close() async {}

  func send(_ request: CARequest) async -> Result<WebAnswer, WebFailure> {
    let path = request.url.split(separator: "/").suffix(2).map(String.init)
    return state.withLock { state in
      if request.method == .post { state.asked.append(path.joined(separator: "/")) }
      let number = Int(path[1]) ?? 0
      switch path[0] {
      case "list":
        let page = (number * 2..<min(number * 2 + 2, state.orders.count)).map { "\"https://ca.example/order/\($0)\"" }
        let link =
          number * 2 + 2 < state.orders.count ? [("link", "<https://ca.example/list/\(number + 1)>;rel=\"next\"")] : []
        return Reply.ok(#"{"orders":[\#(page.joined(separator: ","))]}"#, nonce: "n", link)(request)
      case "order":
        guard number < state.orders.count, state.orders[number].status != "gone" else {
          return Reply.problem("malformed", 404)(request)
        }
        let order = state.orders[number]
        return Reply.ok(
          """
          {"status":"\(order.status)","identifiers":[{"type":"dns","value":"\(order.name)"}],
           "authorizations":[],"finalize":"https://ca.example/f"}
          """, nonce: "n")(request)
      default: return Reply.ok("", nonce: "n")(request)
      }
    }
  }
}

@Suite struct FinderTests {
  private func finder(
    _ ca: some Transport, _ home: FakeHome, list: String? = "https://ca.example/list/0", returnsOpenOrder: Bool = false
  ) async throws -> OrderFinder {
    let client = ACMEClient(home: home, transport: ca, signer: FakeSigner(), rates: [])
    await client.begin(
      directory: try DirectoryDocument(Array(ClientTests.directory.utf8)), key: try #require(FakeSigner.key))
    await client.use(account: "https://ca.example/acct/1")
    return OrderFinder(home: home, client: client, list: list, returnsOpenOrder: returnsOpenOrder)
  }

  private static let orders: [ListingCA.Listed] = [
    .init(name: "a.example", status: "valid"), .init(name: "a.example", status: "invalid"),
    .init(name: "b.example", status: "pending"), .init(name: "gone.example", status: "gone"),
    .init(name: "c.example", status: "ready"),
  ]

  @Test func amongPages() async throws {
    let finder = try await finder(ListingCA(Self.orders), FakeHome())
    #expect(await finder.find(["c.example"], lost: nil) == .found(url: "https://ca.example/order/4"))
    #expect(await finder.find(["b.example"], lost: nil) == .found(url: "https://ca.example/order/2"))
  }

  /// An order that is on its way yet is waited for; an end is never mistaken for an order to go on with.
  @Test func notThereYet() async throws {
    let home = FakeHome()
    let ca = ListingCA(Self.orders)
    let finder = try await finder(ca, home)
    #expect(await finder.find(["a.example"], lost: nil) == .mayPlace)
    #expect(await home.slept == [OrderFinder.settling])
    ca.add("a.example", "pending")
    #expect(await finder.find(["a.example"], lost: home.clocks.instant()) == .found(url: "https://ca.example/order/5"))
    // Ended meanwhile: it was open when it was last looked at.
    ca.change(5, to: "invalid")
    #expect(await finder.find(["a.example"], lost: nil) == .mayPlace)
  }

  @Test func oneReadingForAll() async throws {
    let ca = ListingCA(Self.orders)
    let finder = try await finder(ca, FakeHome())
    await withDiscardingTaskGroup { group in
      for _ in 0..<50 { group.addTask { _ = await finder.find(["b.example"], lost: nil) } }
    }
    // Some came while the first reading was under way.
    #expect(ca.asked.count { $0 == "list/0" } <= 4)
    #expect(ca.asked.count { $0 == "order/0" } == 1, "an end is looked at once")
  }

  @Test func withoutAList() async throws {
    let ca = ListingCA(Self.orders)
    let silent = try await finder(ca, FakeHome(), list: nil)
    guard case .failed(.lost) = await silent.find(["a.example"], lost: nil) else {
      Issue.record("an order was found where none can be")
      return
    }
    let home = FakeHome()
    let returning = try await finder(ca, home, list: nil, returnsOpenOrder: true)
    #expect(await returning.find(["a.example"], lost: nil) == .mayPlace)
    #expect(await home.slept == [OrderFinder.settling], "what is on its way has arrived")
    #expect(await returning.find(["a.example"], lost: nil) == .mayPlace)
    #expect(await home.slept.count == 1)
    #expect(ca.asked.isEmpty)
  }

  @Test(arguments: [
    Reply.ok("{"), Reply.ok(#"{"orders":[1]}"#), Reply.ok(#"{"orders":["http://x"]}"#), Reply.ok("", type: "text/html"),
    Reply.problem("unauthorized", 403),
    Reply.ok(#"{"orders":[]}"#, [("link", "<https://ca.example/list/0>;rel=next")]),
  ])
  func faultyLists(_ answer: @escaping Answering) async throws {
    let finder = try await finder(FakeTransport([answer]), FakeHome())
    guard case .failed = await finder.find(["a.example"], lost: nil) else {
      Issue.record("a list that cannot be read says nothing of any order")
      return
    }
  }
}
