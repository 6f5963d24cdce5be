import Addressing
import Readiness

/// Where a name points, and where it should.
extension Diagnosis {
  struct Record {
    /// "A", "CNAME"; "name" for a target that is a host's name.
    let type: String
    let value: String
    var note = ""
  }

  private static let maximumRows = 20

  /// The chain of aliases from the name on.
  static func aliases(_ dns: DNSSummary) -> [Record] {
    dns.cnames.prefix(10).map { Record(type: "CNAME", value: $0) }
  }

  /// The addresses at its end. Of more than there is room for, first those that are not as they should be.
  static func addresses(_ dns: DNSSummary) -> Excerpt<Record> {
    var shown = dns.addresses
    if shown.count > maximumRows {
      let isWrong = { (address: DNSSummary.Address) in !note(address).isEmpty && address.expected != true }
      shown = shown.filter(isWrong) + shown.filter { !isWrong($0) }
    }
    return Excerpt(
      shown.map {
        Record(type: $0.address.family == .ipv4 ? "A" : "AAAA", value: "\($0.address)", note: note($0))
      }, most: maximumRows)
  }

  static let noAddress = "no address"

  /// Where it should point, as the user said it.
  static func targets(_ expected: [String]) -> [Record] {
    expected.prefix(maximumRows).map { Record(type: type($0), value: $0) }
  }

  /// With dns-01: where the CA looks, and where that leads.
  static func records(_ challenge: DNSSummary.Challenge) -> [Record] {
    challenge.cnames.prefix(10).map { Record(type: "CNAME", value: $0) }
      + challenge.texts.prefix(10).map { Record(type: "TXT", value: $0) }
  }

  static let noRecord = "no record"

  private static func note(_ address: DNSSummary.Address) -> String {
    switch address.expected {
    case true?: "as expected"
    case false?: SpecialPurpose.range(of: address.address) == nil ? "elsewhere" : "reserved"
    case nil: SpecialPurpose.range(of: address.address) == nil ? "" : "reserved"
    }
  }

  /// The record that leads to a target as the user gave it.
  private static func type(_ target: String) -> String {
    switch AddressPrefix(target)?.base.family {
    case .ipv4?: "A"
    case .ipv6?: "AAAA"
    case nil: "name"
    }
  }
}
