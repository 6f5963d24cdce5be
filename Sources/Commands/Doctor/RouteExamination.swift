import Addressing
import DNSWire
import EventLoop
import Glibc
import Network
import Reports
import Timing

/// Name servers of the root zone: addresses that every host which can check has a way to.
struct RootServers: Sendable {
  var addresses: [IPAddress]

  /// a.root-servers.net (IANA's root hints), for where no resolver answers.
  static let known = RootServers(
    addresses: [.v4(0xc629_0004), .ipv6(0x2001_0503_ba3e_0000_0000_0000_0002_0030)])

  /// Two addresses of each family, as a resolver knows them; nil where it gives none.
  static func find(_ ask: (Query) async -> Message?) async -> RootServers? {
    let names = await ask(Query(name: .root, type: .ns))?.answers.compactMap { record in
      if case .ns(let name) = record.data { name } else { nil }
    }
    var found: [IPAddress] = []
    for name in (names ?? []).sorted(by: { "\($0)" < "\($1)" }).prefix(2) {
      for type in [RecordType.a, .aaaa] {
        found +=
          await ask(Query(name: name, type: type))?.answers.compactMap { record in
            if case .address(let address) = record.data { address } else { nil }
          }.prefix(2) ?? []
      }
    }
    return found.isEmpty ? nil : RootServers(addresses: found)
  }
}

/// Whether there is a way to the IPv4 and the IPv6 Internet.
struct RouteExamination: Sendable {
  let root: RootServers
  let source: IPAddress?

  private func route(_ family: IPAddress.Family) -> Result<IPAddress, SocketError> {
    let known = RootServers.known.addresses
    guard let address = (root.addresses + known).first(where: { $0.family == family }) else {
      return .failure(SocketError(number: 0))
    }
    do throws(SocketError) {
      return .success(try Route.source(to: address, from: source))
    } catch {
      return .failure(error)
    }
  }

  /// Name servers to which there is a way.
  var reachable: [IPAddress] {
    root.addresses.filter { address in
      if case .success = route(address.family) { true } else { false }
    }
  }

  func run() -> [HostCheck] {
    let four = route(.ipv4)
    return [check(.ipv4, four), check(.ipv6, route(.ipv6))]
  }

  private func check(_ subject: HostCheck.Subject, _ route: Result<IPAddress, SocketError>) -> HostCheck {
    let family = subject == .ipv4 ? "IPv4" : "IPv6"
    switch route {
    case .success(let local):
      // IPv4 behind NAT is what most hosts have; for IPv6 it is not.
      guard local.family == .ipv6, let range = SpecialPurpose.range(of: local) else {
        return HostCheck(subject, .ok, "there is a route, from \(local)")
      }
      return HostCheck(
        subject, .warning, "there is a route, from \(local) (\(range.use)), to which the Internet has none",
        remedy: "Give this host a public IPv6 address, or domains over IPv6 seem to be unreachable.")
    case .failure(let error):
      if error.number == EADDRNOTAVAIL, let source {
        return HostCheck(
          subject, .broken, "--source \(source) is no address of this host",
          remedy: "Leave it out, or name one that is.")
      }
      let summary = "no route to the \(family) Internet: \(error)"
      guard subject == .ipv6 else {
        return HostCheck(
          subject, .broken, summary,
          remedy: "Give this host an IPv4 address and a default route: most domains have no other.")
      }
      return HostCheck(
        subject, .warning, summary,
        remedy: "AAAA records are looked up and not fetched from, although the CA asks IPv6 first: give this host IPv6."
      )
    }
  }
}

/// Whether name servers outside answer this host directly.
struct PortExamination: Sendable {
  let root: [IPAddress]
  let client: NameServerClient
  let loop: Loop

  private static let patience = Duration.seconds(4)

  func run() async -> HostCheck {
    guard !root.isEmpty else { return HostCheck(.port53, .skipped, "there is no route to any name server") }
    var answered: [IPAddress] = []
    var others: [String] = []
    await withTaskGroup(of: (IPAddress, String?).self) { group in
      for address in root { group.addTask { (address, await problem(of: address)) } }
      for await (address, problem) in group {
        if let problem { others.append("\(address): \(problem)") } else { answered.append(address) }
      }
    }
    if let first = answered.sorted(by: { "\($0)" < "\($1)" }).first {
      let all = others.isEmpty ? "" : "; not all: \(others.sorted().joined(separator: ", "))"
      return HostCheck(.port53, .ok, "open: the root's name server \(first) answers directly\(all)")
    }
    return HostCheck(
      .port53, .warning,
      "closed: no name server of the root answers directly (\(others.sorted().joined(separator: ", ")))",
      remedy: "Let UDP and TCP to port 53 out, or domains' name servers cannot be held against each other; with "
        + "--no-authoritative they are not asked.")
  }

  /// Nil where it answered as only a zone's own server does.
  private func problem(of address: IPAddress) async -> String? {
    let query = Query(name: .root, type: .soa, recursionDesired: false)
    do throws(DirectFailure) {
      let answer = try await client.ask(
        query, at: Endpoint(address, port: 53), deadline: loop.clocks.instant() + Self.patience)
      return answer.message.isAuthoritative ? nil : "somebody on the way answers in its stead"
    } catch {
      switch error {
      case .silent: return "no answer"
      case .unreachable(let number): return systemError(number)
      case .noTCP: return "no answer over TCP"
      case .notAsked: return "this host does not let it out"
      }
    }
  }
}
