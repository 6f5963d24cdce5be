import JSONText
public import Readiness

/// Reports one after the other in the order in which they come, as NDJSON or as one JSON value: an array, or the object
/// alone where the caller knows that there will be just one. Nothing is held back, so a long list stays small.
public struct ReportStream: Sendable {
  public enum Form: Hashable, Sendable {
    case ndjson
    case array
    case single
  }

  private let form: Form
  private var isFirst = true
  private var writer = JSONWriter(reservingCapacity: 4096)

  public init(_ form: Form) {
    self.form = form
  }

  /// The bytes that the next report adds.
  public mutating func next(_ report: Report) -> [UInt8] {
    writer.removeAll()
    ReportJSON.write(report, to: &writer)
    let separator: String
    switch form {
    case .array: separator = isFirst ? "[\n" : ",\n"
    case .ndjson, .single: separator = ""
    }
    isFirst = false
    if form != .array { writer.endLine() }
    return Array(separator.utf8) + writer.bytes
  }

  /// The bytes behind the last report.
  public func end() -> [UInt8] {
    form == .array ? Array((isFirst ? "[]\n" : "\n]\n").utf8) : []
  }
}
