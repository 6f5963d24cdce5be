import JSONText
import Timing

/// Why what a CA said cannot be used.
public struct DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What it was meant to be: "the order".
  public let document: String
  public let reason: String

  public init(_ document: String, _ reason: String) {
    self.document = document
    self.reason = reason
  }

  public var description: String { "\(document) \(reason)" }
}

/// Reads the members of one JSON object that a CA sent: what is there must be of its kind and in bounds, unknown members
/// are let pass (RFC 8555 section 7.1).
struct DocumentReader {
  let document: String
  private let value: JSONValue

  /// Of a URL: what fits a line of a log, and is far longer than any CA's.
  static let maximumURL = 2048
  static let maximumText = 4096

  init(_ octets: [UInt8], as document: String) throws(DocumentError) {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: octets, maximumDepth: 16)
    } catch {
      throw DocumentError(document, "is not JSON: \(error)")
    }
    try self.init(value, as: document)
  }

  init(_ value: JSONValue, as document: String) throws(DocumentError) {
    guard case .object = value else { throw DocumentError(document, "is \(value.kind) and should be an object") }
    self.document = document
    self.value = value
  }

  func fault(_ key: String, _ reason: String) -> DocumentError { DocumentError(document, "has a \"\(key)\" \(reason)") }

  /// Nil where there is no such member, or it is null.
  func member(_ key: String) -> JSONValue? {
    value[key].flatMap { $0 == .null ? nil : $0 }
  }

  private func required<Value>(_ key: String, _ value: Value?) throws(DocumentError) -> Value {
    guard let value else { throw DocumentError(document, "has no \"\(key)\"") }
    return value
  }

  func text(_ key: String) throws(DocumentError) -> String? {
    guard let member = member(key) else { return nil }
    guard let text = member.string else { throw fault(key, "that is \(member.kind) and should be a string") }
    guard text.utf8.count <= DocumentReader.maximumText else { throw fault(key, "that is too long") }
    return text
  }

  func requiredText(_ key: String) throws(DocumentError) -> String { try required(key, try text(key)) }

  /// An https URL of printable ASCII.
  func url(_ key: String) throws(DocumentError) -> String? {
    guard let text = try text(key) else { return nil }
    guard DocumentReader.isURL(text) else { throw fault(key, "that is no https URL") }
    return text
  }

  func requiredURL(_ key: String) throws(DocumentError) -> String { try required(key, try url(key)) }

  func urls(_ key: String, most: Int) throws(DocumentError) -> [String] {
    let elements = try array(key, most: most)
    var urls: [String] = []
    for element in elements {
      guard let text = element.string, DocumentReader.isURL(text) else {
        throw fault(key, "in which something is no https URL")
      }
      urls.append(text)
    }
    return urls
  }

  /// Empty where there is no such member.
  func array(_ key: String, most: Int) throws(DocumentError) -> [JSONValue] {
    guard let member = member(key) else { return [] }
    guard let elements = member.array else { throw fault(key, "that is \(member.kind) and should be an array") }
    guard elements.count <= most else { throw fault(key, "with \(elements.count) elements, which is too many") }
    return elements
  }

  func bool(_ key: String) throws(DocumentError) -> Bool? {
    guard let member = member(key) else { return nil }
    guard let flag = member.bool else { throw fault(key, "that is \(member.kind) and should be a boolean") }
    return flag
  }

  func time(_ key: String) throws(DocumentError) -> Timestamp? {
    guard let text = try text(key) else { return nil }
    guard let time = Timestamp(internet: text) else { throw fault(key, "that is no time") }
    return time
  }

  func word<Word: RawRepresentable<String>>(_ key: String, _ type: Word.Type) throws(DocumentError) -> Word {
    let text = try requiredText(key)
    guard let word = Word(rawValue: text) else { throw fault(key, "of an unknown kind, \"\(text.prefix(40))\"") }
    return word
  }

  /// What a CA may be asked at: https alone (RFC 8555 section 6.1).
  static func isURL(_ text: some StringProtocol) -> Bool {
    text.utf8.count <= maximumURL && text.hasPrefix("https://") && text.utf8.count > 8
      && text.utf8.allSatisfy { (0x21..<0x7f).contains($0) }
  }
}

extension Timestamp {
  /// RFC 3339 with an offset as well: "2026-11-23T05:48:12+01:00".
  init?(internet text: String) {
    if let time = Timestamp(text) {
      self = time
      return
    }
    let offset = text.suffix(6)
    let parts = offset.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
    guard text.utf8.count > 19, let sign = offset.first, sign == "+" || sign == "-", parts.count == 2,
      let hours = Int64(parts[0]), (0..<24).contains(hours), let minutes = Int64(parts[1]), (0..<60).contains(minutes),
      let time = Timestamp("\(text.dropLast(6))Z")
    else { return nil }
    let shift = Duration.seconds((hours * 60 + minutes) * 60)
    self = time + (sign == "+" ? .zero - shift : shift)
  }
}
