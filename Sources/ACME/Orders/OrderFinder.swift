import ACMEWire
import Gate
import Submission
import Timing

/// Finds orders whose newOrder was never answered, in the list that some CAs keep of an account's orders (RFC 8555
/// section 7.1.2.1).
actor OrderFinder {
  enum Finding: Hashable {
    case found(url: String)
    /// The order may be asked for (again).
    case mayPlace
    case failed(RequestFailure)
  }

  nonisolated let home: any Waiting & Actor
  private let client: ACMEClient
  private let list: String?
  private let returnsOpenOrder: Bool
  private let began: Instant
  /// What is known of each order of the account. Names never change, and neither does an end.
  private var seen: [String: (names: Set<String>, isOpen: Bool)] = [:]
  private var running: Task<RequestFailure?, Never>?
  private var queued: Task<RequestFailure?, Never>?
  private let turnstile = Turnstile(16)

  /// A newOrder that was on its way when its process was killed, or its connection cut, has arrived by then.
  static let settling = Duration.seconds(3)
  private static let mostOrders = 20_000
  /// For one reading of all of it.
  private static let patience = Duration.seconds(120)

  nonisolated var unownedExecutor: UnownedSerialExecutor { home.unownedExecutor }

  /// - Parameter list: Nil where the CA keeps none.
  init(home: any Waiting & Actor, client: ACMEClient, list: String?, returnsOpenOrder: Bool) {
    self.home = home
    self.client = client
    self.list = list
    self.returnsOpenOrder = returnsOpenOrder
    began = home.clocks.instant()
  }

  /// - Parameter lost: When newOrder was sent; nil: before this process began.
  func find(_ names: Set<String>, lost: Instant?) async -> Finding {
    let arrival = (lost ?? began) + OrderFinder.settling
    guard list != nil else {
      guard returnsOpenOrder else {
        return .failed(.lost("whether the CA made the order is unknown, and it lists no orders"))
      }
      // One that is still on its way is not open yet: asked now, the CA would make two.
      if home.clocks.instant() < arrival { await home.sleep(until: arrival) }
      return Task.isCancelled ? .failed(.local("stopped while the order was looked for")) : .mayPlace
    }
    while true {
      let isLast = home.clocks.instant() >= arrival
      if let failure = await read() { return .failed(failure) }
      if let url = seen.first(where: { $0.value.isOpen && $0.value.names == names })?.key { return .found(url: url) }
      if isLast { return .mayPlace }
      await home.sleep(until: arrival)
      if Task.isCancelled { return .failed(.local("stopped while the order was looked for")) }
    }
  }

  /// Reads the list anew, and every order of it that is new or was open. Whoever comes while that is under way waits for
  /// the next reading, which begins after it came, together with all others who wait.
  private func read() async -> RequestFailure? {
    if let queued { return await queued.value }
    let before = running
    let task = Task {
      _ = await before?.value
      self.begin()
      return await self.readAll(until: self.home.clocks.instant() + OrderFinder.patience)
    }
    queued = task
    return await task.value
  }

  private func begin() {
    running = queued
    queued = nil
  }

  private func readAll(until deadline: Instant) async -> RequestFailure? {
    do throws(RequestFailure) {
      let urls = try await urls(until: deadline)
      let open = urls.filter { seen[$0]?.isOpen ?? true }
      return await withTaskGroup(of: RequestFailure?.self) { group in
        for url in open { group.addTask { await self.look(url, until: deadline) } }
        var failure: RequestFailure?
        for await result in group { failure = failure ?? result }
        return failure
      }
    } catch {
      return error
    }
  }

  private func urls(until deadline: Instant) async throws(RequestFailure) -> [String] {
    var urls: [String] = []
    var pages: Set<String> = []
    var next = list
    while let page = next {
      guard pages.insert(page).inserted, urls.count <= OrderFinder.mostOrders else {
        throw .unreadable("the account's list of orders has no end")
      }
      let answer = try await client.fetch(page, until: deadline)
      urls += try answer.document(OrdersList.init).orders
      next = LinkHeader.targets(answer.links, relation: "next").first
    }
    return urls
  }

  private func look(_ url: String, until deadline: Instant) async -> RequestFailure? {
    await turnstile.enter()
    defer { turnstile.leave() }
    do throws(RequestFailure) {
      let order = try await client.fetch(url, until: deadline).document(OrderDocument.init)
      seen[url] = (order.names, order.status != .valid && order.status != .invalid)
      return nil
    } catch {
      // One that the CA lists and does not show any more is none that could be gone on with.
      if case .refused(let refusal) = error, refusal.status == 404 { return nil }
      return error
    }
  }
}
