/// The URLs that one validation has met, over all of its redirects. One that begins again from another address keeps
/// its trail, as the CA's does.
public struct RedirectTrail: Sendable {
  private var seen: Set<String>
  /// Redirects followed.
  public private(set) var count = 0

  /// Boulder follows eleven; its documentation says ten.
  public static let maximumRedirects = 11

  /// - Parameter start: The URL with which it begins.
  public init(start: String) {
    seen = [start]
  }

  /// Takes the next URL, in full: the fragment counts. Refuses one seen before, and the twelfth redirect.
  public mutating func follow(_ url: String) -> Finding? {
    guard count < RedirectTrail.maximumRedirects else {
      return Finding(
        .httpTooManyRedirects,
        summary: "More than \(RedirectTrail.maximumRedirects) redirects follow one another, and the CA gives up.",
        remedy: "Answer /.well-known/acme-challenge/ with fewer redirects.", evidence: ["url": .text(url)])
    }
    guard seen.insert(url).inserted else {
      return Finding(
        .httpRedirectLoop, summary: "The redirects lead back to a URL that was asked before.",
        remedy: "Except /.well-known/acme-challenge/ from the redirects, on every server of the chain.",
        evidence: ["url": .text(url)])
    }
    count += 1
    return nil
  }
}
