import Gate

/// A journal that was read before its lock was there, and whether what was read is still what the file holds.
struct ReadAhead {
  let scanner: JournalScanner
  let book: Book
  private let checksum: UInt32

  /// The end of what was read may be the half of a write that is taken back and made anew: no write is longer.
  private static let doubtful: Int64 = 4 << 20

  /// Nil where something is not as it should be: whoever holds the lock finds out what.
  init?(_ file: any DiskFile, path: String, limits: LimitTable) {
    var scanner = JournalScanner(path: path)
    var book = Book(limits: limits)
    guard let end = try? file.status().length, end > 0,
      (try? scanner.scan(
        file, to: end,
        each: { entry, _ throws(BookError) in
          try book.apply(entry.record, at: entry.at)
        })) != nil, let checksum = ReadAhead.checksum(file, scanner)
    else { return nil }
    self.scanner = scanner
    self.book = book
    self.checksum = checksum
  }

  /// To be asked with the lock held.
  func stillHolds(_ file: any DiskFile) -> Bool {
    ReadAhead.checksum(file, scanner) == checksum
  }

  private static func checksum(_ file: any DiskFile, _ scanner: JournalScanner) -> UInt32? {
    let start = max(0, scanner.length - doubtful)
    guard let bytes = try? file.read(at: start, upTo: Int(scanner.length - start)),
      Int64(bytes.count) == scanner.length - start
    else { return nil }
    return Checksum.of(bytes)
  }
}
