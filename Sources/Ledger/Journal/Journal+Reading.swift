import Gate

extension Journal {
  /// Reads what others appended since, from the beginning where they have put a compacted journal in this one's place.
  /// Holds the lock.
  mutating func catchUp() throws(LedgerError) {
    do throws(LedgerError) {
      try follow()
      let status = try fileStatus()
      guard status.length >= scanner.length else {
        throw .damaged(path: path, line: scanner.lines, reason: "it is shorter than it was")
      }
      if status.length == scanner.length { return }
      var scanner = scanner
      let tail = try scanner.scan(file, to: status.length) { entry, _ throws(BookError) in
        try book.apply(entry.record, at: entry.at)
      }
      self.scanner = scanner
      if case .torn(let count) = tail { try dropTail(of: count) }
    } catch {
      failure = error
      throw error
    }
  }

  /// Opens the file that has the journal's name now, where that is another.
  private mutating func follow() throws(LedgerError) {
    let last = scanner.sequence
    guard try reopen() else { return }
    var scanner = scanner
    var newBook = Book(limits: limits)
    let tail = try scanner.scan(file, to: try fileStatus().length) { entry, _ throws(BookError) in
      try newBook.apply(entry.record, at: entry.at)
    }
    // A compacted journal goes on counting. One that goes back does not hold what was promised from this one.
    guard scanner.sequence >= last, last == 0 || scanner.snapshotRecords > 0 else { throw .removed(path: path) }
    self.scanner = scanner
    book = newBook
    if case .torn(let count) = tail { try dropTail(of: count) }
    try settleName()
  }

  /// False where the name still stands for the same file.
  private mutating func reopen() throws(LedgerError) -> Bool {
    let named: FileIdentity?
    do {
      named = try disk.identity(of: path)
    } catch {
      throw .unusable(error)
    }
    guard let named else { throw .removed(path: path) }
    guard named != identity else { return false }
    (file, identity) = try Journal.open(path, creating: false, on: disk)
    scanner = JournalScanner(path: path)
    return true
  }

  private func fileStatus() throws(LedgerError) -> FileStatus {
    do {
      return try file.status()
    } catch {
      throw .diskFailed(error)
    }
  }

  private mutating func dropTail(of count: Int64) throws(LedgerError) {
    do {
      try file.truncate(to: scanner.length)
      try file.sync()
    } catch {
      throw .writing(error)
    }
    note("\(path): the last record (\(count) bytes) was cut short by a crash and was dropped")
  }

  /// Makes the book anew from the file, and from records that are not in it yet.
  mutating func rebuild(adding records: [LedgerRecord] = [], at now: Moment? = nil) throws(LedgerError) {
    book = Book(limits: limits)
    scanner = JournalScanner(path: path)
    try catchUp()
    guard let now else { return }
    for record in records {
      do {
        try book.apply(record, at: now)
      } catch {
        throw .refused(error)
      }
    }
  }
}
