import Gate
import JSONText
import Timing

/// The journal's file, its lock, and the book that its records add up to. Every call blocks.
///
/// Between two calls other processes append to the same file, or put a shorter one in its place; whatever is decided is
/// decided while the lock is held and after their records were read.
struct Journal {
  let directory: String
  let path: String
  let disk: any Disk
  let clocks: any Clocks
  let instance: LedgerInstance
  let limits: LimitTable
  let lock: LockFile
  let owners: Owners
  var file: any DiskFile
  /// Of `file`.
  var identity: FileIdentity
  var scanner: JournalScanner
  var book: Book
  private(set) var notices: [String] = []
  /// Set once nothing may be written any more.
  var failure: LedgerError?
  private var writer = JSONWriter(reservingCapacity: 1024)

  static func path(in directory: String) -> String { directory + "/journal.ndjson" }

  /// Opens or makes the journal, reads it through, and registers the owner.
  init(
    directory: String, disk: any Disk, clocks: any Clocks, instance: LedgerInstance, limits: LimitTable,
    compactsGrown: Bool
  ) throws(LedgerError) {
    self.directory = directory
    self.limits = limits
    book = Book(limits: limits)
    self.disk = disk
    self.clocks = clocks
    self.instance = instance
    path = Journal.path(in: directory)
    scanner = JournalScanner(path: path)
    do {
      for folder in [directory, directory + "/owners", directory + "/orders"] { try disk.makeDirectory(folder) }
      lock = LockFile(try disk.open(directory + "/lock", creating: true), path: directory + "/lock")
    } catch {
      throw .unusable(error)
    }
    (file, identity) = try Journal.open(path, creating: true, on: disk)
    // A long journal takes seconds to read: most of it is read while others go on.
    let ahead = ReadAhead(file, path: path, limits: limits)
    try lock.hold(by: instance, disk: disk, clocks: clocks)
    do {
      owners = try Owners(directory: directory + "/owners", instance: instance, disk: disk)
    } catch {
      throw .unusable(error)
    }
    do throws(LedgerError) {
      defer { lock.release() }
      if let ahead, ahead.stillHolds(file) {
        scanner = ahead.scanner
        book = ahead.book
      }
      try start()
    } catch {
      owners.leave()
      throw error
    }
    if compactsGrown { compactIfGrown() }
    if let failure {
      owners.leave()
      throw failure
    }
  }

  static func open(
    _ path: String, creating: Bool, on disk: any Disk
  ) throws(LedgerError) -> (file: any DiskFile, identity: FileIdentity) {
    let file: any DiskFile
    let status: FileStatus
    do {
      file = try disk.open(path, creating: creating)
      status = try file.status()
    } catch {
      throw .unusable(error)
    }
    guard status.isRegular else { throw .foreign(path: path) }
    return (file, status.identity)
  }

  /// Holds the lock.
  private mutating func start() throws(LedgerError) {
    try catchUp()
    if scanner.length == 0 { try begin() }
    try settleName()
    warnOfClock()
    if let last = book.lastMoment, last.boot != instance.boot { try noteBoot() }
    // Whoever was killed while compacting has left it.
    try? disk.remove(newPath)
  }

  /// Measures, once, what has passed while the machine was off.
  private mutating func noteBoot() throws(LedgerError) {
    let now = Moment(date: clocks.timestamp(), boot: instance.boot, instant: clocks.instant())
    do throws(BookError) {
      try book.apply(.booted, at: now)
    } catch {
      throw .refused(error)
    }
    try append([.booted], at: now)
  }

  private mutating func begin() throws(LedgerError) {
    let header = JournalLine.header(at: clocks.timestamp())
    try write(header)
    scanner.advance(header: header.count)
  }

  /// Makes durable that the journal's name stands for this file: whoever made or replaced it may have crashed before.
  func settleName() throws(LedgerError) {
    do {
      try disk.syncDirectory(directory)
    } catch {
      throw .diskFailed(error)
    }
  }

  private mutating func warnOfClock() {
    guard let last = book.lastMoment else { return }
    let now = Moment(date: clocks.timestamp(), boot: instance.boot, instant: clocks.instant())
    if let notice = ClockNotice.text(last: last, now: now) { note(notice) }
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
      let start = bytes.count
      JournalLine.append(entry, to: &bytes, using: &writer)
      // The line feed is not counted by whoever reads it.
      guard bytes.count - start - 1 <= JournalLine.maximumLength else {
        try rebuild()
        throw .refused(.tooLong)
      }
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

  /// Bounded: a disk that tears every write would fill the memory with what it says.
  mutating func note(_ notice: String) {
    if notices.count < 100 { notices.append(notice) }
  }
}
