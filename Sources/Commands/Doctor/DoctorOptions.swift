import Addressing
import Gate
import Options
import Readiness

/// What `doctor` is told to look at, beside the machine.
struct DoctorOptions: Sendable {
  let check: CheckOptions
  let state: String
  /// Where token files of processes that are gone are swept, as `check` does it.
  let tokenState: String?
  let caBundle: String?
  private let directoryURL: String?
  private let asksAuthority: Bool

  init(_ values: OptionValues, environment: [String: String]) throws(UsageError) {
    let reader = OptionReader(values: values, command: .doctor)
    check = try CheckOptions(values, for: .doctor)
    state = try reader.stateDirectory(environment)
    tokenState = StateDirectory.standard(environment)
    directoryURL = try reader.directoryURL()
    caBundle = values.text(.caBundle)
    // The default CA alone is no reason to call it.
    asksAuthority = values.isGiven(.ca) || values.isGiven(.directory)
  }

  /// The ACME directory to ask; nil where no CA was named, or this one has none.
  func directory(of profile: CAProfile) -> String? {
    asksAuthority ? directoryURL ?? profile.directoryURL : nil
  }

  /// A web server to try, and whether it was named. Else the one on this machine.
  var webServer: (endpoint: Endpoint, isNamed: Bool) {
    if let endpoint = check.connectTo { return (endpoint, true) }
    for case .prefix(let prefix) in check.targets where prefix.isSingleAddress {
      return (Endpoint(prefix.base, port: check.httpPort), true)
    }
    return (Endpoint(.v4(0x7f00_0001), port: check.httpPort), false)
  }
}
