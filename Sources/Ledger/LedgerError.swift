public import Gate

/// Why the ledger cannot be used, or could not write. Nothing that was not durable before has been promised to anyone.
public enum LedgerError: Error, Hashable, Sendable {
  /// The state directory or something in it cannot be made, opened or locked.
  case unusable(DiskError)
  /// Another process has held the lock for as long as this one was ready to wait.
  case busy(path: String, holder: String, waited: Duration)
  case diskFull(DiskError)
  case readOnly(DiskError)
  case diskFailed(DiskError)
  /// The journal says something that no version wrote. `line` counts from 1.
  case damaged(path: String, line: Int, reason: String)
  /// The file in the journal's place is something else.
  case foreign(path: String)
  /// A newer version of the program wrote here.
  case newerVersion(path: String, line: Int, found: String)
  /// The journal was removed or replaced while it was in use.
  case removed(path: String)
  /// After a failed sync nobody knows what the disk holds: this process writes no more.
  case poisoned(reason: String)
  /// The files of an order, beside the journal, cannot be written. It has not begun.
  case orderFiles(reason: String)
  /// The caller's record cannot follow those before it. Nothing of its transaction was written.
  case refused(BookError)
}

extension LedgerError: CustomStringConvertible {
  /// Of the journal, from 1, where the error is of one line.
  public var line: Int? {
    switch self {
    case .damaged(_, let line, _), .newerVersion(_, let line, _): line
    default: nil
    }
  }

  /// Stable, for machines: "ledger.disk-full".
  public var code: String {
    switch self {
    case .unusable: "ledger.unusable"
    case .busy: "ledger.busy"
    case .diskFull: "ledger.disk-full"
    case .readOnly: "ledger.read-only"
    case .diskFailed: "ledger.disk-failed"
    case .damaged: "ledger.damaged"
    case .foreign: "ledger.foreign"
    case .newerVersion: "ledger.newer-version"
    case .removed: "ledger.removed"
    case .poisoned: "ledger.poisoned"
    case .orderFiles: "ledger.order-files"
    case .refused: "ledger.refused"
    }
  }

  /// One sentence: what, where, why, and what to do.
  public var description: String {
    switch self {
    case .unusable(let error):
      "the state directory cannot be used: \(error); give another one with --state, or mend its permissions"
    case .busy(let path, let holder, let waited):
      "\(path) has been locked by \(holder) for \(waited.components.seconds) s; end that process or try again later"
    case .diskFull(let error):
      "the ledger could not be written: \(error); nothing was reserved, make room and run again"
    case .readOnly(let error):
      "the ledger could not be written: \(error); nothing was reserved, make the file system writable and run again"
    case .diskFailed(let error):
      "the ledger's disk failed: \(error); look at the system's log before running again"
    case .damaged(let path, let line, let reason):
      "\(path) is damaged at line \(line): \(reason); nothing was written, restore it from a backup or mend that line"
    case .foreign(let path):
      "\(path) is not a journal of preflight; nothing was written, give another directory with --state"
    case .newerVersion(let path, let line, let found):
      "\(path) was written by a newer version (line \(line): \(found)); nothing was written, use that version"
    case .removed(let path):
      "\(path) was removed or replaced while it was in use; nothing more is written, run again"
    case .poisoned(let reason):
      "the ledger is not written any more, because its disk failed before: \(reason)"
    case .orderFiles(let reason):
      "no order can be begun: \(reason); nothing more is ordered, make room or mend that and run again"
    case .refused(let error):
      "the ledger refused a record: \(error)"
    }
  }

  /// By what the system said of a write.
  static func writing(_ error: DiskError) -> LedgerError {
    switch error.kind {
    case .full: .diskFull(error)
    case .readOnly: .readOnly(error)
    case .other: .diskFailed(error)
    }
  }
}
