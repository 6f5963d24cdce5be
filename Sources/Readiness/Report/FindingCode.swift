/// The stable code of a finding, "dns.nxdomain". Codes are a contract: none is renamed or removed.
public struct FindingCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  init(_ code: StaticString) {
    rawValue = code.description
  }

  public var description: String { rawValue }
}

extension FindingCode {
  // The name itself.
  public static let nameInvalid = FindingCode("name.invalid")
  public static let nameTooLong = FindingCode("name.too-long")
  public static let nameIPAddress = FindingCode("name.ip-address")
  public static let namePublicSuffix = FindingCode("name.public-suffix")
  public static let nameUnknownSuffix = FindingCode("name.unknown-suffix")
  public static let nameReserved = FindingCode("name.reserved")
  public static let nameWildcardNeedsDNS = FindingCode("name.wildcard-needs-dns")

  // DNS.
  public static let dnsNXDomain = FindingCode("dns.nxdomain")
  public static let dnsNoAddress = FindingCode("dns.no-address")
  public static let dnsServfail = FindingCode("dns.servfail")
  public static let dnsRefused = FindingCode("dns.refused")
  public static let dnsTimeout = FindingCode("dns.timeout")
  public static let dnsDNSSECBogus = FindingCode("dns.dnssec-bogus")
  public static let dnsCNAMELoop = FindingCode("dns.cname-loop")
  public static let dnsCNAMETooLong = FindingCode("dns.cname-too-long")
  public static let dnsCNAMEDangling = FindingCode("dns.cname-dangling")
  public static let dnsReservedAddress = FindingCode("dns.reserved-address")
  public static let dnsAddressElsewhere = FindingCode("dns.address-elsewhere")
  public static let dnsAddressPartlyElsewhere = FindingCode("dns.address-partly-elsewhere")
  public static let dnsIPv4LookupFailed = FindingCode("dns.ipv4-lookup-failed")
  public static let dnsIPv6LookupFailed = FindingCode("dns.ipv6-lookup-failed")

  // What several resolvers say.
  public static let dnsResolversDisagree = FindingCode("dns.resolvers-disagree")
  // The domain's name servers, asked directly.
  public static let dnsNameserversDisagree = FindingCode("dns.nameservers-disagree")
  public static let dnsNameserverLame = FindingCode("dns.nameserver-lame")
  public static let dnsNameserverUnreachable = FindingCode("dns.nameserver-unreachable")
  public static let dnsCaseNotPreserved = FindingCode("dns.case-not-preserved")
  public static let dnsResolverStale = FindingCode("dns.resolver-stale")
  public static let dnsTTLLong = FindingCode("dns.ttl-long")

  // CAA.
  public static let caaForbids = FindingCode("caa.forbids")
  public static let caaAccountMismatch = FindingCode("caa.account-mismatch")
  public static let caaMethodForbidden = FindingCode("caa.method-forbidden")
  public static let caaCriticalUnknown = FindingCode("caa.critical-unknown")
  public static let caaLookupFailed = FindingCode("caa.lookup-failed")

  // HTTP.
  public static let httpConnectRefused = FindingCode("http.connect-refused")
  public static let httpConnectTimeout = FindingCode("http.connect-timeout")
  public static let httpUnreachable = FindingCode("http.unreachable")
  public static let httpReset = FindingCode("http.reset")
  public static let httpResponseTimeout = FindingCode("http.response-timeout")
  public static let httpBadResponse = FindingCode("http.bad-response")
  public static let httpStatus = FindingCode("http.status")
  public static let httpTokenMissingServerReached = FindingCode("http.token-missing-server-reached")
  public static let httpTokenMismatch = FindingCode("http.token-mismatch")
  public static let httpBodyTooLong = FindingCode("http.body-too-long")
  public static let httpParkingPage = FindingCode("http.parking-page")
  public static let httpJavascriptChallenge = FindingCode("http.javascript-challenge")
  public static let httpFirewallPage = FindingCode("http.firewall-page")
  public static let httpRouterPage = FindingCode("http.router-page")
  public static let httpPlainHTTPOnTLS = FindingCode("http.plain-http-on-tls")
  public static let httpTLSFailed = FindingCode("http.tls-failed")
  public static let httpRedirectLoop = FindingCode("http.redirect-loop")
  public static let httpTooManyRedirects = FindingCode("http.too-many-redirects")
  public static let httpRedirectPort = FindingCode("http.redirect-port")
  public static let httpRedirectScheme = FindingCode("http.redirect-scheme")
  public static let httpRedirectHost = FindingCode("http.redirect-host")
  public static let httpRedirectReserved = FindingCode("http.redirect-reserved")
  public static let httpRedirectPathTooLong = FindingCode("http.redirect-path-too-long")
  public static let httpRedirectCode = FindingCode("http.redirect-code")
  public static let httpIPv6UnreachableFallback = FindingCode("http.ipv6-unreachable-fallback")
  public static let httpAddressesDisagree = FindingCode("http.addresses-disagree")
  public static let httpProxied = FindingCode("http.proxied")

  // The record for dns-01.
  public static let dns01DelegationMissing = FindingCode("dns01.delegation-missing")
  public static let dns01DelegationElsewhere = FindingCode("dns01.delegation-elsewhere")
  public static let dns01DoubleLabel = FindingCode("dns01.double-label")
  public static let dns01LookupFailed = FindingCode("dns01.lookup-failed")

  // Our own side.
  public static let selfResolverUnreachable = FindingCode("self.resolver-unreachable")
  public static let selfNetworkUnreachable = FindingCode("self.network-unreachable")
  public static let selfDeadline = FindingCode("self.deadline")
  public static let selfNothingToProve = FindingCode("self.nothing-to-prove")
  public static let selfIPv6Untested = FindingCode("self.ipv6-untested")
  public static let selfResolverOverloaded = FindingCode("self.resolver-overloaded")
  public static let selfDNSSECUnchecked = FindingCode("self.dnssec-unchecked")
}
