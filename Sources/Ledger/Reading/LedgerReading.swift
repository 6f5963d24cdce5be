public import Gate
public import Timing

/// What somebody who only looks finds in a ledger.
public struct LedgerReading: Sendable {
  /// The journal's.
  public let path: String
  /// Whether there is a journal at all.
  public internal(set) var exists = false
  public internal(set) var book: Book
  /// For people: one sentence each.
  public internal(set) var notices: [String] = []
  /// Good records, those of its snapshot included.
  public internal(set) var records = 0
  /// How many of them are a snapshot's.
  public internal(set) var snapshotRecords = 0
  /// Of good lines.
  public internal(set) var bytes: Int64 = 0
  /// Behind the last good line: the end of a write that a crash cut short.
  public internal(set) var tornBytes: Int64 = 0
  /// The earliest and the latest date of a record.
  public internal(set) var first: Timestamp?
  public internal(set) var last: Timestamp?
  /// When the file was begun: by the first process, or by a compaction.
  public internal(set) var created: Timestamp?

  init(path: String, limits: LimitTable) {
    self.path = path
    book = Book(limits: limits)
  }

  /// The schema of journals that this version reads and writes.
  public static let schema = JournalLine.schema
}

/// What there is to say of a journal, sound or not.
public struct LedgerInspection: Sendable {
  /// Up to where it is sound.
  public let reading: LedgerReading
  /// What is wrong with what follows; nil where it is sound.
  public let fault: LedgerError?
}

extension Ledger {
  /// Reads a ledger without writing anything, anywhere: no directory is made, no lock is taken, nothing is mended, and
  /// a file system that cannot be written will do. A directory or a journal that is not there is an empty book.
  ///
  /// What other processes write meanwhile is read up to some whole record of theirs.
  ///
  /// - Parameter now: to say where the machine's clock disagrees with the ledger.
  public static func read(
    at directory: String, disk: any Disk = PosixDisk(), limits: LimitTable = LimitTable(), now: Moment? = nil
  ) throws(LedgerError) -> LedgerReading {
    let (inspection, _) = JournalReader(directory: directory, disk: disk, limits: limits).inspect()
    if let fault = inspection.fault { throw fault }
    var reading = inspection.reading
    if let now, let last = reading.book.lastMoment, let notice = ClockNotice.text(last: last, now: now) {
      reading.notices.append(notice)
    }
    return reading
  }

  /// Whether there is a journal in a directory. One that cannot be looked at is taken to be there.
  public static func exists(at directory: String, disk: any Disk = PosixDisk()) -> Bool {
    do {
      return try disk.identity(of: Journal.path(in: directory)) != nil
    } catch {
      return true
    }
  }

  /// Reads all of a journal in the same way, and says how far it is sound.
  public static func inspect(at directory: String, disk: any Disk = PosixDisk()) -> LedgerInspection {
    JournalReader(directory: directory, disk: disk, limits: LimitTable()).inspect().0
  }

  /// Hands out the records of a journal that is sound, each with its JSON object (without the checksum), in the same
  /// way. `each` ends it by throwing.
  public static func records<Failure: Error>(
    at directory: String, disk: any Disk = PosixDisk(),
    each: (LedgerEntry, _ object: [UInt8]) throws(Failure) -> Void
  ) throws(LedgerError) -> (reading: LedgerReading, failure: Failure?) {
    let reader = JournalReader(directory: directory, disk: disk, limits: LimitTable())
    let (inspection, file) = reader.inspect()
    if let fault = inspection.fault { throw fault }
    var failure: Failure?
    guard let file else { return (inspection.reading, nil) }
    try reader.scan(file, to: inspection.reading.bytes) { entry, line in
      guard failure == nil else { return }
      do throws(Failure) {
        try each(entry, JournalLine.body(of: line) + [UInt8(ascii: "}")])
      } catch {
        failure = error
      }
    }
    return (inspection.reading, failure)
  }
}
