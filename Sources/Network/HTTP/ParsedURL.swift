import CCurl
import CLibCurl

/// A URL as libcurl reads it. The same handle is judged and fetched, so that there is no second reading to differ from
/// the first.
public struct ParsedURL: Sendable {
  let handle: CurlURL

  public let scheme: String
  /// Lower or upper case as written; brackets of an IPv6 literal included.
  public let host: String
  /// The port where one is written.
  public let port: UInt16?
  /// As written: dot segments and escapes kept.
  public let path: String
  public let query: String?
  public let fragment: String?
  /// The whole URL.
  public let text: String

  /// Reads an absolute URL; nil where libcurl does not take it for one.
  public init?(_ text: String) {
    guard let handle = CurlURL() else { return nil }
    self.init(handle, setTo: text)
  }

  private init?(_ handle: CurlURL, setTo text: String) {
    // Other schemes are read too, so that a redirect to one can be named in the report.
    let flags = UInt32(CURLU_PATH_AS_IS | CURLU_NON_SUPPORT_SCHEME)
    guard text.utf8.count <= ParsedURL.maximumLength, !text.utf8.contains(0),
      curl_url_set(handle.pointer, CURLUPART_URL, text, flags) == CURLUE_OK,
      let scheme = handle.part(CURLUPART_SCHEME), let whole = handle.part(CURLUPART_URL)
    else { return nil }
    self.handle = handle
    self.scheme = scheme.lowercased()
    self.text = whole
    host = handle.part(CURLUPART_HOST) ?? ""
    port = handle.part(CURLUPART_PORT).flatMap { UInt16($0) }
    path = handle.part(CURLUPART_PATH) ?? "/"
    query = handle.part(CURLUPART_QUERY)
    fragment = handle.part(CURLUPART_FRAGMENT)
  }

  /// Above the 2,000 bytes of path that a CA takes, with room for a long query.
  static let maximumLength = 16_384
}

/// Owns libcurl's URL handle.
///
/// `@unchecked`: the handle is set up by `ParsedURL`'s initialiser before anyone else sees it and never changed after;
/// what is called on it then (curl_url_get, and a transfer, which copies it first) only reads.
final class CurlURL: @unchecked Sendable {
  let pointer: OpaquePointer

  init?() {
    guard let pointer = curl_url() else { return nil }
    self.pointer = pointer
  }

  deinit {
    curl_url_cleanup(pointer)
  }

  func part(_ part: CURLUPart) -> String? { CurlURL.part(part, of: pointer) }

  static func part(_ part: CURLUPart, of handle: OpaquePointer, flags: UInt32 = 0) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }
}
