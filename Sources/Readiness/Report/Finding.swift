/// One thing found out about a domain: what it is, how much it weighs, and what to do about it.
public struct Finding: Hashable, Sendable {
  public enum Severity: String, Hashable, Sendable, CaseIterable {
    /// The domain's side must change before a CA would issue.
    case blocker
    /// Something on our side kept us from knowing.
    case undetermined
    /// Works today, and is likely not what was meant.
    case warning
    case info
  }

  public var code: FindingCode
  public var severity: Severity
  /// One line for people, without the domain's name.
  public var summary: String
  /// What to change, naming record, old and new value where they are known; empty where there is nothing to do.
  public var remedy: String
  public var evidence: Evidence

  public init(
    _ code: FindingCode, _ severity: Severity = .blocker, summary: String, remedy: String = "",
    evidence: Evidence = Evidence()
  ) {
    self.code = code
    self.severity = severity
    self.summary = summary
    self.remedy = remedy
    self.evidence = evidence
  }
}

/// What a finding rests on, as key and value in the order in which a person would read them. Values come from
/// strangers; whoever shows them escapes them.
public struct Evidence: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  public enum Value: Hashable, Sendable {
    case text(String)
    case number(Int)
    case list([String])
  }

  public private(set) var fields: [(key: String, value: Value)]

  public init(dictionaryLiteral elements: (String, Value)...) {
    fields = elements.map { (key: $0.0, value: $0.1) }
  }

  public mutating func add(_ key: String, _ value: Value) {
    fields.append((key, value))
  }

  public subscript(key: String) -> Value? {
    fields.first { $0.key == key }?.value
  }

  public static func == (left: Evidence, right: Evidence) -> Bool {
    left.fields.elementsEqual(right.fields) { $0.key == $1.key && $0.value == $1.value }
  }

  public func hash(into hasher: inout Hasher) {
    for field in fields {
      hasher.combine(field.key)
      hasher.combine(field.value)
    }
  }
}
