/// The type of a record or a question. Unknown ones survive.
public struct RecordType: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  public let rawValue: UInt16

  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  public static let a = RecordType(rawValue: 1)
  public static let ns = RecordType(rawValue: 2)
  public static let cname = RecordType(rawValue: 5)
  public static let soa = RecordType(rawValue: 6)
  public static let ptr = RecordType(rawValue: 12)
  public static let mx = RecordType(rawValue: 15)
  public static let txt = RecordType(rawValue: 16)
  public static let aaaa = RecordType(rawValue: 28)
  public static let dname = RecordType(rawValue: 39)
  public static let opt = RecordType(rawValue: 41)
  public static let ds = RecordType(rawValue: 43)
  public static let rrsig = RecordType(rawValue: 46)
  public static let dnskey = RecordType(rawValue: 48)
  public static let https = RecordType(rawValue: 65)
  public static let caa = RecordType(rawValue: 257)

  /// The mnemonic, or "TYPE65280" (RFC 3597 section 5).
  public var description: String {
    switch self {
    case .a: "A"
    case .ns: "NS"
    case .cname: "CNAME"
    case .soa: "SOA"
    case .ptr: "PTR"
    case .mx: "MX"
    case .txt: "TXT"
    case .aaaa: "AAAA"
    case .dname: "DNAME"
    case .opt: "OPT"
    case .ds: "DS"
    case .rrsig: "RRSIG"
    case .dnskey: "DNSKEY"
    case .https: "HTTPS"
    case .caa: "CAA"
    default: "TYPE\(rawValue)"
    }
  }
}

/// How a server answered: 4 bits of the header, extended to 12 by EDNS (RFC 6891 section 6.1.3). Unknown ones survive.
public struct ResponseCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  public let rawValue: UInt16

  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  public static let noError = ResponseCode(rawValue: 0)
  public static let formErr = ResponseCode(rawValue: 1)
  public static let servFail = ResponseCode(rawValue: 2)
  public static let nxDomain = ResponseCode(rawValue: 3)
  public static let notImp = ResponseCode(rawValue: 4)
  public static let refused = ResponseCode(rawValue: 5)
  public static let notAuth = ResponseCode(rawValue: 9)
  public static let badVers = ResponseCode(rawValue: 16)
  public static let badCookie = ResponseCode(rawValue: 23)

  /// The registry's mnemonic, or "RCODE12".
  public var description: String {
    switch self {
    case .noError: "NOERROR"
    case .formErr: "FORMERR"
    case .servFail: "SERVFAIL"
    case .nxDomain: "NXDOMAIN"
    case .notImp: "NOTIMP"
    case .refused: "REFUSED"
    case .notAuth: "NOTAUTH"
    case .badVers: "BADVERS"
    case .badCookie: "BADCOOKIE"
    default: "RCODE\(rawValue)"
    }
  }
}
