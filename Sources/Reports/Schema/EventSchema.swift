import Gate
import Readiness

extension JSONSchema {
  /// A line of run's NDJSON, of --events and of --report ndjson=FILE.
  public static let event = JSONSchema.any([
    event(
      "accepted", [optional("line", .integer(1...Int.max), "of the input; left out where it came from the ledger")]),
    event("rejected-input", [.init("line", .integer(1...Int.max)), .init("reason", .string)]),
    event("checked", [.init("verdict", verdict), .init("findings", .array(finding))]),
    event(
      "waiting",
      [
        .init("reason", .string), optional("limit", .string), optional("until", .moment, "the earliest next try"),
      ]),
    event("submitted", [.init("pending", count), .init("cap", count)]),
    event(
      "settled", [.init("outcome", .words(Settlement.Outcome.allCases.map(\.rawValue))), .init("detail", .string)]),
    event("gave-up", [.init("verdict", verdict), .init("codes", .array(code))]), event("departed", []),
    event("summary", [.init("summary", summary)]),
  ])

  /// What a run came to: run's JSON.
  public static let summary = JSONSchema.object(
    [
      "accepted", "rejected", "ready", "notReady", "undetermined", "issued", "alreadyCurrent", "failed", "gaveUp",
      "waiting", "pending", "mostPending", "cap",
    ].map { Property($0, count) } + [
      .init("durationMs", .number),
      .init(
        "causes", .array(.object([.init("code", code), .init("count", count)])), "why not ready, most frequent first"),
    ])

  private static func event(_ name: String, _ own: [Property]) -> JSONSchema {
    .object(
      [
        .init("at", .moment), .init("event", .words([name])),
        .init("order", .any([.string, .null]), "null where it belongs to no order"), .init("names", strings),
      ] + own)
  }
}
