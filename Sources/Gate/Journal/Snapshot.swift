import Timing

/// Makes a snapshot of a book from all records that it came from.
public struct Snapshot: Sendable {
  private var book: Book
  /// Of limits that this book does not count: what an earlier snapshot had to say, for those who do.
  private var carried: [LimitState] = []

  /// - Parameter limits: what is counted; those who count something else find the uses themselves.
  public init(limits: LimitTable) {
    book = Book(limits: limits)
    book.limits.keepsLog = true
  }

  public mutating func apply(_ record: LedgerRecord, at moment: Moment) throws(BookError) {
    try book.apply(record, at: moment)
    guard case .checkpoint(.uses(let state)) = record, book.limits.table.limits[state.key.limit] == nil else { return }
    carried.append(state)
  }

  /// The entries that make the same book again, the first of them numbered `sequence`; none for a book without a record.
  public func entries(from sequence: Int64) -> [LedgerEntry] {
    guard let last = book.clock.last else { return [] }
    let now = book.clock.time
    var pieces: [(at: Moment, Checkpoint)] = []
    let recent = book.limits.recentUses(at: now)
    for use in recent { pieces.append((last.earlier(by: now - use.time), .used(use))) }
    pieces += book.limits.states(at: now, beyond: recent).map { (last, .uses($0)) }
    pieces += carried.filter { $0.matters(at: now) }.map { (last, .uses($0)) }
    if let authority = book.authority { pieces.append((last, .authority(authority))) }
    let held = pieces.count
    for (names, certificate) in book.certificates { pieces.append((certificate.at, .certificate(names, certificate))) }
    for (names, setback) in book.setbacks { pieces.append((setback.at, .setback(names, setback))) }
    for (request, held) in book.deferrals { pieces.append((held.at, .deferral(request, held.deferral))) }
    for open in book.openOrders.values { pieces.append((open.reservedAt, .open(open))) }
    pieces[held...].sort { $0.at.date < $1.at.date }
    pieces += book.requests.values.sorted { $0.request.names.lexicographicallyPrecedes($1.request.names) }
      .map { ($0.at, .request($0.request)) }
    pieces.insert((last, .start(pieces: pieces.count, clock: now)), at: 0)
    return pieces.enumerated().map { index, piece in
      LedgerEntry(sequence: sequence + Int64(index), at: piece.at, record: .checkpoint(piece.1))
    }
  }
}

extension Moment {
  /// By the wall clock as it is now: what a person reads.
  fileprivate func earlier(by duration: Duration) -> Moment {
    Moment(date: date + (.zero - duration), boot: boot, instant: instant)
  }
}

extension LimitState {
  /// Closures are every book's own.
  fileprivate func matters(at now: Instant) -> Bool {
    switch spent {
    case .dates(let dates): dates.contains { $0 + LimitUse.memory > now }
    case .bucket(let full, _, _): full > now
    case .closed: false
    }
  }
}
