import Gate
import Glibc
import Timing

/// Cuts the bytes of a journal into lines and lines into entries, and tells a write that was cut short from damage.
struct JournalScanner {
  private(set) var path: String
  /// How many bytes, lines and records were good so far. Bytes behind `length` were not understood, or not yet seen.
  private(set) var length: Int64 = 0
  private(set) var lines = 0
  private(set) var records = 0
  /// The number of the last record.
  private(set) var sequence: Int64 = 0
  /// How many records belong to the snapshot with which the journal begins, if it does.
  private(set) var snapshotRecords = 0
  private(set) var created: String?

  init(path: String) {
    self.path = path
  }

  /// What stands between the last good line and the end of the file.
  enum Tail: Equatable {
    case clean
    /// The end of a write that never finished: so many bytes.
    case torn(Int64)
  }

  /// Gets an entry and its line.
  typealias Each = (LedgerEntry, JournalLine.Bytes) throws(BookError) -> Void

  /// Goes on from where it stopped last time to `end`, the file's length.
  mutating func scan(_ file: any DiskFile, to end: Int64, each: Each) throws(LedgerError) -> Tail {
    var pending: [UInt8] = []
    var offset = length
    while offset < end {
      let chunk = try readChunk(of: file, at: offset, upTo: Int(min(1 << 20, end - offset)))
      guard !chunk.isEmpty else { throw damaged("the file became shorter while it was read") }
      offset += Int64(chunk.count)
      pending.append(contentsOf: chunk)
      let (taken, isTorn) = try pending.withUnsafeBufferPointer { bytes throws(LedgerError) in
        try takeLines(bytes, end: end, each)
      }
      if isTorn { return try torn(end - length) }
      pending.removeFirst(taken)
      if pending.count > JournalLine.maximumLength, offset < end {
        throw lines == 0 ? .foreign(path: path) : damaged("the line is longer than any that is written")
      }
    }
    return try pending.withUnsafeBufferPointer { rest throws(LedgerError) in
      if rest.isEmpty {
        guard piecesToCome == 0 else { throw damaged(cutShort) }
        return .clean
      }
      if lines == 0, !beginsAsOurs(rest) { throw .foreign(path: path) }
      if JournalLine.isGrown(rest) { throw damaged("its line feed is missing") }
      return try torn(Int64(rest.count))
    }
  }

  /// The same of a file that has got another name.
  func renamed(_ path: String) -> JournalScanner {
    var scanner = self
    scanner.path = path
    return scanner
  }

  /// Counts what this process has appended itself.
  mutating func advance(bytes: Int, records: Int) {
    length += Int64(bytes)
    lines += records
    self.records += records
    sequence += Int64(records)
  }

  /// Counts the header that this process has written itself.
  mutating func advance(header: Int) {
    length += Int64(header)
    lines += 1
  }

  private func readChunk(of file: any DiskFile, at offset: Int64, upTo count: Int) throws(LedgerError) -> [UInt8] {
    do {
      return try file.read(at: offset, upTo: count)
    } catch {
      throw .diskFailed(error)
    }
  }

  /// A snapshot is whole before it gets the journal's name: no crash cuts it short.
  private func torn(_ count: Int64) throws(LedgerError) -> Tail {
    guard piecesToCome == 0 else { throw damaged(cutShort) }
    return .torn(count)
  }

  private var piecesToCome: Int { snapshotRecords - min(records, snapshotRecords) }

  private var cutShort: String {
    "the file ends here, although \(piecesToCome) of \(snapshotRecords) records of its snapshot are still to come"
  }

  /// Returns how many bytes were lines, and whether the last line of the file was not finished.
  private mutating func takeLines(
    _ bytes: JournalLine.Bytes, end: Int64, _ each: Each
  ) throws(LedgerError) -> (Int, isTorn: Bool) {
    var start = 0
    while let base = bytes.baseAddress, let feed = memchr(base + start, 10, bytes.count - start) {
      let stop = UnsafeRawPointer(feed) - UnsafeRawPointer(base)
      let lineEnd = length + Int64(stop - start) + 1
      let line = JournalLine.Bytes(rebasing: bytes[start..<stop])
      guard try take(line, isLast: lineEnd == end, each) else { return (start, true) }
      length = lineEnd
      lines += 1
      start = stop + 1
    }
    return (start, false)
  }

  /// False where the line is the last and was not finished.
  private mutating func take(_ line: JournalLine.Bytes, isLast: Bool, _ each: Each) throws(LedgerError) -> Bool {
    let content: JournalLine.Content
    do {
      content = try JournalLine.parse(line, isFirst: lines == 0)
    } catch {
      switch error {
      case .checksum where lines == 0 && !beginsAsOurs(line): throw .foreign(path: path)
      case .checksum where isLast && !JournalLine.isGrown(line): return false
      case .checksum: throw damaged("its checksum is missing or wrong")
      case .newer(let found): throw .newerVersion(path: path, line: lines + 1, found: found)
      case .content(let reason): throw lines == 0 ? .foreign(path: path) : damaged(reason)
      }
    }
    switch content {
    case .header(JournalLine.schema, let created): self.created = created
    case .header(let schema, _) where schema.hasPrefix(JournalLine.schemaFamily):
      throw .newerVersion(path: path, line: 1, found: schema)
    case .header: throw .foreign(path: path)
    case .entry(let entry): try take(entry, line, each)
    }
    return true
  }

  private mutating func take(_ entry: LedgerEntry, _ line: JournalLine.Bytes, _ each: Each) throws(LedgerError) {
    if records == 0, case .checkpoint(.start(let pieces, _)) = entry.record, entry.sequence > 0 {
      // Goes on where what it replaced ended.
      sequence = entry.sequence - 1
      snapshotRecords = 1 + max(0, min(pieces, .max - 1))
    }
    guard entry.sequence == sequence + 1 else {
      throw damaged("its number is \(entry.sequence) where \(sequence + 1) should stand")
    }
    do {
      try each(entry, line)
    } catch {
      throw damaged("\(error)")
    }
    sequence += 1
    records += 1
  }

  func damaged(_ reason: String) -> LedgerError {
    .damaged(path: path, line: lines + 1, reason: reason)
  }

  /// Whether a first line that is not whole can be the start of a header of ours.
  private func beginsAsOurs(_ line: JournalLine.Bytes) -> Bool {
    let opening = Array("{\"schema\":\"\(JournalLine.schemaFamily)".utf8)
    return line.prefix(opening.count).elementsEqual(opening.prefix(line.count))
  }
}
