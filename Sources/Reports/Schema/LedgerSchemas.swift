import Gate

extension JSONSchema {
  /// `preflight.status/1`.
  public static let status = JSONSchema.object([
    .init("schema", .words(["preflight.status/1"])), .init("at", .moment),
    .init(
      "pending",
      .object([
        .init("count", count), .init("cap", count),
        .init(
          "orders",
          .array(
            .object([
              .init("order", .string), .init("names", strings), .init("state", .string), .init("since", .moment),
              optional("url", .string),
            ]))),
      ])), .init("waiting", held), .init("failed", held),
    .init(
      "limits",
      .array(
        .object([
          .init("limit", .string), .init("used", count), .init("of", count), optional("opensSeconds", count),
        ]))),
  ])

  private static let held = JSONSchema.array(
    .object([.init("reason", .string), .init("names", count), optional("nextSeconds", count)]))

  /// `preflight.plan/1`.
  public static let plan = JSONSchema.object([
    .init("schema", .words(["preflight.plan/1"])), .init("ca", .string), .init("orders", count), .init("names", count),
    .init("current", count, "orders whose certificate is not due"), .init("totalSeconds", count),
    .init("binding", .array(.object([.init("limit", .string), .init("fromSeconds", count)]))),
    .init("impossible", .array(.object([.init("names", strings), .init("reason", .string)]))),
    .init(
      "crowded", .array(.object([.init("domain", .string), .init("orders", count), .init("seconds", count)]))),
    .init("timeline", .array(.object([.init("seconds", count), .init("ordered", count)]))),
  ])

  /// A CA profile, as `ca show --format json` shows it and as `--ca FILE.json` reads it.
  public static let profile = JSONSchema.closed([
    .init("name", .string), optional("title", .string), optional("directory", .string, "the ACME directory's URL"),
    optional("caaIdentities", strings), optional("note", .string), optional("pendingCap", .integer(1...1_000_000)),
    optional("pendingOrderLifetime", duration), optional("pendingAuthorizationLifetime", duration),
    optional("authorizationLifetime", duration), optional("certificateLifetime", duration),
    optional("renewBefore", duration), optional("namesPerCertificate", .integer(1...1000)),
    optional("ordersPerRequest", .integer(1...100)),
    optional(
      "limits",
      .closed(
        LimitName.inProfiles.map { name in
          optional(name.rawValue, .closed(figures + [optional("exemptsRenewals", .boolean)]))
        })),
    optional(
      "requests",
      .array(
        .closed(
          [.init("endpoints", .array(.words(ACMEEndpoint.allCases.map(\.rawValue)), minimum: 1))] + figures))),
    optional("returnsOpenOrder", .boolean), optional("failureBackoff", .array(duration)), optional("source", .string),
    optional("sourceDate", .string),
  ])

  private static let figures: [Property] = [
    .init("count", .integer(1...1_000_000)), .init("period", duration),
    optional("window", .words(RateLimit.Window.allCases.map(\.rawValue))),
  ]

  /// As options are written: 90s, 10m, 3h, 7d; several of them one behind the other; 0.
  public static let duration = JSONSchema.pattern("^(0|([0-9]+(\\.[0-9]+)?(ms|s|min|m|h|d|w))+)$")
}
