import Gate
import Timing

/// Reads a journal that others may be writing.
struct JournalReader {
  let path: String
  private let disk: any Disk
  private let limits: LimitTable

  /// How long a write of another process may take before its half is taken for what a crash left.
  private static let pauses: [Duration] = [.milliseconds(5), .milliseconds(20), .milliseconds(80)]

  init(directory: String, disk: any Disk, limits: LimitTable) {
    path = Journal.path(in: directory)
    self.disk = disk
    self.limits = limits
  }

  /// Also returns the file that was read: another may have its name by now.
  func inspect() -> (LedgerInspection, file: (any DiskFile)?) {
    let (inspection, file) = inspectOnce()
    guard case .damaged = inspection.fault else { return (inspection, file) }
    // A writer that takes back half a write and makes another can look like damage, once.
    disk.pause(JournalReader.pauses[1])
    return inspectOnce()
  }

  private func inspectOnce() -> (LedgerInspection, file: (any DiskFile)?) {
    var reading = LedgerReading(path: path, limits: limits)
    var scanner = JournalScanner(path: path)
    var fault: LedgerError?
    var file: (any DiskFile)?
    do throws(LedgerError) {
      file = try open()
      if let file {
        reading.exists = true
        reading.tornBytes = try read(file, &scanner, into: &reading)
      }
    } catch {
      fault = error
    }
    reading.records = scanner.records
    reading.snapshotRecords = scanner.snapshotRecords
    reading.bytes = scanner.length
    reading.created = scanner.created.flatMap { Timestamp($0) }
    if reading.tornBytes > 0 {
      reading.notices.append(
        "\(path): the last record (\(reading.tornBytes) bytes) is not whole: a crash cut it short, and the next run drops it"
      )
    }
    return (LedgerInspection(reading: reading, fault: fault), file)
  }

  /// Returns how many bytes at the end are the half of a write.
  private func read(
    _ file: any DiskFile, _ scanner: inout JournalScanner, into reading: inout LedgerReading
  ) throws(LedgerError) -> Int64 {
    var torn: Int64 = 0
    for pause in [Duration.zero] + JournalReader.pauses {
      if torn > 0 { disk.pause(pause) }
      let end = try status(of: file).length
      guard end > scanner.length else { return 0 }
      let tail = try scanner.scan(file, to: end) { entry, _ throws(BookError) in
        let date = entry.at.date
        reading.first = min(reading.first ?? date, date)
        reading.last = max(reading.last ?? date, date)
        try reading.book.apply(entry.record, at: entry.at)
      }
      guard case .torn(let count) = tail else { return 0 }
      torn = count
    }
    return torn
  }

  /// Hands out the lines up to `end`, which were found to be good.
  func scan(
    _ file: any DiskFile, to end: Int64, _ each: (LedgerEntry, JournalLine.Bytes) -> Void
  ) throws(LedgerError) {
    var scanner = JournalScanner(path: path)
    _ = try scanner.scan(file, to: end) { entry, line in each(entry, line) }
  }

  private func open() throws(LedgerError) -> (any DiskFile)? {
    let file: any DiskFile
    do {
      file = try disk.openForReading(path)
    } catch {
      if error.isMissing { return nil }
      throw .unusable(error)
    }
    guard try status(of: file).isRegular else { throw .foreign(path: path) }
    return file
  }

  private func status(of file: any DiskFile) throws(LedgerError) -> FileStatus {
    do {
      return try file.status()
    } catch {
      throw .diskFailed(error)
    }
  }
}
