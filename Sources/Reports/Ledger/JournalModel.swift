public import Gate
public import Timing

/// What there is to say of a ledger's journal: the contract `preflight.journal/1`.
public struct JournalModel: Hashable, Sendable {
  /// What is wrong.
  public struct Fault: Hashable, Sendable {
    /// "ledger.damaged"
    public var code: String
    /// Of the journal, from 1; nil where it is no line's.
    public var line: Int?
    /// One sentence.
    public var reason: String

    public init(code: String, line: Int?, reason: String) {
      self.code = code
      self.line = line
      self.reason = reason
    }
  }

  public var path: String
  /// The schema of its lines: "preflight.ledger/1".
  public var schema: String
  public var created: Timestamp?
  /// As far as it is sound, those of its snapshot included.
  public var records: Int
  public var snapshotRecords: Int
  public var bytes: Int64
  /// Of a last record that was cut short.
  public var tornBytes: Int64
  public var first: Timestamp?
  public var last: Timestamp?
  public var counts: Book.Counts
  public var fault: Fault?

  public init(
    path: String, schema: String, created: Timestamp?, records: Int, snapshotRecords: Int, bytes: Int64,
    tornBytes: Int64, first: Timestamp?, last: Timestamp?, counts: Book.Counts, fault: Fault?
  ) {
    self.path = path
    self.schema = schema
    self.created = created
    self.records = records
    self.snapshotRecords = snapshotRecords
    self.bytes = bytes
    self.tornBytes = tornBytes
    self.first = first
    self.last = last
    self.counts = counts
    self.fault = fault
  }
}

/// What a compaction has made of a journal: the contract `preflight.compaction/1`.
public struct CompactionModel: Hashable, Sendable {
  public struct Size: Hashable, Sendable {
    public var records: Int
    public var bytes: Int64

    public init(records: Int, bytes: Int64) {
      self.records = records
      self.bytes = bytes
    }
  }

  public var path: String
  public var before: Size
  public var after: Size

  public init(path: String, before: Size, after: Size) {
    self.path = path
    self.before = before
    self.after = after
  }
}
