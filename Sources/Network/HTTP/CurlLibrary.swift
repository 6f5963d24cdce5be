import CCurl
import CLibCurl
import Glibc

/// libcurl's own initialisation, once in a process.
enum CurlLibrary {
  /// Zero once libcurl is ready; its code of failure otherwise.
  static let state: CURLcode = {
    // libcurl converts international names by the locale's character set, and says "out of memory" where that is C.
    setlocale(LC_CTYPE, "C.UTF-8")
    return curl_global_init(Int(CURL_GLOBAL_ALL))
  }()
}

/// International names (RFC 5891), as libcurl converts them.
public enum IDNA {
  /// The A-label form of a host name; nil where it has none.
  public static func toASCII(_ name: String) -> String? {
    guard CurlLibrary.state == CURLE_OK, name.utf8.count <= 1024, let handle = curl_url() else { return nil }
    defer { curl_url_cleanup(handle) }
    guard curl_url_set(handle, CURLUPART_HOST, name, 0) == CURLUE_OK,
      curl_url_set(handle, CURLUPART_SCHEME, "http", 0) == CURLUE_OK
    else { return nil }
    return CurlURL.part(CURLUPART_HOST, of: handle, flags: UInt32(CURLU_PUNYCODE))
  }
}
