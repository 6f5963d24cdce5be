/// What an `issue` or `issuewild` record permits (RFC 8659 section 4.2), read as Boulder reads it.
struct IssuerValue: Hashable {
  struct Parameter: Hashable {
    let name: String
    let value: String
  }

  /// The CA's identity as written; empty where nobody may issue (`;`).
  let issuer: String
  let parameters: [Parameter]

  /// Nil where the value is malformed: such a record permits nothing and forbids nothing by itself.
  init?(_ value: [UInt8]) {
    // Semicolons stand in neither name nor value, so each one parts.
    let parts = value.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
    issuer = String(decoding: parts[0].trimmed, as: UTF8.self)
    // One semicolon with nothing behind it is fine; behind parameters it is not.
    if parts.count == 2, parts[1].trimmed.isEmpty {
      parameters = []
      return
    }
    var parameters: [Parameter] = []
    for part in parts.dropFirst() {
      guard let equals = part.firstIndex(of: UInt8(ascii: "=")) else { return nil }
      let name = part[..<equals].trimmed
      let value = part[(equals + 1)...].trimmed
      // Letters and digits; RFC 8659 allows a hyphen, and Boulder does not.
      guard name.allSatisfy(\.isAlphanumeric), value.allSatisfy({ (0x21...0x7e).contains($0) }) else { return nil }
      parameters.append(
        Parameter(name: String(decoding: name, as: UTF8.self), value: String(decoding: value, as: UTF8.self)))
    }
    self.parameters = parameters
  }

  /// Reads a malformed value for what it was to be: parameters that are none are left out. Nil where nothing is left.
  init?(repairing value: [UInt8]) {
    let parts = value.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
    let good = parts.dropFirst().filter { part in
      part.contains(UInt8(ascii: "=")) && IssuerValue(Array(parts[0]) + [UInt8(ascii: ";")] + part) != nil
    }
    self.init(Array(([parts[0]] + good).joined(separator: [UInt8(ascii: ";")])))
  }

  /// Whether it names several accounts at once, which permits none of them.
  var hasSeveralAccounts: Bool { values(of: "accounturi").count > 1 }

  /// The labels of validationmethods that are labels.
  var methods: [String] {
    values(of: "validationmethods").flatMap { $0.split(separator: ",") }.map(String.init).filter(Self.isLabel)
  }

  private static func isLabel(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") }
  }

  /// How one parameter bears on a request (RFC 8657).
  enum Permission: Hashable {
    case permitted
    case refused
    /// The record names an account, and we were not told which one will order.
    case unknown
  }

  /// Section 3: one account's URL, exactly. Names of parameters are compared as they are: `AccountURI` restricts nothing.
  func permits(account: String?) -> Permission {
    switch values(of: "accounturi") {
    case []: .permitted
    case let values where values.count > 1: .refused
    case let values: account.map { values.first == $0 ? .permitted : .refused } ?? .unknown
    }
  }

  /// Section 4: labels parted by commas, read from the left until ours is met; one that is no label ends the reading.
  func permits(_ method: ValidationMethod) -> Permission {
    let values = values(of: "validationmethods")
    guard let list = values.first else { return .permitted }
    guard values.count == 1 else { return .refused }
    for label in list.split(separator: ",", omittingEmptySubsequences: false) {
      guard Self.isLabel(label) else { return .refused }
      if label == method.rawValue { return .permitted }
    }
    return .refused
  }

  private func values(of name: String) -> [String] {
    parameters.filter { $0.name == name }.map(\.value)
  }
}

extension ArraySlice<UInt8> {
  /// Without the white space of RFC 8659's grammar: space and tab.
  fileprivate var trimmed: ArraySlice<UInt8> {
    var rest = self
    while let first = rest.first, first == 32 || first == 9 { rest.removeFirst() }
    while let last = rest.last, last == 32 || last == 9 { rest.removeLast() }
    return rest
  }
}

extension UInt8 {
  fileprivate var isAlphanumeric: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
    default: false
    }
  }
}
