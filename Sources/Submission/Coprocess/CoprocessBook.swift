import Gate
import Timing

/// The orders that a co-process has or is to get, apart from the process: what is to be sent, what a reply does, what
/// becomes of them when it ends.
struct CoprocessBook {
  private enum Stage {
    case queued
    /// A process has it.
    case handed
    /// The process that had it is gone; it is queued again once that is written down.
    case held
  }

  private struct Entry {
    var order: Order
    var url: String?
    /// Whether a process may have begun it: what is sent is then marked so.
    var isBegun: Bool
    var stage = Stage.queued
    /// Processes that ended while it was open.
    var deaths = 0
    /// URLs told, which a program at fault could do for ever.
    var urls = 0
  }

  private var open: [OrderID: Entry] = [:]
  /// Orders to be sent, first come first served; some of them may have been settled since.
  private var queue: [OrderID] = []
  private var next = 0

  /// An order that was open when so many processes ended is not sent to another one.
  static let deathLimit = 5
  private static let urlLimit = 8

  var openCount: Int { open.count }

  mutating func add(_ order: Order, url: String?, isBegun: Bool) {
    open[order.id] = Entry(order: order, url: url, isBegun: isBegun)
    queue.append(order.id)
  }

  /// The next order to be sent, as a line; from now on a process may have begun it.
  mutating func takeLine() -> [UInt8]? {
    while next < queue.count {
      let id = queue[next]
      next += 1
      if next > 256, next * 2 > queue.count {
        queue.removeFirst(next)
        next = 0
      }
      guard let entry = open[id], entry.stage == .queued else { continue }
      open[id]?.isBegun = true
      open[id]?.stage = .handed
      return CoprocessLine.order(entry.order, url: entry.url, isAdopted: entry.isBegun)
    }
    return nil
  }

  /// Nobody waits for the order any more.
  mutating func remove(_ order: OrderID) {
    open[order] = nil
  }

  enum Reaction: Hashable {
    case placed(OrderID, url: String)
    case settled(OrderID, Settlement)
    /// A sentence for people.
    case complaint(String)
  }

  /// What a line of the process means, in the order in which it is to be done.
  mutating func received(_ line: [UInt8], now: Timestamp) -> [Reaction] {
    let reply: CoprocessReply
    do throws(CoprocessReply.Unreadable) {
      reply = try CoprocessReply(line, now: now)
    } catch {
      let text = String(decoding: line.prefix(120), as: UTF8.self)
      return [.complaint("a line of the co-process is passed over, \(error.reason): \(text)")]
    }
    guard let entry = open[reply.order] else {
      return [.complaint("the co-process speaks of the order \(reply.order), which is not open: passed over")]
    }
    var reactions: [Reaction] = reply.complaints.map {
      .complaint("the co-process on the order \(reply.order): \($0); the rest of the line counts")
    }
    if let url = reply.url, url != entry.url, entry.urls < CoprocessBook.urlLimit {
      open[reply.order]?.url = url
      open[reply.order]?.urls += 1
      reactions.append(.placed(reply.order, url: url))
    }
    if let settlement = reply.settlement {
      open[reply.order] = nil
      reactions.append(.settled(reply.order, settlement))
    }
    return reactions
  }

  /// What the end of a process means for the orders that are open.
  struct Ended {
    /// Have seen too many end, and are open no more.
    var lost: [(order: OrderID, settlement: Settlement)] = []
    /// It had them: to be sent again by `sendAgain`.
    var held: [OrderID] = []
  }

  mutating func processEnded(_ how: String) -> Ended {
    var ended = Ended()
    for id in open.keys.sorted(by: { $0.text < $1.text }) {
      guard var entry = open[id], entry.stage != .held else { continue }
      entry.deaths += 1
      if entry.deaths < CoprocessBook.deathLimit {
        if entry.stage == .handed { ended.held.append(id) }
        entry.stage = entry.stage == .handed ? .held : .queued
        open[id] = entry
        continue
      }
      open[id] = nil
      let why = "the co-process ended \(entry.deaths) times with this order open, at last with \(how)"
      // What was never handed over has not begun.
      ended.lost.append((id, Settlement(entry.isBegun ? .unknown : .failed, detail: why)))
    }
    return ended
  }

  /// Queues an order whose process is gone.
  mutating func sendAgain(_ order: OrderID) {
    guard open[order]?.stage == .held else { return }
    open[order]?.stage = .queued
    queue.append(order)
  }

  /// Everything that is open, which is then not.
  mutating func removeAll() -> [OrderID] {
    defer { open = [:] }
    return Array(open.keys)
  }
}
