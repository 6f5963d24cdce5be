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
  nonisolated let words: [String]
  private nonisolated let timeLimit: Duration
  /// For sentences, and what the program writes on standard error: a stranger's text.
  nonisolated let say: @Sendable (String) -> Void
  private nonisolated let earlier: EarlierCommands
  /// The process, for whoever must not wait for the loop; nil between two.
  nonisolated let control = Mutex((process: pid_t?.none, isStopping: false))

  var book = CoprocessBook()
  var mailboxes: [OrderID: Mailbox<News>] = [:]
  /// Rung when there is something to send.
  let queued = Bell()
  /// Rung when something has ended, or shall.
  let changed = Bell()
  var serving: Task<Void, Never>?
  /// The present process; one ends before the next begins.
  var life: CoprocessLife?
  /// Processes that ended one after the other without a settlement.
  var deaths = 0

  enum News: Sendable {
    case placed(String)
    case settled(Settlement)
    /// Its process is gone.
    case held
  }

  /// How patient it is with a program that ends, or does not.
  struct Patience: Sendable {
    /// Before the first start after an end, the second, and so on; the last for all that follow.
    var pauses: [Duration] = [.milliseconds(100), .seconds(1), .seconds(2), .seconds(5), .seconds(10)]
    /// Between the end of its input, SIGTERM and SIGKILL.
    var step = Duration.seconds(5)
  }

  nonisolated let patience: Patience
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

  public func submit(_ order: Order, log: OrderLog) async -> Settlement {
    await carryOut(order, url: nil, isBegun: false, log)
  }

  public func adopt(_ open: OpenOrder, log: OrderLog) async -> Settlement {
    if open.submitter != name, let settlement = await earlier.settlement(of: open.order.id, timeLimit: timeLimit) {
      return settlement
    }
    guard await log.retried() else { return Settlement(.unknown, detail: CoprocessSubmitter.notAgain) }
    return await carryOut(open.order, url: open.url, isBegun: true, log)
  }

  private static let notAgain = "whoever had the order is gone, and the run ended before it could be given to another"

  public nonisolated func forget(_ order: OrderID) { earlier.forget(order) }

  public nonisolated func kept() -> Set<OrderID> { earlier.kept() }

  nonisolated var isStopping: Bool { control.withLock { $0.isStopping } }

  private func carryOut(
    _ order: Order, url: String?, isBegun: Bool, _ log: OrderLog
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
        if await log.placed(url) { continue }
        drop(order.id)
        return Settlement(.unknown, detail: "the order's URL could not be written down")
      case .held:
        guard await log.retried() else {
          drop(order.id)
          return Settlement(.unknown, detail: CoprocessSubmitter.notAgain)
        }
        book.sendAgain(order.id)
        queued.ring()
      }
    }
    return Settlement(.unknown, detail: "the co-process was stopped before it settled the order")
  }

  func drop(_ order: OrderID) {
    book.remove(order)
    mailboxes[order] = nil
    changed.ring()
  }

  func settle(_ order: OrderID, _ settlement: Settlement) {
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
}
