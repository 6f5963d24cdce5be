import Addressing
import DNSWire
import Network
import Readiness

/// One address of one name server.
struct ZoneServer: Hashable, Sendable {
  var host: DNSName
  var address: IPAddress
}

/// The name servers of a zone: those that the zone names and those that the zone above names for it.
struct ZoneServers: Sendable {
  var zone: DNSName
  var servers: [ZoneServer]
  var hostsWithoutAddress: [DNSName]

  /// Addresses. Thirteen hosts with two each are what a zone can have in a referral over UDP.
  static let maximumCount = 32
}

/// The addresses of a name server's host.
struct HostAddresses: Sendable {
  var addresses: [IPAddress] = []
  /// Whether the resolver said that there is none, or that it cannot find any; else it is our own side that failed.
  var isMissing = false
}

/// What every name server of a zone replied to some questions about one name.
struct ZoneReplies: Sendable {
  struct Replies: Sendable {
    var server: ZoneServer
    /// In the order of the questions.
    var replies: [Result<DirectAnswer, DirectFailure>]
  }

  var zone: DNSName
  var servers: [Replies]
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

/// Whether servers beyond this machine's network can be asked at all, as learnt in this run.
struct PortWatch: Sendable {
  private(set) var isOpen = false
  private var silentZones: Set<DNSName> = []

  /// So many zones without a word, and not one that answered: it is our side, and asking further is no use.
  private static let enoughZones = 3

  var isClosed: Bool { !isOpen && silentZones.count >= PortWatch.enoughZones }
  /// Whether zones were asked, and none answered as only a zone's own server does.
  var hasHeardNobody: Bool { !isOpen && !silentZones.isEmpty }

  /// An answer with authority, or a referral from a server that does not recurse: no resolver in between gives those.
  mutating func note(_ message: Message, zone: DNSName) {
    if message.isAuthoritative || (!message.recursionAvailable && message.referral(below: zone) != nil) {
      isOpen = true
      silentZones = []
    }
  }

  mutating func noteNoAuthority(of zone: DNSName) {
    if !isOpen, silentZones.count < PortWatch.enoughZones { silentZones.insert(zone) }
  }
}
