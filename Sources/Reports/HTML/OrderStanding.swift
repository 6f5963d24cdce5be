import Gate
import JSONText
import Timing

/// How a name's order stands, in words.
struct OrderStanding {
  let words: String
  let detail: String
  /// Nothing is left to do.
  let isFine: Bool

  /// Nil where the event says nothing about it.
  init?(_ event: RunEvent) {
    switch event.kind {
    case .waiting(let reason, _, let until):
      self.init("waiting", reason + (until.map { ", until \($0.text)" } ?? ""))
    case .submitted: self.init("pending")
    case .settled(let outcome, let detail):
      self.init(outcome.words, detail, isFine: outcome == .issued || outcome == .alreadyCurrent)
    case .gaveUp: self.init("given up")
    // Thousands may be accepted at once, and most of them are about to be checked.
    case .accepted, .rejectedInput, .checked, .departed, .summary: return nil
    }
  }

  private init(_ words: String, _ detail: String = "", isFine: Bool = false) {
    self.words = words
    self.detail = detail
    self.isFine = isFine
  }

  /// Words, and more about it.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.array { writer in
      writer.string(words)
      if !detail.isEmpty { writer.string(Inert.text(detail, limit: 400)) }
    }
    return HTMLWriter.embeddable(writer.bytes)
  }
}
