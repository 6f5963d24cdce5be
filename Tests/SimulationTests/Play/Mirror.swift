import Timing

@testable import Gate
@testable import Ledger

/// The book as everyone would read it from the disk at this moment. Each record that anyone writes goes through it.
struct Mirror {
  private unowned let simulation: Simulation
  private let observer = SimProcess(number: 0, requests: [])
  private(set) var book: Book
  private(set) var inode = 0
  /// Up to where the journal has to be durable, so that an order's reservation is.
  private(set) var ends: [OrderID: Int] = [:]
  private var scanner = JournalScanner(path: Mirror.path)

  static let path = Simulation.directory + "/journal.ndjson"

  init(_ simulation: Simulation) {
    self.simulation = simulation
    book = Book(limits: Gate(profile: simulation.scenario.profile).limits)
  }

  mutating func reset() { inode = 0 }

  mutating func catchUp() {
    guard let named = simulation.machine.names[Mirror.path] else { return }
    if named != inode {
      inode = named
      scanner = JournalScanner(path: Mirror.path)
      book = Book(limits: book.limits.table)
      ends.removeAll()
    }
    let length = Int64(simulation.machine.inodes[named]?.bytes.count ?? 0)
    guard length != scanner.length else { return }
    if length < scanner.length { return simulation.violate("the journal became shorter than what was written whole") }
    let file = SimFile(simulation, observer, named, Mirror.path)
    var end = Int(scanner.length)
    if end == 0, let bytes = simulation.machine.inodes[named]?.bytes { end = (bytes.firstIndex(of: 10) ?? -1) + 1 }
    do throws(LedgerError) {
      _ = try scanner.scan(file, to: length) { entry, line throws(BookError) in
        end += line.count + 1
        try book.apply(entry.record, at: entry.at)
        switch entry.record {
        case .reserved(let reservation): ends[reservation.order.id] = end
        case .checkpoint(.open(let open)): ends[open.order.id] = end
        default: break
        }
        simulation.note("record \(entry.sequence)", "\(entry.record)")
      }
    } catch {
      return simulation.violate("the journal cannot be read: \(error)")
    }
    let pending = book.pendingCount(at: simulation.machine.moment(at: simulation.now))
    if pending > simulation.scenario.cap {
      simulation.violate("\(pending) slots taken in the ledger, cap \(simulation.scenario.cap)")
    }
  }
}
