import Checking
import Gate
import Network
import Readiness

extension CheckOptions {
  /// What the checker is told.
  ///
  /// - Parameter probe: The way of proof; for `webroot` the file that was put there.
  func settings(probe: ProbeMode, profile: CAProfile) -> CheckSettings {
    let policy = CAAPolicy(identities: profile.caaIdentities, accountURI: accountURI, method: method)
    var settings = CheckSettings(caaPolicy: policy)
    settings.probe = probe
    settings.targets = targets
    settings.challengeTarget = challengeTarget
    settings.isProxyAllowed = isProxyAllowed
    settings.allowedReserved = allowedReserved
    settings.connectTo = connectTo
    settings.assumesSameServer = assumesSameServer
    settings.source = source
    settings.httpPort = httpPort
    settings.httpsPort = httpsPort
    settings.userAgent = userAgent
    settings.dialTimeout = dialTimeout
    settings.timeout = timeout
    settings.deadline = deadline
    settings.perAddress = perAddress
    return settings
  }

  /// The rules for names, with the list of public suffixes that was given.
  func namePolicy() throws(CommandError) -> NamePolicy {
    guard let path = publicSuffixList else { return NamePolicy(method: method) }
    let bytes = try SmallFile.read(path, limit: PublicSuffixList.maximumOctets)
    do throws(PublicSuffixListError) {
      return NamePolicy(suffixes: try PublicSuffixList(parsing: bytes), method: method)
    } catch {
      throw .input("\(path): \(error)")
    }
  }
}
