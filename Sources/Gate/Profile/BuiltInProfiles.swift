import Timing

extension CAProfile {
  /// The profiles that `--ca` knows by name.
  public static let builtIn: [CAProfile] = [letsEncrypt, letsEncryptStaging, sm2, zeroSSL, google, sslCom]

  /// The built-in profile of that name; nil for any other.
  public static func named(_ name: String) -> CAProfile? {
    builtIn.first { $0.name == name }
  }

  public static let letsEncrypt = CAProfile(
    name: "letsencrypt", title: "Let's Encrypt",
    directoryURL: "https://acme-v02.api.letsencrypt.org/directory", caaIdentities: ["letsencrypt.org"],
    // The CA dropped its own limit of 300 pending authorizations in 2024-11; it stays as a safe bound.
    pendingCap: 300, pendingOrderLifetime: days(7), certificateLifetime: days(90), renewBefore: days(30),
    namesPerCertificate: 100, source: "https://letsencrypt.org/docs/rate-limits/", sourceDate: "2026-08")

  public static let letsEncryptStaging = CAProfile(
    name: "letsencrypt-staging", title: "Let's Encrypt (staging)",
    directoryURL: "https://acme-staging-v02.api.letsencrypt.org/directory", caaIdentities: ["letsencrypt.org"],
    pendingCap: 300, pendingOrderLifetime: days(7), certificateLifetime: days(90), renewBefore: days(30),
    namesPerCertificate: 100, source: "https://letsencrypt.org/docs/staging-environment/", sourceDate: "2026-08")

  public static let sm2 = CAProfile(
    name: "sm2", title: "SM2 ACME Service",
    // Its own client orders: there is no public ACME directory and no published CAA identity.
    directoryURL: nil, caaIdentities: [], pendingCap: 10, pendingOrderLifetime: days(7),
    certificateLifetime: days(90), renewBefore: days(7), namesPerCertificate: 20,
    source: "the service's page on rate limits", sourceDate: "2023-01-06")

  public static let zeroSSL = CAProfile(
    name: "zerossl", title: "ZeroSSL", directoryURL: "https://acme.zerossl.com/v2/DV90",
    caaIdentities: ["sectigo.com"], pendingCap: 100, pendingOrderLifetime: days(7), certificateLifetime: days(90),
    renewBefore: days(30), namesPerCertificate: 100, source: "no limits are published; a cautious cap",
    sourceDate: "2026-08")

  public static let google = CAProfile(
    name: "google", title: "Google Trust Services", directoryURL: "https://dv.acme-v02.api.pki.goog/directory",
    caaIdentities: ["pki.goog"], pendingCap: 100, pendingOrderLifetime: days(7), certificateLifetime: days(90),
    renewBefore: days(30), namesPerCertificate: 100, source: "limits are per project; a cautious cap",
    sourceDate: "2026-08")

  public static let sslCom = CAProfile(
    name: "sslcom", title: "SSL.com", directoryURL: "https://acme.ssl.com/sslcom-dv-ecc", caaIdentities: ["ssl.com"],
    pendingCap: 100, pendingOrderLifetime: days(7), certificateLifetime: days(90), renewBefore: days(30),
    // The free tier: one name and its www.
    namesPerCertificate: 2, source: "no limits are published; a cautious cap", sourceDate: "2026-08")

  private static func days(_ count: Int) -> Duration { .seconds(86_400 * count) }
}
