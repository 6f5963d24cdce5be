public import DNSWire
public import Timing

/// Why a zone's signatures are not accepted, as far as it tells what to do.
public enum SignatureFault: Hashable, Sendable {
  /// Since when, where it is known.
  case expired(Timestamp?)
  case notYetValid
  /// The registry's DS belongs to no key of the zone.
  case wrongDS
  /// The registry has a DS, and the zone has no keys at all.
  case noKeys
  case noSignatures
  /// Made by a method that validators do not accept.
  case unsupported
  /// A signature does not fit what it signs.
  case broken

  /// What the resolver says about it; nil where that is too general.
  public init?(_ errors: [ExtendedError]) {
    for error in errors {
      switch error.code {
      case 7, 25: self = .expired(nil)
      case 8: self = .notYetValid
      case 10, 12: self = .noSignatures
      case 1, 2, 27: self = .unsupported
      default: continue
      }
      return
    }
    return nil
  }

  /// What the records say that a resolver hands out unchecked. The nearest to the root decides: without a key that is
  /// vouched for, nothing below it counts.
  ///
  /// - Parameters:
  ///   - signers: The DS records at the registry; not empty.
  ///   - keys: The zone's keys, and the signatures over them.
  ///   - signatures: Those over the answer; nil where there was none to look at.
  ///   - now: Seconds since 1970.
  public init(
    signers: [DelegationSigner], keys: (keys: [ZoneKey], signatures: [SignatureRecord]), signatures: [SignatureRecord]?,
    errors: [ExtendedError], now: Int64
  ) {
    if keys.keys.isEmpty {
      self = .noKeys
    } else if !keys.keys.contains(where: { key in
      signers.contains { $0.keyTag == key.keyTag && $0.algorithm == key.algorithm }
    }) {
      self = .wrongDS
    } else if let fault = SignatureFault(dates: keys.signatures, now) {
      self = fault
    } else if errors.contains(where: { $0.code == 9 }) {
      // The tag fits by chance, or its digest does not.
      self = .wrongDS
    } else if let signatures, let fault = SignatureFault(dates: signatures, now) {
      self = fault
    } else {
      self = SignatureFault(errors) ?? .broken
    }
  }

  /// Nil where one signature's dates are right.
  private init?(dates signatures: [SignatureRecord], _ now: Int64) {
    guard let last = signatures.map({ $0.expiration(near: now) }).max() else {
      self = .noSignatures
      return
    }
    if signatures.contains(where: { !$0.isExpired(at: now) && !$0.isEarly(at: now) }) { return nil }
    self = last < now ? .expired(Timestamp(milliseconds: last * 1000)) : .notYetValid
  }

  var words: String {
    switch self {
    case .expired(let date?): "its signatures have expired on \(date.text.prefix(10))"
    case .expired(nil): "its signatures have expired"
    case .notYetValid: "its signatures are dated in the future"
    case .wrongDS: "the DS record at the registry fits none of its keys"
    case .noKeys: "the registry has a DS record for it, and it is not signed at all"
    case .noSignatures: "it should be signed, and signatures are missing"
    case .unsupported: "it is signed by a method that resolvers do not accept"
    case .broken: "a signature does not fit the answer"
    }
  }

  var remedy: String {
    switch self {
    case .expired: "Have the DNS provider sign the zone again, and see that this happens by itself in future."
    case .notYetValid: "Have the DNS provider correct the clock of the machine that signs, and sign the zone again."
    case .wrongDS:
      "At the registrar, replace the DS record with the one of the zone's present key, or remove it. It mostly stems "
        + "from the former DNS provider."
    case .noKeys:
      "At the registrar, remove the DS record, which mostly stems from the former DNS provider; or have the zone signed "
        + "and its DS set."
    case .noSignatures, .broken:
      "Have the DNS provider sign the zone anew; until then, remove the DS record at the registrar."
    case .unsupported:
      "Have the DNS provider sign the zone with a current algorithm (13 or 8), and set the DS to match."
    }
  }
}
