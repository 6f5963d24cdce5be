/// Who answered instead of the platform, as far as the answer gives it away: a parking page, a firewall, a router.
///
/// Made from an answer that is not the token; one that is the token is judged by nothing else. Named only where a
/// signature is specific, since a wrong name sends a person to the wrong door.
public struct AnswerPage: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// The domain is parked at a registrar or for sale.
    case parking
    /// A web server or a hosting panel that has no site for this name.
    case defaultSite
    /// A page that lets only browsers pass which run its script.
    case javascriptChallenge
    case firewall
    /// A router's, a modem's or a switch's own pages.
    case router
    /// TLS is expected where plain HTTP was spoken.
    case plainHTTPOnTLS
    /// A page of HTML of which no more is known.
    case html
    /// No body at all.
    case empty
    /// Nothing known.
    case other
  }

  public var kind: Kind
  /// The product's name; nil where none is known.
  public var product: String?
  /// The page's title, a stranger's; bounded.
  public var title: String?
  /// The Server header, a stranger's; bounded.
  public var server: String?
  /// Whether Cloudflare stands in front of the server.
  public var isCloudflare: Bool
  /// The number of Cloudflare's error page: 520 to 530, or 1000 and above.
  public var cloudflareError: Int?

  /// - Parameters:
  ///   - headerLines: As they came.
  ///   - body: Decoded; the first 2,048 bytes are looked at.
  public init(status: Int, headerLines: [[UInt8]], body: [UInt8]) {
    let answer = AnswerText(status: status, headerLines: headerLines, body: body)
    title = PageTitle.text(of: body, lowered: answer.body)
    server = AnswerPage.server(headerLines)
    isCloudflare =
      answer.has(.init(name: "server", value: "cloudflare", isPrefix: true)) || answer.has(header: "cf-ray")
    cloudflareError = isCloudflare ? CloudflareError.number(in: answer) : nil
    (kind, product) = AnswerPage.recognised(answer, cloudflareError)
  }

  private static func recognised(_ answer: AnswerText, _ cloudflareError: Int?) -> (Kind, String?) {
    if let cloudflareError, CloudflareError.isBlock(cloudflareError) { return (.firewall, "Cloudflare") }
    for (kind, signatures) in tables {
      if let found = signatures.first(where: { $0.matches(answer) }) { return (kind, found.product) }
    }
    if answer.body.isEmpty { return (.empty, nil) }
    let isHTML =
      answer.body.hasPrefix("<!doctype html") || answer.body.hasPrefix("<html")
      || answer.has(.init(name: "content-type", value: "text/html", isPrefix: true)) && answer.body.contains("<")
    return (isHTML ? .html : .other, nil)
  }

  /// In the order in which they are looked at: what can be told from a header alone, or from words that nobody else
  /// uses, before what rests on common words.
  static let tables: [(Kind, [PageSignature])] = [
    (.plainHTTPOnTLS, PageSignature.plainHTTPOnTLS),
    (.javascriptChallenge, PageSignature.challenges),
    (.firewall, PageSignature.firewalls),
    (.router, PageSignature.routers),
    (.parking, PageSignature.parking),
    (.defaultSite, PageSignature.defaultSites),
  ]

  private static func server(_ lines: [[UInt8]]) -> String? {
    for line in lines.prefix(AnswerText.maximumHeaders) where line.count > 7 {
      guard BoundedText(line, limit: 7).octets.elementsEqual("server:".utf8) else { continue }
      let value = line.dropFirst(7).drop { $0 == 32 || $0 == 9 }.prefix(80)
      return value.isEmpty ? nil : String(decoding: value, as: UTF8.self)
    }
    return nil
  }
}
