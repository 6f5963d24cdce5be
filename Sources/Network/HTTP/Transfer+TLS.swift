import CCurl
import CLibCurl
import Timing

/// TLS as Go's client offers it by default, which is what Boulder dials with: a server that cannot agree to this fails
/// there too.
extension Transfer {
  func setTLS(_ easy: UnsafeMutableRawPointer) -> Bool {
    let this = Unmanaged.passUnretained(self).toOpaque()
    let numbers: [(CURLoption, Int)] = [
      // A CA looks at the token, not at the certificate that the redirect's host happens to have.
      (CURLOPT_SSL_VERIFYPEER, 0),
      (CURLOPT_SSL_VERIFYHOST, 0),
      (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
      (CURLOPT_SSL_ENABLE_ALPN, 0),
      // Only so that the debug function sees the handshake begin, and the first octets that come.
      (CURLOPT_VERBOSE, 1),
    ]
    return numbers.allSatisfy { ccurl_set_long(easy, $0.0, $0.1) == CURLE_OK }
      && TLSOffer.ciphers.withCString { ccurl_set_pointer(easy, CURLOPT_SSL_CIPHER_LIST, $0) } == CURLE_OK
      && TLSOffer.curves.withCString { ccurl_set_pointer(easy, CURLOPT_SSL_EC_CURVES, $0) } == CURLE_OK
      // Loading the system's certificates would cost more than the handshake.
      && ccurl_set_pointer(easy, CURLOPT_CAINFO, nil) == CURLE_OK
      && ccurl_set_pointer(easy, CURLOPT_CAPATH, nil) == CURLE_OK
      && ccurl_set_debug_function(easy, seeTraffic) == CURLE_OK
      && ccurl_set_pointer(easy, CURLOPT_DEBUGDATA, this) == CURLE_OK
  }

  /// The connection is there: libcurl tells so only when TLS is, too.
  fileprivate func handshakeBegins() {
    if let clocks { clock.connected(at: clocks.instant()) }
  }

  fileprivate func see(_ bytes: UnsafeRawBufferPointer) {
    guard firstOctets.count < 5 else { return }
    firstOctets.append(contentsOf: bytes.prefix(5 - firstOctets.count))
  }

  /// A server that answers a handshake with "HTTP/" speaks plain HTTP there.
  var spokeHTTP: Bool { firstOctets.elementsEqual("HTTP/".utf8) }
}

enum TLSOffer {
  /// For TLS 1.2: key exchange by elliptic curves only, AEAD ciphers or CBC with SHA-1. TLS 1.3 has no other ciphers than
  /// Go's three. Security level 1 leaves out signatures by SHA-1 alone, and lets RSA keys of 1,024 bits pass.
  static let ciphers = [
    "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
    "ECDHE-ECDSA-AES128-SHA", "ECDHE-RSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA", "ECDHE-RSA-AES256-SHA",
    "@SECLEVEL=1",
  ].joined(separator: ":")

  static let curves = "X25519:P-256:P-384:P-521"
}

private func seeTraffic(
  _ easy: UnsafeMutableRawPointer?, _ kind: curl_infotype, _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int,
  _ data: UnsafeMutableRawPointer?
) -> Int32 {
  guard let data else { return 0 }
  let transfer = Unmanaged<Transfer>.fromOpaque(data).takeUnretainedValue()
  if kind == CURLINFO_SSL_DATA_OUT { transfer.handshakeBegins() }
  if kind == CURLINFO_SSL_DATA_IN { transfer.see(UnsafeRawBufferPointer(start: bytes, count: count)) }
  return 0
}
