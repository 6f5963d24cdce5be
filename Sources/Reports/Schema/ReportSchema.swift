import Addressing
import Readiness

extension JSONSchema {
  static let code = JSONSchema.pattern("^[a-z0-9]+\\.[a-z0-9-]+$")
  static let verdict = JSONSchema.words(Verdict.allCases.map(\.rawValue))

  static let finding = JSONSchema.object([
    .init("code", code, "`preflight explain CODE` has its page"),
    .init("severity", .words(Finding.Severity.allCases.map(\.rawValue))),
    .init("summary", .string), .init("remedy", .string, "empty where there is nothing to do"),
    .init("evidence", .map(.any([.string, .integer(), strings])), "what it rests on; keys depend on the code"),
  ])

  /// `preflight.report/1`: a value of check's JSON, a line of its NDJSON.
  public static let report = JSONSchema.object([
    .init("schema", .words(["preflight.report/1"])),
    .init("name", .string, "the A-label form in lower case without a trailing dot; as given where it has none"),
    .init("input", .string, "as given"), .init("verdict", verdict), .init("checkedAt", .moment),
    .init("durationMs", .number), optional("retryAfterSeconds", .integer(60...86_400)),
    .init("findings", .array(finding)),
    optional(
      "dns",
      .object([
        .init(
          "addresses",
          .array(
            .object([
              .init("address", .string), .init("family", .words(["ipv4", "ipv6"])), .init("ttl", count),
              optional("expected", .boolean, "left out where no target was given"),
            ]))),
        .init("cnames", strings), optional("nameservers", .array(nameserver)), .init("authenticated", .boolean),
        optional("caa", .object([.init("name", .string), .init("records", strings)])),
        optional("challenge", .object([.init("name", .string), .init("cnames", strings), .init("texts", strings)])),
      ])), .init("probes", .array(probe)),
  ])

  private static let nameserver = JSONSchema.object([
    .init("name", .string), .init("address", .string), optional("answer", strings), optional("outcome", .string),
  ])

  private static let probe = JSONSchema.object([
    .init("address", .string), .init("outcome", .words(Probe.Outcome.allCases.map(\.rawValue))),
    optional("status", .integer(100...999)),
    .init(
      "hops",
      .array(
        .object([.init("url", .string), optional("address", .string), optional("status", .integer(100...999))]))),
    .init("durationMs", .number), optional("excerpt", .string, "the start of an answer that was not the token"),
  ])
}
