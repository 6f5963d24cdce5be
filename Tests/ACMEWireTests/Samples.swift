@testable import ACMEWire

/// Made by openssl, all of one key.
enum Samples {
  static let zeros = [UInt8](repeating: 0, count: 32)
  static let publicKey = octets(
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEkXL1y+DCfcuZc6ueimEMKpY/KqMns2PgoZ+YSx8PJ0VoIZXv79bzW807wZS7dMdc6vVqhQp+"
      + "mGlzozOENthj0A==")
  /// Until 2126, for Shop.example and www.shop.example.
  static let certificate = octets(
    "MIIBdjCCAR2gAwIBAgIBBzAKBggqhkjOPQQDAjAAMCAXDTI2MTEyNjA1MTUxMVoYDzIxMjYxMTAyMDUxNTExWjAAMFkwEwYHKoZIzj0CAQYI"
      + "KoZIzj0DAQcDQgAEkXL1y+DCfcuZc6ueimEMKpY/KqMns2PgoZ+YSx8PJ0VoIZXv79bzW807wZS7dMdc6vVqhQp+mGlzozOENthj0KOBhTCB"
      + "gjAdBgNVHQ4EFgQUI69lMG1uS9gqXtIS9nJDH/jIpAAwHwYDVR0jBBgwFoAUI69lMG1uS9gqXtIS9nJDH/jIpAAwDwYDVR0TAQH/BAUwAwEB"
      + "/zAvBgNVHREEKDAmggxTaG9wLmV4YW1wbGWCEHd3dy5zaG9wLmV4YW1wbGWHBAECAwQwCgYIKoZIzj0EAwIDRwAwRAIgRqTfziCkXgRGo/4h"
      + "9SExZH/g4nEtbKEM1/sX7DPFg98CIBadtyTiET4fUKxynZbwfuHWR+wkMzUrZxNyHz86EieA")
  /// Until 2027, without alternative names.
  static let oldCertificate = octets(
    "MIIBbTCCAROgAwIBAgIUFa84MPWsfGYMptPLlHd+s9jlsMQwCgYIKoZIzj0EAwIwDDEKMAgGA1UEAwwBYTAeFw0yNjExMjYwNTE1MTFaFw0y"
      + "NzAyMjQwNTE1MTFaMAwxCjAIBgNVBAMMAWEwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASRcvXL4MJ9y5lzq56KYQwqlj8qoyezY+Chn5hL"
      + "Hw8nRWghle/v1vNbzTvBlLt0x1zq9WqFCn6YaXOjM4Q22GPQo1MwUTAdBgNVHQ4EFgQUI69lMG1uS9gqXtIS9nJDH/jIpAAwHwYDVR0jBBgw"
      + "FoAUI69lMG1uS9gqXtIS9nJDH/jIpAAwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAo5gN8uCRhchU+q6yUD/UODlZvMLY"
      + "Gw7rlAhcVMsgm5wCIHojBeLEoQJkhbl3w6GZDkMJEYPouKaZmyKY6DJ4LETq")
  static let request = octets(
    "MIHkMIGMAgEAMAAwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASRcvXL4MJ9y5lzq56KYQwqlj8qoyezY+Chn5hLHw8nRWghle/v1vNbzTvB"
      + "lLt0x1zq9WqFCn6YaXOjM4Q22GPQoCowKAYJKoZIhvcNAQkOMRswGTAXBgNVHREEEDAOggxzaG9wLmV4YW1wbGUwCgYIKoZIzj0EAwIDRwAw"
      + "RAIgYpnZZYGO3bNW5aFjmDlHbRraVt7FFhrUpWmkH0BV2bYCIEt4gQ7G9xjaiUKJ/asMKZS4j0efZuW4N5GKWATcTzTU")

  private static func octets(_ text: String) -> [UInt8] { Base64.decode(text) ?? [] }
}
