import Addressing
import DNSWire
import Network

/// One address of one name server.
struct ZoneServer: Hashable, Sendable {
  var host: DNSName
  var address: IPAddress

  var endpoint: Endpoint { Endpoint(address, port: 53) }
}

/// The name servers of a zone: those that the zone names and those that the zone above names for it.
struct ZoneServers: Sendable {
  var zone: DNSName
  var servers: [ZoneServer] = []
  var hostsWithoutAddress: [DNSName] = []

  /// Thirteen hosts with two addresses each are what a zone can have in a referral over UDP.
  private static let maximumCount = 32

  init(zone: DNSName) {
    self.zone = zone
  }

  /// - Parameter glue: Addresses that the zone above has for the host; a CA's resolver may ask those.
  mutating func add(_ host: DNSName, _ found: HostAddresses, glue: [IPAddress], _ isAllowed: (IPAddress) -> Bool) {
    let addresses = found.addresses + glue
    if addresses.isEmpty, found.isMissing { hostsWithoutAddress.append(host) }
    for address in addresses where isAllowed(address) && servers.count < ZoneServers.maximumCount {
      if !servers.contains(where: { $0.address == address }) {
        servers.append(ZoneServer(host: host, address: address))
      }
    }
  }
}

/// The addresses of a name server's host.
struct HostAddresses: Sendable {
  var addresses: [IPAddress] = []
  /// Whether the resolver said that there is none, or that it cannot find any; else it is our own side that failed.
  var isMissing = false
}

/// What every name server of a zone replied to some questions about one name.
struct ZoneReplies: Sendable {
  struct Row: Sendable {
    var server: ZoneServer
    /// In the order of the questions.
    var replies: [Result<DirectAnswer, DirectFailure>]
  }

  var zone: DNSName
  var servers: [Row]
  var hostsWithoutAddress: [DNSName]
}

/// What the resolver says about name servers at one level of a name.
enum LevelAnswer: Sendable {
  /// A zone begins here.
  case zone([DNSName])
  /// The level lies in this zone: the owner of the SOA record that came with "no".
  case inside(DNSName)
  /// An alias, which is never a zone's beginning; or nothing that helps.
  case unknown
  /// No answer.
  case failed

  init(_ message: Message, _ level: DNSName) {
    guard message.responseCode == .noError || message.responseCode == .nxDomain else {
      self = .failed
      return
    }
    let hosts = message.answers.compactMap { record -> DNSName? in
      if record.name == level, case .ns(let host) = record.data { host } else { nil }
    }
    if !hosts.isEmpty {
      self = .zone(hosts)
    } else if message.answers.isEmpty, let soa = message.authorities.first(where: { $0.type == .soa }),
      level.hasSuffix(soa.name), !soa.name.isRoot
    {
      self = .inside(soa.name)
    } else {
      self = .unknown
    }
  }
}

/// What a server of the zone above says of a zone's name servers.
struct Referral: Sendable {
  var hosts: [DNSName]
  var glue: [DNSName: [IPAddress]]

  /// Nil where the message names no servers of the zone.
  init?(_ message: Message, for zone: DNSName) {
    hosts = (message.answers + message.authorities).compactMap { record in
      if record.name == zone, case .ns(let host) = record.data { host } else { nil }
    }
    guard message.responseCode == .noError, !hosts.isEmpty else { return nil }
    glue = [:]
    for record in message.glue {
      if case .address(let address) = record.data { glue[record.name, default: []].append(address) }
    }
  }
}
