import Gate

/// Cuts the bytes of a journal into lines and lines into entries, and tells a write that was cut short from damage.
struct JournalScanner {
  let path: String
  /// How many bytes, lines and records were good so far. Bytes behind `length` were not understood, or not yet seen.
  private(set) var length: Int64 = 0
  private(set) var lines = 0
  private(set) var sequence: Int64 = 0

  init(path: String) {
    self.path = path
  }

  /// What stands between the last good line and the end of the file.
  enum Tail: Equatable {
    case clean
    /// The end of a write that never finished: so many bytes.
    case torn(Int64)
  }

  /// Goes on from where it stopped last time to `end`, the file's length.
  mutating func scan(
    _ file: any DiskFile, to end: Int64, each: (LedgerEntry) throws(BookError) -> Void
  ) throws(LedgerError) -> Tail {
    var pending: [UInt8] = []
    var offset = length
    while offset < end {
      let chunk = try readChunk(of: file, at: offset, upTo: Int(min(1 << 20, end - offset)))
      guard !chunk.isEmpty else { throw damaged("the file became shorter while it was read") }
      offset += Int64(chunk.count)
      pending.append(contentsOf: chunk)
      var start = 0
      while let feed = pending.firstLineFeed(from: start) {
        let lineEnd = length + Int64(feed - start) + 1
        guard try take(pending[start..<feed], isLast: lineEnd == end, each) else { return .torn(end - length) }
        length = lineEnd
        lines += 1
        start = feed + 1
      }
      pending.removeFirst(start)
      if pending.count > JournalLine.maximumLength, offset < end {
        throw lines == 0 ? .foreign(path: path) : damaged("the line is longer than any that is written")
      }
    }
    if pending.isEmpty { return .clean }
    if lines == 0, !beginsAsOurs(pending[...]) { throw .foreign(path: path) }
    if JournalLine.isGrown(pending[...]) { throw damaged("its line feed is missing") }
    return .torn(Int64(pending.count))
  }

  /// Counts what this process has appended itself.
  mutating func advance(bytes: Int, records: Int) {
    length += Int64(bytes)
    lines += records
    sequence += Int64(records)
  }

  private func readChunk(of file: any DiskFile, at offset: Int64, upTo count: Int) throws(LedgerError) -> [UInt8] {
    do {
      return try file.read(at: offset, upTo: count)
    } catch {
      throw .diskFailed(error)
    }
  }

  /// False where the line is the last and was not finished.
  private mutating func take(
    _ line: ArraySlice<UInt8>, isLast: Bool, _ each: (LedgerEntry) throws(BookError) -> Void
  ) throws(LedgerError) -> Bool {
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
    case .header(JournalLine.schema): break
    case .header(let schema) where schema.hasPrefix(JournalLine.schemaFamily):
      throw .newerVersion(path: path, line: 1, found: schema)
    case .header: throw .foreign(path: path)
    case .entry(let entry):
      guard entry.sequence == sequence + 1 else {
        throw damaged("its number is \(entry.sequence) where \(sequence + 1) should stand")
      }
      do {
        try each(entry)
      } catch {
        throw damaged("\(error)")
      }
      sequence += 1
    }
    return true
  }

  private func damaged(_ reason: String) -> LedgerError {
    .damaged(path: path, line: lines + 1, reason: reason)
  }

  /// Whether a first line that is not whole can be the start of a header of ours.
  private func beginsAsOurs(_ line: ArraySlice<UInt8>) -> Bool {
    let opening = Array("{\"schema\":\"\(JournalLine.schemaFamily)".utf8)
    return line.prefix(opening.count).elementsEqual(opening.prefix(line.count))
  }
}

extension [UInt8] {
  fileprivate func firstLineFeed(from start: Int) -> Int? {
    withUnsafeBufferPointer { bytes in
      var index = start
      while index < bytes.count {
        if bytes[index] == 10 { return index }
        index += 1
      }
      return nil
    }
  }
}
