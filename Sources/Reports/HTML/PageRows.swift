import Readiness

/// The names that the page lists, held as what stands in the file. When there is no room left, first those go that need
/// nobody's attention; then what comes is only counted.
struct PageRows: Sendable {
  struct Row: Sendable {
    var verdict: Verdict?
    /// `DomainJSON`.
    var page: [UInt8]
    /// For whoever has no script: one line of HTML.
    var line: [UInt8]
    /// How its order stands, as JSON; nil where there is none.
    var order: [UInt8]?
    var isOrderFine = true

    fileprivate var size: Int { page.count + line.count + (order?.count ?? 0) + 8 }
    /// Nobody has to do anything.
    fileprivate var isFine: Bool { (verdict ?? .ready) == .ready && isOrderFine }
    fileprivate var rank: Int {
      switch verdict {
      case .notReady?: 0
      case .undetermined?: 1
      case .ready?, nil: isOrderFine ? 3 : 2
      }
    }
  }

  /// Names, and octets of the file.
  static let maximumCount = 20_000
  static let maximumSize = 9_500_000

  private let mostNames: Int
  private let mostOctets: Int
  private var rows: [String: Row] = [:]
  private var fine: Set<String> = []
  private var size = 0

  init(mostNames: Int = maximumCount, mostOctets: Int = maximumSize) {
    self.mostNames = mostNames
    self.mostOctets = mostOctets
  }

  var count: Int { rows.count }

  subscript(name: String) -> Row? { rows[name] }

  /// Whether there may be a place for a name with this verdict. Most of a million names need not be put into words.
  func mayTake(_ name: String, _ verdict: Verdict) -> Bool {
    rows.count < mostNames || rows[name] != nil || (verdict != .ready && !fine.isEmpty)
  }

  /// In the order in which they need attention, then by name.
  var ordered: [Row] {
    rows.sorted { ($0.value.rank, $0.key) < ($1.value.rank, $1.key) }.map(\.value)
  }

  mutating func put(_ row: Row, for name: String) {
    remove(name)
    if !row.isFine {
      while !fits(row), let other = fine.first { remove(other) }
    }
    guard fits(row) else { return }
    rows[name] = row
    size += row.size
    if row.isFine { fine.insert(name) }
  }

  private func fits(_ row: Row) -> Bool { rows.count < mostNames && size + row.size <= mostOctets }

  private mutating func remove(_ name: String) {
    guard let row = rows.removeValue(forKey: name) else { return }
    size -= row.size
    fine.remove(name)
  }
}
