import Options
import Readiness

/// The options that say how a run orders, read and held against each other.
struct RunOptions: Sendable {
  let check: CheckOptions
  /// A path, or `-`.
  let input: String
  let submitter: any SubmitterOptions
  /// One order.
  let orderTimeout: Duration
  let state: String
  let gate: GateOptions
  let namesPerOrder: Int
  /// In the form by which requests are compared once the names' policy is known; as typed here.
  let forced: [String]
  let recheckFor: Duration
  let dropsUnreadyNames: Bool
  let readyFor: Duration
  /// Nil: as long as it takes.
  let maxWait: Duration?
  let maxWaiting: Int
  let grace: Duration
  /// Where every event is written; nil: nowhere.
  let events: String?
  /// Where Prometheus finds the run's figures; nil: nowhere.
  let metricsFile: String?
  let reports: [ReportChoice]

  init(
    _ values: OptionValues, input: String, environment: [String: String]
  ) throws(UsageError) {
    let reader = OptionReader(values: values, command: .run)
    check = try CheckOptions(values, for: .run)
    if check.method == .dns01, check.challengeTarget == nil {
      throw reader.conflict(
        "without --dns01-target no domain is ever ready: name where _acme-challenge of the domains should lead")
    }
    if check.method == .http01, check.probe == .nothing {
      throw reader.conflict(
        "without a proof no domain is ever ready: give --webroot, --thumbprint, or --probe-path with --probe-body")
    }
    if check.method == .http01, check.connectTo != nil, !check.assumesSameServer {
      throw reader.conflict(
        "with --connect-to no domain is ever ready: add --assume-same-server if the CA will reach the same server")
    }
    self.input = input
    submitter = try SubmitterChoice.read(reader, check)
    orderTimeout = values.duration(.orderTimeout)
    state = try reader.stateDirectory(environment)
    gate = try GateOptions(values, for: .run)
    namesPerOrder = values.integer(.namesPerOrder)
    forced = values.texts(.force)
    recheckFor = values.duration(.recheckFor)
    dropsUnreadyNames = values.flag(.dropUnreadyNames)
    readyFor = values.duration(.readyFor)
    maxWait = values.durationIfGiven(.maxWait)
    maxWaiting = values.integer(.maxWaiting)
    grace = values.duration(.grace)
    events = values.text(.events)
    metricsFile = values.text(.metricsFile)
    reports = try ReportChoice.read(reader, input: input)
    if let events, events != "-", events == values.text(.output) {
      throw reader.conflict("--events and --output name the same file: keep them apart")
    }
  }
}

extension OptionReader {
  /// --state, else the default.
  func stateDirectory(_ environment: [String: String]) throws(UsageError) -> String {
    if let directory = values.text(.state) ?? StateDirectory.standard(environment) { return directory }
    throw conflict("no place for the ledger: HOME is not set; give --state DIR")
  }
}

enum StateDirectory {
  /// Where the XDG Base Directory Specification puts state; nil where neither of its variables is set.
  static func standard(_ environment: [String: String]) -> String? {
    // The specification: a relative path is to be ignored.
    if let base = environment["XDG_STATE_HOME"], base.hasPrefix("/") { return base + "/preflight" }
    if let home = environment["HOME"], home.hasPrefix("/") { return home + "/.local/state/preflight" }
    return nil
  }
}
