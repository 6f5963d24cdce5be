import Gate
import JSONText
import Timing

/// An order as a co-process reads it, one JSON object a line.
enum CoprocessLine {
  /// - Parameters:
  ///   - url: by which the CA knows the order, where it is known.
  ///   - isAdopted: whether an earlier process may have begun it.
  static func order(_ order: Order, url: String?, isAdopted: Bool) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("order", order.id.text)
      writer.field("names", order.names)
      if let id = order.requestID { writer.field("id", id) }
      if let alias = order.alias { writer.field("alias", alias) }
      if isAdopted { writer.field("adopted", true) }
      if let url { writer.field("url", url) }
    }
    writer.endLine()
    return writer.bytes
  }
}

/// What a co-process says of an order, read from one of its lines.
struct CoprocessReply: Hashable {
  var order: OrderID
  /// By which the CA knows the order.
  var url: String?
  var settlement: Settlement?
  /// What of the line could not be read, and was left out.
  var complaints: [String] = []

  /// Of one line, in bytes: longer ones are passed over.
  static let lineLimit = 65_536
  private static let urlLimit = 2048

  struct Unreadable: Error, Hashable {
    let reason: String
  }

  /// A settlement counts even where one of its further fields cannot be read: the order has ended all the same.
  ///
  /// Throws: `Unreadable` where the line says nothing of an order.
  init(_ line: [UInt8], now: Timestamp) throws(Unreadable) {
    guard line.count <= CoprocessReply.lineLimit else {
      throw Unreadable(reason: "it is longer than \(CoprocessReply.lineLimit) bytes")
    }
    guard let json = try? JSONValue(parsing: line), json["order"] != nil else {
      throw Unreadable(reason: "it is no JSON object with \"order\"")
    }
    guard let order = json["order"]?.string.flatMap({ OrderID($0) }) else {
      throw Unreadable(reason: "its \"order\" is no order's id")
    }
    self.order = order
    var complaints: [String] = []
    func read<Value>(_ key: String, _ expected: String, _ body: (JSONValue) -> Value?) -> Value? {
      guard let member = json[key], member != .null else { return nil }
      if let value = body(member) { return value }
      complaints.append("\"\(key)\" should be \(expected)")
      return nil
    }
    url = read("url", "a URL that begins with https://") { $0.string.flatMap(CoprocessReply.url) }
    let outcomes = Settlement.Outcome.allCases.map(\.rawValue).joined(separator: ", ")
    if let outcome = read("outcome", "one of \(outcomes)", { $0.string.flatMap(Settlement.Outcome.init) }) {
      let utc = "a time such as 2026-11-23T05:48:12Z"
      let retryAt = read("retryAt", utc) { $0.string.flatMap { Timestamp($0) } }
      settlement = Settlement(
        outcome, detail: read("detail", "a string") { $0.string } ?? "",
        retryAt: retryAt.map { min($0, now + OutcomeTable.longestWait) },
        notAfter: read("notAfter", utc) { $0.string.flatMap { Timestamp($0) } },
        limit: read("limit", "the name of a limit, such as new-orders") { $0.string.flatMap(LimitName.init) },
        isPaused: read("paused", "true or false") { $0.bool } ?? false)
    }
    self.complaints = complaints
    if url == nil, settlement == nil {
      throw Unreadable(reason: complaints.first ?? "it has neither \"outcome\" nor \"url\"")
    }
  }

  private static func url(_ text: String) -> String? {
    text.hasPrefix("https://") && text.utf8.count <= urlLimit && text.utf8.allSatisfy { (33..<127).contains($0) }
      ? text : nil
  }
}
