public import JSONText
import Readiness
import Timing

/// Why a line of the journal is not an entry that this version understands.
public enum EntryError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A kind that this version does not know: a newer one wrote it.
  case unknownKind(String)
  /// A member is missing or is not what it should be.
  case member(String)

  public var description: String {
    switch self {
    case .unknownKind(let kind): "the record's kind \"\(kind.prefix(40))\" is not known to this version"
    case .member(let key): "\"\(key)\" is missing or is not what it should be"
    }
  }
}

extension LedgerEntry {
  /// Reads an entry's object. Members that are not known are passed over: whatever must not be comes as a new kind.
  public init(_ json: JSONValue) throws(EntryError) {
    var fields = Fields(json)
    sequence = try fields.require("seq", \.int)
    at = Moment(
      date: try fields.require("at") { $0.timestamp },
      boot: try fields.require("boot") { $0.string.flatMap(BootID.init) },
      instant: Instant(nanoseconds: try fields.require("up", \.int)))
    let kind = try fields.require("kind", \.string)
    switch kind {
    case "accepted": record = .accepted(try fields.request())
    case "deferred": record = .deferred(NameSet(try fields.names()), try fields.deferral())
    case "reserved": record = .reserved(try fields.reservation())
    case "placed": record = .placed(try fields.order(), url: try fields.require("url", \.string))
    case "adopted": record = .adopted(try fields.order(), owner: try fields.owner())
    case "lapsed": record = .lapsed(try fields.order())
    case "retried": record = .retried(try fields.order())
    case "settled": record = .settled(try fields.order(), try fields.settlement())
    case "expired": record = .expired(try fields.order())
    case "booted": record = .booted
    case "serves": record = .serves(try fields.authority())
    case "account": record = .account
    case "gave-up": record = .gaveUp(try fields.request(), try fields.refusal())
    default:
      guard let checkpoint = try fields.checkpoint(kind, at: at) else { throw .unknownKind(kind) }
      record = .checkpoint(checkpoint)
    }
  }
}

/// The members of an entry. They are written in the order in which they are read, so that looking for the next one
/// where the last one stood finds it at once.
struct Fields {
  let members: [JSONValue.Member]
  var next = 0

  init(_ json: JSONValue) {
    members = json.members ?? []
  }

  mutating func find(_ key: String) -> JSONValue? {
    for step in 0..<members.count {
      let index = (next + step) % members.count
      if members[index].key == key {
        next = index + 1
        return members[index].value
      }
    }
    return nil
  }

  mutating func require<T>(_ key: String, _ convert: (JSONValue) -> T?) throws(EntryError) -> T {
    guard let json = find(key), let value = convert(json) else { throw .member(key) }
    return value
  }

  mutating func optional<T>(_ key: String, _ convert: (JSONValue) -> T?) throws(EntryError) -> T? {
    guard let json = find(key) else { return nil }
    guard let value = convert(json) else { throw .member(key) }
    return value
  }

  mutating func names(_ key: String = "names") throws(EntryError) -> [String] {
    let names = try require(key, \.strings)
    guard !names.isEmpty else { throw .member(key) }
    return names
  }

  mutating func order() throws(EntryError) -> OrderID {
    try require("order") { $0.string.flatMap(OrderID.init) }
  }

  mutating func owner() throws(EntryError) -> OwnerID {
    try require("owner") { $0.string.flatMap(OwnerID.init) }
  }

  mutating func request() throws(EntryError) -> Request {
    Request(names: try names(), id: try optional("id", \.string), alias: try optional("alias", \.string))
  }

  mutating func reservation() throws(EntryError) -> Reservation {
    let id = try order()
    let names = try names()
    let request = try optional("request", \.strings)
    let order = Order(
      id: id, names: names, requestID: try optional("id", \.string), alias: try optional("alias", \.string))
    return Reservation(
      order: order, request: request.map { NameSet($0) }, owner: try owner(),
      submitter: try require("submitter", \.string), expires: try require("expires") { $0.timestamp })
  }

  mutating func settlement() throws(EntryError) -> Settlement {
    Settlement(
      try require("outcome") { $0.string.flatMap(Settlement.Outcome.init) },
      detail: try optional("detail", \.string) ?? "", retryAt: try optional("retryAt") { $0.timestamp },
      notAfter: try optional("notAfter") { $0.timestamp },
      // A limit that this version does not know closes these names only.
      limit: try optional("limit", \.string).flatMap(LimitName.init), isPaused: try optional("paused", \.bool) ?? false,
      fault: try optional("fault", \.string).flatMap(Settlement.OwnFault.init))
  }

  mutating func authority() throws(EntryError) -> CAIdentity {
    CAIdentity(name: try require("ca", \.string), directoryURL: try optional("directory", \.string))
  }

  mutating func deferral() throws(EntryError) -> Deferral {
    Deferral(
      until: try require("until") { $0.timestamp },
      code: FindingCode(rawValue: try require("code", \.string)))
  }

  mutating func refusal() throws(EntryError) -> Refusal {
    Refusal(
      verdict: try require("verdict") { $0.string.flatMap(Verdict.init) },
      codes: try require("codes", \.strings).map(FindingCode.init), reason: try require("reason", \.string))
  }
}

extension JSONValue {
  var timestamp: Timestamp? { string.flatMap { Timestamp($0) } }
}
