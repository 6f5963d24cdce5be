import Gate
import JSONText
import Timing

/// The journal's file, its lock, and the book that its records add up to. Every call blocks.
///
/// Between two calls other processes append to the same file; whatever is decided is decided while the lock is held
/// and after their records were read.
struct Journal {
  let path: String
  private let disk: any Disk
  private let clocks: any Clocks
  private let instance: LedgerInstance
  private let file: any DiskFile
  private let lock: LockFile
  let owners: Owners
  private var scanner: JournalScanner
  private let limits: LimitTable
  private(set) var book: Book
  private(set) var notices: [String] = []
  /// Set once nothing may be written any more.
  private var failure: LedgerError?
  private var writer = JSONWriter(reservingCapacity: 1024)

  /// Opens or makes the journal, reads it through, and registers the owner.
  init(
    directory: String, disk: any Disk, clocks: any Clocks, instance: LedgerInstance, limits: LimitTable
  ) throws(LedgerError) {
    self.limits = limits
    book = Book(limits: limits)
    self.disk = disk
    self.clocks = clocks
    self.instance = instance
    path = directory + "/journal.ndjson"
    scanner = JournalScanner(path: path)
    do {
      for folder in [directory, directory + "/owners", directory + "/orders"] { try disk.makeDirectory(folder) }
      lock = LockFile(try disk.open(directory + "/lock", creating: true), path: directory + "/lock")
      file = try disk.open(path, creating: true)
    } catch {
      throw .unusable(error)
    }
    try lock.hold(by: instance, disk: disk, clocks: clocks)
    do {
      owners = try Owners(directory: directory + "/owners", instance: instance, disk: disk)
    } catch {
      throw .unusable(error)
    }
    defer { lock.release() }
    try catchUp()
    if scanner.length == 0 { try begin(in: directory) }
  }

  private mutating func begin(in directory: String) throws(LedgerError) {
    let header = JournalLine.header(at: clocks.timestamp())
    try write(header)
    scanner.advance(bytes: header.count, records: 0)
    do {
      try disk.syncDirectory(directory)
    } catch {
      throw .diskFailed(error)
    }
    try rebuild()
  }

  // MARK: Transactions

  /// Runs the bodies one after the other on the book as it stands now, over all processes, and makes durable in one
  /// write what they appended. Returns what became of each.
  mutating func commit(_ bodies: [(inout Transaction) -> Void]) -> [LedgerError?] {
    do throws(LedgerError) {
      if let failure { throw failure }
      try lock.hold(by: instance, disk: disk, clocks: clocks)
      defer { lock.release() }
      try catchUp()
      return try run(bodies)
    } catch {
      return bodies.map { _ in error }
    }
  }

  private mutating func run(_ bodies: [(inout Transaction) -> Void]) throws(LedgerError) -> [LedgerError?] {
    let now = Moment(date: clocks.timestamp(), boot: instance.boot, instant: clocks.instant())
    var outcomes: [LedgerError?] = []
    var records: [LedgerRecord] = []
    for body in bodies {
      // Moved, not copied: with a second reference to it, the first change would copy the whole book.
      var transaction = Transaction(book: take(), now: now, owners: owners)
      body(&transaction)
      book = transaction.book
      guard let refusal = transaction.refusal else {
        records += transaction.records
        outcomes.append(nil)
        continue
      }
      outcomes.append(.refused(refusal))
      if !transaction.records.isEmpty { try rebuild(adding: records, at: now) }
    }
    if !records.isEmpty { try append(records, at: now) }
    return outcomes
  }

  private mutating func take() -> Book {
    var taken = Book()
    swap(&taken, &book)
    return taken
  }

  private mutating func append(_ records: [LedgerRecord], at now: Moment) throws(LedgerError) {
    var bytes: [UInt8] = []
    for (index, record) in records.enumerated() {
      let entry = LedgerEntry(sequence: scanner.sequence + Int64(index) + 1, at: now, record: record)
      JournalLine.append(entry, to: &bytes, using: &writer)
    }
    do {
      try write(bytes)
    } catch {
      // The view has seen what the disk has not.
      if failure == nil { try rebuild() }
      throw error
    }
    scanner.advance(bytes: bytes.count, records: records.count)
  }

  /// Appends durably, or leaves the file as long as it was.
  private mutating func write(_ bytes: [UInt8]) throws(LedgerError) {
    do {
      try file.write(bytes, at: scanner.length)
    } catch {
      do {
        try file.truncate(to: scanner.length)
      } catch let second {
        failure = .poisoned(reason: "\(error); then \(second)")
      }
      throw .writing(error)
    }
    do {
      try file.sync()
    } catch {
      // What the kernel could not write it may have dropped: a later sync that succeeds would prove nothing.
      failure = .poisoned(reason: "\(error)")
      throw .writing(error)
    }
  }

  // MARK: Reading

  /// Reads what others appended since. Holds the lock.
  private mutating func catchUp() throws(LedgerError) {
    do throws(LedgerError) {
      let status = try fileStatus()
      guard status.isLinked else { throw .removed(path: path) }
      guard status.length >= scanner.length else {
        throw .damaged(path: path, line: scanner.lines, reason: "it is shorter than it was")
      }
      if status.length == scanner.length { return }
      var scanner = scanner
      let tail = try scanner.scan(file, to: status.length) { entry throws(BookError) in
        try book.apply(entry.record, at: entry.at)
      }
      self.scanner = scanner
      if case .torn(let count) = tail { try dropTail(of: count) }
    } catch {
      failure = error
      throw error
    }
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
    // Bounded: a disk that tears every write would fill the memory with what it says.
    guard notices.count < 100 else { return }
    notices.append("\(path): the last record (\(count) bytes) was cut short by a crash and was dropped")
  }

  /// Makes the book anew from the file, and from records that are not in it yet.
  private mutating func rebuild(adding records: [LedgerRecord] = [], at now: Moment? = nil) throws(LedgerError) {
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
