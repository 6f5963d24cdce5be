public import Timing

/// What is known of work that goes on, at one moment: `ProgressLine` draws it.
public struct ProgressModel: Hashable, Sendable {
  /// How much there is to do.
  public enum Total: Hashable, Sendable {
    /// A pipe: nobody knows how much is still to come.
    case unknown
    /// By the part of the file that has been read.
    case about(Int)
    case known(Int)
  }

  /// What a run has at the CA, and what keeps it from having more.
  public struct Orders: Hashable, Sendable {
    /// Of the whole ledger, as the cap counts.
    public var pending: Int
    public var cap: Int
    /// The limit that binds all, in its own name, or a word for what else does.
    public var waitsFor: String?
    /// When it opens; nil where nobody knows.
    public var until: Timestamp?

    public init(pending: Int, cap: Int, waitsFor: String? = nil, until: Timestamp? = nil) {
      self.pending = pending
      self.cap = cap
      self.waitsFor = waitsFor
      self.until = until
    }
  }

  /// Names of a check, requests of a run.
  public var noun: String
  public var done = 0
  public var total = Total.unknown
  public var verdicts = VerdictCounts()
  public var orders: Orders?
  /// Things done in a second; nil until it can be said.
  public var rate: Double?
  /// An estimate; nil until there is one.
  public var left: Duration?
  /// Since the work began.
  public var elapsed = Duration.zero
  /// The only name there is to check: it is said instead of "0 of 1".
  public var alone: String?
  /// Somebody has interrupted: nothing new is begun.
  public var isEnding = false

  public init(noun: String) {
    self.noun = noun
  }
}
