import Gate
import Timing

/// Commands under supervision, which outlive the process that started them: what they leave behind, and who runs.
struct SimClients {
  struct Client {
    let number: Int
    let order: Order
    /// Whether an earlier try may have left an order at the CA.
    let isRetry: Bool
    /// When its supervisor ends it.
    let deadline: Int64
  }

  private(set) var running: [OrderID: Client] = [:]
  /// How an order's command ended: durable, until it is forgotten.
  var results: [OrderID: Settlement] = [:]
  /// Sets of names whose certificate the client has on disk.
  var certificates: [NameSet: Int64] = [:]
  private var started = 0

  mutating func start(_ order: Order, isRetry: Bool, until deadline: Int64) -> Client {
    started += 1
    let client = Client(number: started, order: order, isRetry: isRetry, deadline: deadline)
    running[order.id] = client
    return client
  }

  func runs(_ client: Client) -> Bool { running[client.order.id]?.number == client.number }

  /// Ends a client with a result, or without one: killed together with its supervisor.
  mutating func end(_ order: OrderID, with result: Settlement?) {
    running[order] = nil
    if let result { results[order] = result }
  }

  mutating func powerFails() { running.removeAll() }
}

extension Simulation {
  /// Starts an order's command: it asks for a new order, waits for the validation, and writes down how it ended.
  func startClient(_ order: Order, isRetry: Bool) {
    let client = clients.start(order, isRetry: isRetry, until: now + scenario.orderTimeout.nanoseconds)
    after(dice.milliseconds(5...300)) { self.asks(client) }
    after(scenario.orderTimeout) { self.cut(client) }
    if dice.once(in: scenario.clientKills) {
      after(dice.milliseconds(0...4000)) {
        guard self.clients.runs(client) else { return }
        self.clients.end(order.id, with: self.dice.once(in: 2) ? Settlement(.unknown, detail: "killed") : nil)
      }
    }
  }

  private func cut(_ client: SimClients.Client) {
    if clients.runs(client) { clients.end(client.order.id, with: Settlement(.unknown, detail: "time limit")) }
  }

  private func asks(_ client: SimClients.Client) {
    guard clients.runs(client) else { return }
    let order = client.order
    if let made = clients.certificates[order.nameSet],
      now < made + (scenario.profile.certificateLifetime - scenario.profile.renewBefore).nanoseconds
    {
      return clients.end(order.id, with: Settlement(.alreadyCurrent))
    }
    let reply = newOrder(order)
    after(dice.milliseconds(1...400)) {
      guard self.clients.runs(client) else { return }
      switch reply {
      case nil: self.clients.end(order.id, with: Settlement(.unknown, detail: "no reply"))
      case .refused(let limit, let retryAfter):
        self.clients.end(order.id, with: self.refusal(limit, retryAfter, isRetry: client.isRetry))
      case .paused: self.clients.end(order.id, with: self.pause(isRetry: client.isRetry))
      case .order(let url):
        self.after(self.scenario.validationTime(&self.dice)) { self.validates(client, url) }
      }
    }
  }

  private func validates(_ client: SimClients.Client, _ url: String) {
    // Without its client nobody finalizes: the order stays pending at the CA.
    guard clients.runs(client) else { return }
    guard let isValid = validate(url) else {
      return clients.end(client.order.id, with: Settlement(.unknown, detail: "the order is gone"))
    }
    if isValid { clients.certificates[client.order.nameSet] = now }
    after(dice.milliseconds(1...300)) {
      guard self.clients.runs(client) else { return }
      self.clients.end(client.order.id, with: Settlement(isValid ? .issued : .failed))
    }
  }

  /// As `OutcomeTable` reads it: of an order that was tried before, a refusal says nothing.
  func refusal(_ limit: LimitName?, _ retryAfter: Duration?, isRetry: Bool) -> Settlement {
    Settlement(
      isRetry ? .unknown : .rateLimited, detail: "refused", retryAt: retryAfter.map { machine.date(at: now) + $0 },
      limit: limit)
  }

  func pause(isRetry: Bool) -> Settlement {
    Settlement(isRetry ? .unknown : .rateLimited, detail: "paused", isPaused: true)
  }
}
