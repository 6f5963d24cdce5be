import Addressing
import Checking
import Options
import Readiness

/// The options that say how names are checked, read and held against each other.
struct CheckOptions: Sendable {
  /// At most one way of proof.
  enum Probe: Hashable, Sendable {
    case nothing
    /// A token file is put below this directory for the time of the command.
    case webroot(String)
    case thumbprint(String)
    case file(path: String, body: String)
  }

  let targets: [Target]
  let isProxyAllowed: Bool
  let probe: Probe
  /// A profile's name, or the path of one (it ends in ".json").
  let ca: String
  let accountURI: String?
  let method: ValidationMethod
  /// With dns-01: what proves that the platform can put the CA's record.
  let challengeTarget: ChallengeTarget?
  /// Empty: the system's.
  let resolvers: [ResolverChoice]
  /// Questions a second to each of them; nil: no bound.
  let resolverRate: Int?
  /// Whether the domains' own name servers are asked as well.
  let asksNameServers: Bool
  let source: IPAddress?
  let connectTo: Endpoint?
  let assumesSameServer: Bool
  let httpPort: UInt16
  let httpsPort: UInt16
  let allowedReserved: [AddressPrefix]
  let userAgent: String
  let dialTimeout: Duration
  let timeout: Duration
  let deadline: Duration
  let concurrency: Concurrency
  let perAddress: Int
  /// Nil: the list built in.
  let publicSuffixList: String?

  init(_ values: OptionValues, for command: CommandName) throws(UsageError) {
    let reader = OptionReader(values: values, command: command)
    targets = try reader.list(.target, "an address, a range such as 203.0.113.0/24, or a host name") { Target($0) }
    isProxyAllowed = values.flag(.allowProxied)
    if isProxyAllowed, targets.isEmpty, reader.isTyped(.allowProxied) {
      throw reader.conflict("--allow-proxied needs --target: without one no address is elsewhere")
    }
    probe = try reader.probe()
    ca = values.text(.ca) ?? ""
    accountURI = try reader.single(.accountURI, "a URL that begins with https://") { text in
      text.hasPrefix("https://") && text.isPrintableASCII ? text : nil
    }
    method = values.choice(.method) ?? .http01
    challengeTarget = try reader.single(.dns01Target, "a host name such as acme.example.com or {name}.acme.example.com")
    {
      ChallengeTarget($0)
    }
    if challengeTarget != nil, method != .dns01, reader.isTyped(.dns01Target) {
      throw reader.conflict("--dns01-target needs --method dns-01")
    }
    resolvers = try reader.list(.resolver, ResolverChoice.expected) { ResolverChoice($0) }
    resolverRate = values.integerIfGiven(.resolverRate)
    asksNameServers = !values.flag(.noAuthoritative)
    source = try reader.single(.source, "an IPv4 or IPv6 address") { IPAddress($0) }
    httpPort = UInt16(clamping: values.integer(.httpPort))
    httpsPort = UInt16(clamping: values.integer(.httpsPort))
    let port = httpPort
    connectTo = try reader.single(.connectTo, "an address, with a port as in 192.0.2.1:80 or [2001:db8::1]:80") {
      Endpoint($0, defaultPort: port)
    }
    assumesSameServer = values.flag(.assumeSameServer)
    if assumesSameServer, connectTo == nil, reader.isTyped(.assumeSameServer) {
      throw reader.conflict("--assume-same-server needs --connect-to")
    }
    allowedReserved = try reader.list(.allowReserved, "a range such as 127.0.0.0/8") { AddressPrefix($0) }
    userAgent =
      try reader.single(.userAgent, "printable ASCII") { $0.isPrintableASCII ? $0 : nil }
      ?? "preflight/\(Program.version)"
    dialTimeout = values.duration(.dialTimeout)
    timeout = values.duration(.timeout)
    deadline = values.duration(.deadline)
    concurrency =
      values.integerIfGiven(.concurrency).map(Concurrency.fixed) ?? .chosen(openFiles: OpenFiles.allowed)
    perAddress = values.integer(.perAddress)
    publicSuffixList = values.text(.publicSuffixList)
  }
}

extension OptionReader {
  fileprivate func probe() throws(UsageError) -> CheckOptions.Probe {
    let path = values.text(.probePath)
    let body = values.text(.probeBody)
    let ways: [Option] = [.webroot, .thumbprint, .probePath].filter(values.isGiven)
    if ways.count > 1 {
      let names = ways.map(\.flagText).joined(separator: " and ")
      throw conflict("\(names) are different ways to prove the server: keep one")
    }
    if let webroot = values.text(.webroot) { return .webroot(webroot) }
    if let thumbprint = values.text(.thumbprint) {
      guard thumbprint.isPrintableASCII, !thumbprint.contains(" ") else {
        throw invalid(.thumbprint, thumbprint, "an account key's thumbprint, without spaces")
      }
      return .thumbprint(thumbprint)
    }
    switch (path, body) {
    case (nil, nil): return .nothing
    case (nil, _?): throw conflict("--probe-body needs --probe-path: where the file is that holds it")
    case (_?, nil): throw conflict("--probe-path needs --probe-body: what the file holds")
    case (let path?, let body?):
      guard path.hasPrefix("/"), path.isPrintableASCII, !path.contains(where: { " ?#".contains($0) }) else {
        throw invalid(.probePath, path, "a path that begins with /, such as /.well-known/acme-challenge/test")
      }
      return .file(path: path, body: body)
    }
  }
}
