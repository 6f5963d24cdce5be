import CLibCurl

/// The libcurl that this process runs with.
public struct CurlFacts: Sendable {
  /// "7.88.1".
  public let version: String
  /// The TLS library, "OpenSSL/3.0.15"; nil where there is none.
  public let tls: String?
  /// Whether it converts international names.
  public let convertsNames: Bool
  public let speaksHTTP2: Bool

  /// Nil where libcurl could not be set up.
  public static func current() -> CurlFacts? {
    guard CurlLibrary.state == CURLE_OK, let data = curl_version_info(CURLVERSION_FIRST) else { return nil }
    return CurlFacts(data.pointee)
  }

  private init(_ data: curl_version_info_data) {
    version = data.version.map { String(cString: $0) } ?? "?"
    tls = data.features & Int32(CURL_VERSION_SSL) == 0 ? nil : data.ssl_version.map { String(cString: $0) }
    convertsNames = data.features & Int32(CURL_VERSION_IDN) != 0
    speaksHTTP2 = data.features & Int32(CURL_VERSION_HTTP2) != 0
  }
}
