import JSONText

@testable import ACMEWire

extension FuzzTarget {
  /// What a CA sends: read or refused, and what is read is fit to be asked for, to be shown and to name a file.
  static let acmeDocuments = FuzzTarget(
    "acme-documents",
    samples: [
      #"{"newNonce":"https://ca/n","newAccount":"https://ca/a","newOrder":"https://ca/o","meta":{"profiles":{"a":"b"}}}"#,
      #"{"status":"pending","identifiers":[{"type":"dns","value":"a.example"}],"authorizations":["https://ca/z/1"],"#
        + #""finalize":"https://ca/f","expires":"2026-11-30T10:00:00.5+01:00","error":{"type":"x"}}"#,
      #"{"status":"valid","identifier":{"type":"dns","value":"a.example"},"challenges":[{"type":"http-01","url":"#
        + #""https://ca/c","status":"valid","token":"tok_-1","error":{"detail":"d"}}]}"#,
      #"{"type":"urn:ietf:params:acme:error:rateLimited","detail":"d","subproblems":[{"type":"t","identifier":{"value":"v"}}]}"#,
      #"{"status":"valid","orders":"https://ca/l"}"#, #"{"orders":["https://ca/o/1"]}"#,
      #"<https://ca/2>;rel="next", <https://ca/3>; title="a,b" ; rel=up"#,
    ],
    words: [
      "\"status\":", "\"pending\"", "\"processing\"", "\"invalid\"", "null", "[]", "{}", "https://", "http://", "../",
      "\"token\":", "\"dns\"", "rel=\"next\"", "<", ">", ";", "9999-12-31T23:59:60Z", "-25:00", "\\u0000",
    ]
  ) { input in
    if let directory = try? DirectoryDocument(input) {
      for url in [directory.newNonce, directory.newAccount, directory.newOrder] where !url.hasPrefix("https://") {
        return "a URL \(url)"
      }
    }
    if let order = try? OrderDocument(input) {
      if order.names.isEmpty { return "an order for no name" }
      for url in order.authorizations + [order.finalize] where !url.hasPrefix("https://") { return "a URL \(url)" }
    }
    if let token = (try? Authorization(input))?.http01?.token, !Base64.isURLText(token) || token.utf8.count > 200 {
      return "a token \(token)"
    }
    _ = try? ProblemDocument(input).text
    _ = try? AccountDocument(input)
    _ = try? OrdersList(input)
    for target in LinkHeader.targets([String(decoding: input, as: UTF8.self)], relation: "next")
    where !target.hasPrefix("https://") {
      return "a link to \(target)"
    }
    return nil
  }

  /// Keys, signatures and certificates in DER, and what signers say.
  static let acmeEncodings = FuzzTarget(
    "acme-encodings",
    samples: [
      [UInt8](hex: "3006020101020102") ?? [], [UInt8](hex: "300702020080020102") ?? [],
      Base64.decode(
        "MIHkMIGMAgEAMAAwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASRcvXL4MJ9y5lzq56KYQwqlj8qoyezY+Chn5hLHw8nRWghle/v1vNbzTvB"
          + "lLt0x1zq9WqFCn6YaXOjM4Q22GPQoCowKAYJKoZIhvcNAQkOMRswGTAXBgNVHREEEDAOggxzaG9wLmV4YW1wbGUwCgYIKoZIzj0EAwID"
          + "RwAwRAIgYpnZZYGO3bNW5aFjmDlHbRraVt7FFhrUpWmkH0BV2bYCIEt4gQ7G9xjaiUKJ/asMKZS4j0efZuW4N5GKWATcTzTU") ?? [],
      Base64.decode(
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEkXL1y+DCfcuZc6ueimEMKpY/KqMns2PgoZ+YSx8PJ0VoIZXv79bzW807wZS7dMdc6vVqhQp+"
          + "mGlzozOENthj0A==") ?? [],
      Base64.decode(
        "MIIBdjCCAR2gAwIBAgIBBzAKBggqhkjOPQQDAjAAMCAXDTI2MTEyNjA1MTUxMVoYDzIxMjYxMTAyMDUxNTExWjAAMFkwEwYHKoZIzj0CAQYI"
          + "KoZIzj0DAQcDQgAEkXL1y+DCfcuZc6ueimEMKpY/KqMns2PgoZ+YSx8PJ0VoIZXv79bzW807wZS7dMdc6vVqhQp+mGlzozOENthj0KOBhTCB"
          + "gjAdBgNVHQ4EFgQUI69lMG1uS9gqXtIS9nJDH/jIpAAwHwYDVR0jBBgwFoAUI69lMG1uS9gqXtIS9nJDH/jIpAAwDwYDVR0TAQH/BAUwAwEB"
          + "/zAvBgNVHREEKDAmggxTaG9wLmV4YW1wbGWCEHd3dy5zaG9wLmV4YW1wbGWHBAECAwQwCgYIKoZIzj0EAwIDRwAwRAIgRqTfziCkXgRGo/4h"
          + "9SExZH/g4nEtbKEM1/sX7DPFg98CIBadtyTiET4fUKxynZbwfuHWR+wkMzUrZxNyHz86EieA") ?? [],
      Array("7 der MAYCAQECAQI=".utf8), Array(PEM.block("CERTIFICATE", [1, 2, 3]).utf8),
    ],
    words: [
      "0", "\u{02}\u{01}", "-----BEGIN CERTIFICATE-----\n", "-----END CERTIFICATE-----\n", " raw ", " error ", "==",
    ]
  ) { input in
    if let signature = try? ECDSASignature(der: input) {
      if signature.octets.count != 64 { return "a signature of \(signature.octets.count) octets" }
      if signature.der != input { return "another DER of the same signature" }
    }
    if let key = try? PublicKey(info: input), key.x.count != 32 || key.y.count != 32 { return "a key of another size" }
    _ = try? CertificateFacts(der: input)
    _ = try? SigningRequest(der: input)
    if let chain = try? PEM.chain(input), chain.isEmpty || chain.count > PEM.maximumChain {
      return "a chain of \(chain.count)"
    }
    let text = String(decoding: input, as: UTF8.self)
    if let octets = Base64.decodeURL(text), Base64.encodeURL(octets) != text { return "base64url that is not strict" }
    if let octets = Base64.decode(text), Base64.encode(octets) != text { return "base64 that is not strict" }
    if case .signature(let signature) = SignerReply(input)?.outcome, signature.octets.count != 64 {
      return "a signature of \(signature.octets.count) octets"
    }
    return nil
  }
}
