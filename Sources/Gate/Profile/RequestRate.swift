import Timing

/// What a request to an ACME server asks for, as CAs count requests (RFC 8555 section 7.1).
public enum ACMEEndpoint: String, Hashable, Sendable, CaseIterable {
  case directory
  case newNonce = "new-nonce"
  case newAccount = "new-account"
  case newOrder = "new-order"
  case revokeCert = "revoke-cert"
  /// RFC 9773.
  case renewalInfo = "renewal-info"
  /// Orders, authorizations, challenges, certificates.
  case other
}

/// How many requests a CA takes from one address, over some of its endpoints together. An endpoint may stand in several
/// rates: all of them hold.
public struct RequestRate: Hashable, Sendable {
  public var endpoints: Set<ACMEEndpoint>
  public var limit: RateLimit

  public init(_ endpoints: Set<ACMEEndpoint>, _ limit: RateLimit) {
    self.endpoints = endpoints
    self.limit = limit
  }
}

extension [RequestRate] {
  /// How often a client may be started that asks for one nonce and one new order: the slowest of what they allow. Nil
  /// where neither is bounded.
  var starts: RateLimit? {
    compactMap { rate -> RateLimit? in
      let requests = rate.endpoints.count { $0 == .newNonce || $0 == .newOrder }
      guard requests > 0 else { return nil }
      let count = rate.limit.count
      // Fewer than one client needs: one, after as many periods as its requests take.
      if count < requests { return RateLimit(1, per: rate.limit.period * (requests / count), rate.limit.window) }
      return RateLimit(count / requests, per: rate.limit.period, rate.limit.window)
    }.max { $0.interval < $1.interval }
  }
}
