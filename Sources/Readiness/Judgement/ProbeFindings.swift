import Addressing

extension ProbeResult {
  /// The code by which the failure is reported: the cause where the answer gives it away, else what came of the fetch.
  func code(_ expected: ExpectedAddresses?) -> FindingCode {
    if let refusal { return refusal.code }
    switch probe.outcome {
    case .connectRefused: return .httpConnectRefused
    case .connectTimeout: return .httpConnectTimeout
    case .unreachable, .networkUnreachable: return .httpUnreachable
    case .reset: return .httpReset
    case .responseTimeout, .deadline: return .httpResponseTimeout
    case .badResponse, .served: return .httpBadResponse
    case .tlsFailed: return .httpTLSFailed
    case .plainHTTPOnTLS: return .httpPlainHTTPOnTLS
    case .bodyTooLong: return pageCode ?? (page?.kind == .html ? .httpTokenMismatch : .httpBodyTooLong)
    case .mismatch: return pageCode ?? .httpTokenMismatch
    case .redirectRefused, .redirectLookupFailed: return .httpRedirectHost
    case .answered: return pageCode ?? .httpBadResponse
    case .status:
      if let pageCode { return pageCode }
      let isOurServer = probe.hops.count == 1 && expected?.contains(probe.address) == true
      return probe.status == 404 && isOurServer ? .httpTokenMissingServerReached : .httpStatus
    }
  }

  private var pageCode: FindingCode? {
    switch page?.kind {
    case .parking, .defaultSite: .httpParkingPage
    case .javascriptChallenge: .httpJavascriptChallenge
    case .firewall: .httpFirewallPage
    case .router: .httpRouterPage
    case .plainHTTPOnTLS: .httpPlainHTTPOnTLS
    case .html, .empty, .other, nil: nil
    }
  }

  /// Whether two failures are one: the same words would be said of both.
  func cause(_ expected: ExpectedAddresses?) -> ProbeCause {
    ProbeCause(
      code: code(expected), status: probe.status, product: page?.product, error: page?.cloudflareError,
      place: RedirectEnd(probe)?.origin, refusal: refusal?.summary)
  }
}

struct ProbeCause: Hashable {
  var code: FindingCode
  var status: Int?
  var product: String?
  var error: Int?
  var place: String?
  var refusal: String?
}

/// Where the redirects of a fetch led, for a sentence.
struct RedirectEnd {
  /// "https://www.example.com"
  let origin: String
  let address: String?
  let port: Int
  /// Whether plain HTTP is spoken to the port of https: "http://example.com:443".
  let isPlainOn443: Bool

  /// Nil where nothing was redirected.
  init?(_ probe: Probe) {
    guard probe.hops.count > 1, let last = probe.hops.last else { return nil }
    let scheme = last.url.prefix { $0 != ":" }
    let host = last.url.dropFirst(scheme.count + 3).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    origin = "\(scheme)://\(host)"
    address = last.address.map { "\($0)" }
    isPlainOn443 = scheme == "http" && host.hasSuffix(":443")
    port = scheme == "https" || isPlainOn443 ? 443 : 80
  }
}

extension ProbeJudgement {
  /// - Parameter all: Every probe of the name, those that served among them.
  static func finding(_ results: [ProbeResult], of all: [ProbeResult], _ expected: ExpectedAddresses?) -> Finding {
    let list = addresses(results)
    if var refusal = results[0].refusal {
      refusal.evidence.add("address", .list(list))
      if refusal.severity == .blocker {
        (refusal.summary, refusal.remedy) = compare((refusal.summary, refusal.remedy), results, all)
      }
      return refusal
    }
    let code = results[0].code(expected)
    let words = compare(ProbeWords(results, expected).text(code), results, all)
    return Finding(code, summary: words.summary, remedy: words.remedy, evidence: evidence(results[0], list))
  }

  private static func evidence(_ result: ProbeResult, _ list: [String]) -> Evidence {
    let probe = result.probe
    var evidence: Evidence = ["address": .list(list), "outcome": .text(probe.outcome.rawValue)]
    if let status = probe.status { evidence.add("status", .number(status)) }
    if probe.hops.count > 1, let last = probe.hops.last { evidence.add("url", .text(last.url)) }
    guard let page = result.page else { return evidence }
    if let error = page.cloudflareError {
      evidence.add("page", .text("Cloudflare error \(error)"))
    } else if let product = page.product {
      evidence.add("page", .text(product))
    }
    if let title = page.title { evidence.add("title", .text(title)) }
    if let server = page.server { evidence.add("server", .text(server)) }
    // A page's title says more than its first bytes.
    if page.title == nil, let excerpt = probe.excerpt {
      evidence.add("body", .text(PageTitle.oneLine(excerpt, limit: 120)))
    }
    return evidence
  }

  /// Adds what the other addresses tell: where they serve the token, the record is the thing to look at. Where it is
  /// IPv6 alone that is wrong, that is said: its record is easily forgotten.
  private static func compare(
    _ words: (summary: String, remedy: String), _ results: [ProbeResult], _ all: [ProbeResult]
  ) -> (summary: String, remedy: String) {
    let families = Set(results.map(\.probe.address.family))
    guard families.count == 1, let family = families.first else { return words }
    let good = all.filter(\.isGood)
    let list = addresses(results)
    let records = "\(family == .ipv4 ? "A" : "AAAA") record\(list.count == 1 ? "" : "s") \(joined(list))"
    var words = words
    if good.isEmpty {
      let isAlone = family == .ipv6 && all.allSatisfy { $0.probe.address.family == .ipv6 }
      if isAlone, results[0].isDialFailure { words.summary += " There is no IPv4 address to fall back to." }
      return words
    }
    if family == .ipv6, good.allSatisfy({ $0.probe.address.family == .ipv4 }) {
      words.summary += " IPv4 is in order: the AAAA record is the culprit, since the CA asks IPv6 first."
    }
    words.remedy += " Or remove the \(records): the other address\(good.count == 1 ? "" : "es") will do."
    return words
  }
}
