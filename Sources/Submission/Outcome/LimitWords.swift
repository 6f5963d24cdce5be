package import Gate

/// Which of its limits a CA says is used up, by the words of its problem.
package enum LimitWords {
  /// In lower case, and in this order: the longer text of two that begin alike stands first. The anchors are those of Let's Encrypt's page
  /// (letsencrypt.org/docs/rate-limits, also in Boulder's ratelimits package); the sentences are SM2's page's and those
  /// of older CAs that run Boulder.
  private static let words: [(text: String, limit: LimitName)] = [
    ("#new-orders-per-account", .newOrders),
    ("#new-certificates-per-exact-set-of-", .certificatesPerSet),
    ("#new-certificates-per-registered-domain", .certificatesPerDomain),
    ("#authorization-failures-per-", .failedValidations),
    ("#new-registrations-per-", .newAccounts),
    ("already issued for exact set of", .certificatesPerSet),
    ("too many certificates already issued", .certificatesPerDomain),
    ("too many certificates (", .certificatesPerDomain),
    ("too many new orders recently", .newOrders),
    ("too many failed authorizations", .failedValidations),
    ("too many registrations for this ip", .newAccounts),
  ]

  /// Nil where the text names none that is known.
  package static func limit(in text: Substring) -> LimitName? {
    words.first { text.after($0.text) != nil }?.limit
  }

  /// Let's Encrypt holds an account back from names that have failed again and again, until a person unpauses them.
  package static func isPause(_ text: Substring) -> Bool {
    text.after("is temporarily prevented from requesting certificates for") != nil
  }
}
