public import Gate

/// What a body of `Ledger.transact` sees and may do.
public struct Transaction {
  /// The book as it stands over all processes, with what this transaction has appended.
  public private(set) var book: Book
  /// The moment under which its records are written.
  public let now: Moment
  private(set) var records: [LedgerRecord] = []
  private(set) var refusal: BookError?

  private let owners: Owners

  init(book: consuming Book, now: Moment, owners: Owners) {
    self.book = book
    self.now = now
    self.owners = owners
  }

  /// Whether the process of that name still runs: its orders are its own as long as it does.
  public func isAlive(_ owner: OwnerID) -> Bool { owners.isAlive(owner) }

  /// The other runs that wait for a slot.
  public func othersWaiting() -> [OwnerID: SlotWait] { owners.waiting(at: now.instant) }

  /// Tells the others that this run waits for a slot (nil: that it does not), for as long as a run that goes on takes to
  /// say so again. Nothing of it is durable.
  public func tellOthers(_ wait: SlotWait?) { owners.tell(wait, at: now.instant) }

  /// Adds a record; the book shows it at once. One that the book refuses ends the transaction: nothing of it is
  /// written, and `transact` throws `LedgerError.refused`.
  public mutating func append(_ record: LedgerRecord) {
    guard refusal == nil else { return }
    do {
      try book.apply(record, at: now)
      records.append(record)
    } catch {
      refusal = error
    }
  }
}
