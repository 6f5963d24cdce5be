public import EventLoop
public import Gate
import Glibc
import Synchronization
import Timing

/// One long-lived program of the user's that obtains certificates: orders on its standard input, settlements on its
/// standard output, one JSON object a line. When it ends it is started again, and gets what is open once more.
public actor CoprocessSubmitter: Submitter {
  public nonisolated let name = "coprocess"
  public nonisolated var mayMakeAccount: Bool { false }

  nonisolated let loop: Loop
  private nonisolated let words: [String]
  private nonisolated let timeLimit: Duration
  /// For sentences, and what the program writes on standard error: a stranger's text.
  nonisolated let say: @Sendable (String) -> Void
  private nonisolated let earlier: EarlierCommands
  /// The process, for whoever must not wait for the loop; nil between two.
  private nonisolated let control = Mutex((process: pid_t?.none, isStopping: false))

  var book = CoprocessBook()
  private var mailboxes: [OrderID: Mailbox<News>] = [:]
  /// Rung when there is something to send.
  let queued = Bell()
  /// Rung when something has ended, or shall.
  let changed = Bell()
  private var serving: Task<Void, Never>?
  /// The present process; one ends before the next begins.
  private(set) var life: CoprocessLife?
  /// Processes that ended one after the other without a settlement.
  private var deaths = 0

  enum News: Sendable {
    case placed(String)
    case settled(Settlement)
  }

  /// How patient it is with a program that ends, or does not.
  struct Patience: Sendable {
    /// Before the first start after an end, the second, and so on; the last for all that follow.
    var pauses: [Duration] = [.milliseconds(100), .seconds(1), .seconds(2), .seconds(5), .seconds(10)]
    /// Between the end of its input, SIGTERM and SIGKILL.
    var step = Duration.seconds(5)
  }

  private nonisolated let patience: Patience
  /// Lines at fault that are said of one process; it may write them for ever.
  private static let complaintLimit = 50

  public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unownedExecutor }

  /// - Parameters:
  ///   - command: quoted as in a shell.
  ///   - directory: the ledger's `orders` directory, where commands of earlier runs may have left results.
  public init(
    _ command: String, directory: String, loop: Loop, timeLimit: Duration, say: @escaping @Sendable (String) -> Void
  ) throws(CommandTextError) {
    try self.init(
      command, directory: directory, loop: loop, timeLimit: timeLimit, patience: Patience(), say: say)
  }

  init(
    _ command: String, directory: String, loop: Loop, timeLimit: Duration, patience: Patience,
    say: @escaping @Sendable (String) -> Void
  ) throws(CommandTextError) {
    let words = try CommandWords.split(command)
    guard let program = words.first, !program.text.isEmpty else { throw CommandTextError(.empty, position: 1) }
    self.words = words.map(\.text)
    self.loop = loop
    self.timeLimit = timeLimit
    self.patience = patience
    self.say = say
    earlier = EarlierCommands(directory: directory, waiting: loop)
  }

  /// Starts nothing: the program begins with the first order.
  public func prepare() async throws(SubmitterError) {
    guard Files.program(words[0]) != nil else {
      throw .commandMissing(program: words[0], hint: "give its path, or add its directory to PATH")
    }
  }

  public func submit(_ order: Order, placed: @escaping OrderPlacement) async -> Settlement {
    await carryOut(order, url: nil, isBegun: false, placed)
  }

  public func adopt(_ open: OpenOrder, placed: @escaping OrderPlacement) async -> Settlement {
    if open.submitter != name, let settlement = await earlier.settlement(of: open.order.id, timeLimit: timeLimit) {
      return settlement
    }
    return await carryOut(open.order, url: open.url, isBegun: true, placed)
  }

  public nonisolated func forget(_ order: OrderID) { earlier.forget(order) }

  private nonisolated var isStopping: Bool { control.withLock { $0.isStopping } }

  private func carryOut(
    _ order: Order, url: String?, isBegun: Bool, _ placed: @escaping OrderPlacement
  ) async -> Settlement {
    guard !isStopping else { return Settlement(.unknown, detail: "stopped before it began") }
    let mailbox = Mailbox<News>()
    mailboxes[order.id] = mailbox
    book.add(order, url: url, isBegun: isBegun)
    queued.ring()
    changed.ring()
    if serving == nil { serving = Task { await self.serve() } }
    let limit = timeLimit
    let deadline = loop.clocks.instant() + limit
    let timer = loop.here { loop in
      loop.schedule(at: deadline) {
        self.assumeIsolated {
          $0.settle(order.id, Settlement(.unknown, detail: "no settlement within \(limit.shortText)"))
        }
      }
    }
    defer { loop.here { $0.cancel(timer) } }
    while let news = await mailbox.take() {
      switch news {
      case .settled(let settlement): return settlement
      case .placed(let url):
        if await placed(url) { continue }
        drop(order.id)
        return Settlement(.unknown, detail: "the order's URL could not be written down")
      }
    }
    return Settlement(.unknown, detail: "the co-process was stopped before it settled the order")
  }

  private func drop(_ order: OrderID) {
    book.remove(order)
    mailboxes[order] = nil
    changed.ring()
  }

  private func settle(_ order: OrderID, _ settlement: Settlement) {
    let mailbox = mailboxes[order]
    drop(order)
    mailbox?.put(.settled(settlement))
  }

  /// A line of the program's standard output.
  func received(_ line: [UInt8], from life: CoprocessLife) {
    guard !line.isEmpty else { return }
    for reaction in book.received(line, now: loop.clocks.timestamp()) {
      switch reaction {
      case .placed(let order, let url): mailboxes[order]?.put(.placed(url))
      case .settled(let order, let settlement):
        deaths = 0
        settle(order, settlement)
      case .complaint(let text):
        life.complaints += 1
        if life.complaints < CoprocessSubmitter.complaintLimit { say(text) }
        if life.complaints == CoprocessSubmitter.complaintLimit { say("\(text) (no more such lines are shown)") }
      }
    }
  }

  // MARK: Processes, one after the other

  private func serve() async {
    while true {
      while book.openCount == 0, !isStopping { await changed.wait() }
      if isStopping { break }
      let how: String
      do throws(SystemError) {
        let life = try start()
        how = await live(life)
        control.withLock { $0.process = nil }
        self.life = nil
      } catch {
        how = "no start (\(error))"
      }
      if isStopping { break }
      await recover(how)
    }
    for order in book.removeAll() { mailboxes[order]?.close() }
    mailboxes = [:]
    changed.ring()
  }

  /// Under the lock, so that nothing begins behind the back of a shut-down.
  private func start() throws(SystemError) -> CoprocessLife {
    let result: Result<CoprocessLife, SystemError> = control.withLock { control in
      guard !control.isStopping else { return .failure(SystemError("start", words[0], ECANCELED)) }
      do throws(SystemError) {
        let life = try CoprocessLife(words)
        control.process = life.child.processID
        return .success(life)
      } catch {
        return .failure(error)
      }
    }
    let life = try result.get()
    self.life = life
    return life
  }

  private func recover(_ how: String) async {
    let open = book.openCount
    for (order, settlement) in book.processEnded(how) { settle(order, settlement) }
    guard open > 0 else {
      return say("the co-process ended (\(how)); it is started again with the next order")
    }
    let pause = patience.pauses[min(deaths, patience.pauses.count - 1)]
    deaths += 1
    let orders = "\(open) order\(open == 1 ? "" : "s") open"
    say("the co-process ended (\(how)) with \(orders); it is started again in \(pause.shortText)")
    await wait(until: loop.clocks.instant() + pause) { self.isStopping }
  }

  /// Until the moment, or what `condition` says.
  private func wait(until moment: Instant, or condition: () -> Bool) async {
    let timer = loop.here { loop in loop.schedule(at: moment) { self.assumeIsolated { $0.changed.ring() } } }
    while !condition(), loop.clocks.instant() < moment { await changed.wait() }
    loop.here { $0.cancel(timer) }
  }

  // MARK: Ending

  /// Orders may end as long as `grace` lasts. Then its input is closed, which tells it to end at once.
  public func shutDown(grace: Duration) async {
    control.withLock { $0.isStopping = true }
    changed.ring()
    guard let serving else { return }
    if life != nil { await wait(until: loop.clocks.instant() + grace) { self.book.openCount == 0 || self.life == nil } }
    if let life { hasten(life) }
    changed.ring()
    await serving.value
  }

  public nonisolated func shutDownNow() {
    control.withLock { control in
      control.isStopping = true
      if let process = control.process { kill(-process, SIGKILL) }
    }
    Task { await self.wake() }
  }

  private func wake() { changed.ring() }

  /// Closes its input, then signals it, ever more harshly.
  func hasten(_ life: CoprocessLife) {
    guard life.timers.isEmpty else { return }
    life.closeInput()
    queued.ring()
    let now = loop.clocks.instant()
    for (delay, number) in [(patience.step, SIGTERM), (patience.step * 2, SIGKILL)] {
      let timer = loop.here { loop in
        loop.schedule(at: now + delay) { self.assumeIsolated { $0.life?.signal(number) } }
      }
      life.timers.append(timer)
    }
  }
}
