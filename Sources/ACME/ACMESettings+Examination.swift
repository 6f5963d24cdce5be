import Glibc
public import Submission

extension ACMESettings {
  /// The system's bundle has some 200 kB.
  private static let largestBundle = 1 << 24

  /// Looks whether everything is on this host that an order needs. Nothing is asked of the CA: what is missing only once an
  /// order is open there leaves it pending.
  ///
  /// Throws: `SubmitterError` with the option that names what is missing.
  public func examine() throws(SubmitterError) {
    try OpenSSL.check()
    if let caBundle { try ACMESettings.examine(bundle: caBundle) }
    if case .hook(let words) = answers { try ACMESettings.find(words[0], "--challenge-hook") }
    guard !stopsAtReady else { return }
    if let deployHook { try ACMESettings.find(deployHook.program, "--deploy-hook") }
    try ACMESettings.examine(out: outDirectory)
  }

  private static func examine(bundle: String) throws(SubmitterError) {
    let remedy = "--ca-bundle names a file of certificates in PEM"
    let bytes: [UInt8]?
    do throws(SystemError) {
      bytes = try Files.read(bundle, limit: largestBundle)
    } catch {
      throw .unusable(path: bundle, reason: "\(error.reason); \(remedy)")
    }
    guard let bytes else { throw .unusable(path: bundle, reason: "it is not there; \(remedy)") }
    // "TRUSTED CERTIFICATE" and "X509 CERTIFICATE" are certificates as well.
    guard String(decoding: bytes, as: UTF8.self).contains("CERTIFICATE-----") else {
      throw .unusable(path: bundle, reason: "it holds no certificate; \(remedy)")
    }
  }

  private static func find(_ program: String, _ option: String) throws(SubmitterError) {
    guard Files.program(program) == nil else { return }
    throw .commandMissing(
      program: program, hint: "\(option) runs it for each order: give its path, or add its directory to PATH")
  }

  private static func examine(out: String) throws(SubmitterError) {
    let remedy = "certificates go there: let this user write to it, or name another with --out"
    do throws(SystemError) {
      try Files.makeDirectory(out)
    } catch {
      throw .unusable(path: out, reason: "\(error.reason); \(remedy)")
    }
    guard access(out, W_OK | X_OK) == 0 else {
      throw .unusable(path: out, reason: "\(String(cString: strerror(errno))); \(remedy)")
    }
  }
}
