import Gate
import JSONText
import Timing

/// What a compaction has made of a journal.
public struct LedgerCompaction: Hashable, Sendable {
  public struct Size: Hashable, Sendable {
    public var records: Int
    public var bytes: Int64
  }

  public let path: String
  public let before: Size
  public let after: Size
}

extension Journal {
  /// Replaces the journal by one that begins with a snapshot of what it adds up to.
  mutating func compact() throws(LedgerError) -> LedgerCompaction {
    if let failure { throw failure }
    let whole = LedgerCompaction.Size(records: scanner.records, bytes: scanner.length)
    return try replace { _ in true } ?? LedgerCompaction(path: path, before: whole, after: whole)
  }

  /// Does so on opening a journal that is many times as long as it has to be. That it cannot be done is no reason not
  /// to go on with the long one.
  mutating func compactIfGrown() {
    guard JournalGrowth.isExcessive(self) else { return }
    do throws(LedgerError) {
      _ = try replace(where: JournalGrowth.isExcessive)
    } catch {
      if failure == nil { note("\(path) has grown long and could not be compacted: \(error)") }
    }
  }

  var newPath: String { path + ".new" }

  /// Nil where, with the lock held, it turns out not to be wanted any more.
  private mutating func replace(where isWanted: (Journal) -> Bool) throws(LedgerError) -> LedgerCompaction? {
    // A long journal takes seconds to read again: what is final is read while others go on.
    var reader = SnapshotReader(path: path, limits: limits)
    try reader.read(file, to: scanner.length)
    let earlier = identity
    try lock.hold(by: instance, disk: disk, clocks: clocks)
    defer { lock.release() }
    try catchUp()
    guard isWanted(self) else { return nil }
    if identity != earlier { reader = SnapshotReader(path: path, limits: limits) }
    try reader.read(file, to: scanner.length)
    let before = LedgerCompaction.Size(records: scanner.records, bytes: scanner.length)
    let entries = reader.snapshot.entries(from: scanner.sequence + 1)
    if !entries.isEmpty { try put(entries) }
    let after = LedgerCompaction.Size(records: scanner.records, bytes: scanner.length)
    return LedgerCompaction(path: path, before: before, after: after)
  }

  /// Puts a journal of these entries in the place of this one. Whatever fails before the name changes leaves all as it
  /// was.
  private mutating func put(_ entries: [LedgerEntry]) throws(LedgerError) {
    var scanner = JournalScanner(path: newPath)
    var newBook = Book(limits: limits)
    let newFile: any DiskFile
    let newIdentity: FileIdentity
    do {
      newFile = try write(entries)
      // What is read back is what everyone else will read.
      let tail = try scanner.scan(newFile, to: try newFile.status().length) { entry, _ throws(BookError) in
        try newBook.apply(entry.record, at: entry.at)
      }
      guard tail == .clean, newBook.counts == book.counts, scanner.records == entries.count else {
        throw scanner.damaged("what was read back is not what was written")
      }
      newIdentity = try newFile.status().identity
      try disk.rename(newPath, to: path)
    } catch {
      try? disk.remove(newPath)
      switch error {
      case let error as DiskError: throw .writing(error)
      case let error as LedgerError: throw error
      default: throw .poisoned(reason: "\(error)")
      }
    }
    file = newFile
    identity = newIdentity
    self.scanner = scanner.renamed(path)
    book = newBook
    do throws(LedgerError) {
      try settleName()
    } catch {
      // After a crash the old journal may be back, and would not have what is appended to this one.
      failure = .poisoned(reason: "\(error)")
      throw error
    }
  }

  private func write(_ entries: [LedgerEntry]) throws(DiskError) -> any DiskFile {
    try? disk.remove(newPath)
    let newFile = try disk.open(newPath, creating: true)
    try newFile.takeOwner(of: file)
    var writer = JSONWriter(reservingCapacity: 1024)
    var bytes = JournalLine.header(at: clocks.timestamp())
    var offset: Int64 = 0
    for entry in entries {
      JournalLine.append(entry, to: &bytes, using: &writer)
      guard bytes.count >= 1 << 20 else { continue }
      try newFile.write(bytes, at: offset)
      offset += Int64(bytes.count)
      bytes.removeAll(keepingCapacity: true)
    }
    try newFile.write(bytes, at: offset)
    try newFile.sync()
    return newFile
  }
}

/// When a journal is worth replacing by a shorter one.
enum JournalGrowth {
  static let bytes: Int64 = 64 << 20
  static let records = 50_000
  /// How many times the records of a snapshot.
  static let factor = 4

  static func isExcessive(_ journal: Journal) -> Bool {
    let scanner = journal.scanner
    guard scanner.length > bytes || scanner.records > records else { return false }
    return scanner.records / factor > max(journal.book.snapshotSize, scanner.snapshotRecords)
  }
}

/// Reads a journal for a snapshot, in pieces.
private struct SnapshotReader {
  private(set) var snapshot: Snapshot
  private var scanner: JournalScanner

  init(path: String, limits: LimitTable) {
    snapshot = Snapshot(limits: limits)
    scanner = JournalScanner(path: path)
  }

  mutating func read(_ file: any DiskFile, to end: Int64) throws(LedgerError) {
    _ = try scanner.scan(file, to: end) { entry, _ throws(BookError) in
      try snapshot.apply(entry.record, at: entry.at)
    }
  }
}
