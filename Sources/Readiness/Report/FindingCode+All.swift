extension FindingCode {
  /// Every code that this version knows, in the order of `explain`'s list. A new code is added here and gets a page.
  public static let all: [FindingCode] = [
    .nameInvalid, .nameTooLong, .nameIPAddress, .namePublicSuffix, .nameUnknownSuffix, .nameReserved,
    .nameWildcardNeedsDNS,
    .dnsNXDomain, .dnsNoAddress, .dnsServfail, .dnsRefused, .dnsTimeout, .dnsDNSSECBogus, .dnsCNAMELoop,
    .dnsCNAMETooLong, .dnsCNAMEDangling, .dnsReservedAddress, .dnsAddressElsewhere, .dnsAddressPartlyElsewhere,
    .dnsIPv4LookupFailed, .dnsIPv6LookupFailed,
    .dnsResolversDisagree,
    .dnsNameserversDisagree, .dnsNameserverLame, .dnsNameserverUnreachable, .dnsCaseNotPreserved, .dnsResolverStale,
    .dnsTTLLong,
    .caaForbids, .caaAccountMismatch, .caaMethodForbidden, .caaCriticalUnknown, .caaLookupFailed,
    .httpConnectRefused, .httpConnectTimeout, .httpUnreachable, .httpReset, .httpResponseTimeout, .httpBadResponse,
    .httpStatus, .httpTokenMissingServerReached, .httpTokenMismatch, .httpBodyTooLong,
    .httpParkingPage, .httpJavascriptChallenge, .httpFirewallPage, .httpRouterPage, .httpPlainHTTPOnTLS,
    .httpTLSFailed, .httpRedirectLoop, .httpTooManyRedirects, .httpRedirectPort, .httpRedirectScheme,
    .httpRedirectHost, .httpRedirectReserved, .httpRedirectPathTooLong, .httpRedirectCode,
    .httpIPv6UnreachableFallback, .httpAddressesDisagree, .httpProxied,
    .dns01DelegationMissing, .dns01DelegationElsewhere, .dns01DoubleLabel, .dns01LookupFailed,
    .selfResolverUnreachable, .selfNetworkUnreachable, .selfDeadline, .selfNothingToProve, .selfIPv6Untested,
    .selfResolverOverloaded, .selfDNSSECUnchecked,
  ]
}
