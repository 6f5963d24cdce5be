import DNSWire

@testable import Readiness

extension FuzzTarget {
  private static let account = "https://acme.example/acct/1"

  /// A CAA record: octet of flags, tag, a space, value. Read as a second reading of the CA's rules does it.
  static let caa = FuzzTarget(
    "caa",
    samples: [
      "0issue letsencrypt.org", "0issue ;", "\u{1}tbs x",
      "0issuewild letsencrypt.org; validationmethods=http-01,dns-01",
      "0issue letsencrypt.org; accounturi=\(account); validationmethods=http-01", "0ISSUE letsencrypt.org; x=y;",
    ],
    words: [
      ";", "=", ",", " ", "\t", "-", "letsencrypt.org", "accounturi=\(account)", "accounturi=", "AccountURI=x",
      "validationmethods=http-01", "validationmethods=", "http-01", "issue", "issuewild", "iodef", "a-b=c", "x=y", "é",
    ], limit: 512
  ) { input in
    guard let flags = input.first else { return nil }
    let space = input.firstIndex(of: 32) ?? input.count
    let tag = Array(input[min(1, space)..<space])
    let record = CAARecord(flags: flags, tag: tag, value: Array(input[min(space + 1, input.count)...]))
    for isWild in [false, true] {
      for method in ValidationMethod.allCases {
        let policy = CAAPolicy(identities: ["letsencrypt.org"], accountURI: account, method: method)
        let finding = policy.judge([record], at: CAAPlace("example.com"), wildcard: isWild)
        if (finding == nil) != Oracle.permits(record, method, isWild) {
          return "\(record): \(finding.map { "\($0.code)" } ?? "permitted") for \(method.rawValue)"
        }
        guard let finding else { continue }
        for text in [finding.summary, finding.remedy] {
          if let reason = fault(ofText: text) { return reason }
          if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value > 0x7e }) {
            return "raw octets in a text"
          }
        }
        if finding.code != .caaCriticalUnknown,
          policy.judge([policy.corrected(record)], at: CAAPlace("example.com"), wildcard: isWild) != nil
        {
          return "\(record) is corrected to \(policy.corrected(record)), which does not permit"
        }
      }
    }
    return nil
  }

  /// The CA's rules once more, written from its description and not from our reader.
  private enum Oracle {
    static func permits(_ record: CAARecord, _ method: ValidationMethod, _ isWild: Bool) -> Bool {
      let tag = record.tag.map { (0x41...0x5a).contains($0) ? $0 + 32 : $0 }
      let known = ["issue", "issuewild", "iodef", "issuemail", "issuevmc"].contains { Array($0.utf8) == tag }
      if !known { return record.flags & 0b1000_0001 == 0 }
      guard tag == Array("issue".utf8) || (isWild && tag == Array("issuewild".utf8)) else { return true }
      // Octets as scalars, so that nothing is composed.
      let text = record.value.map { Unicode.Scalar($0) }
      let parts = text.split(separator: ";", omittingEmptySubsequences: false).map(trim)
      guard parts[0] == Array("letsencrypt.org".unicodeScalars) else { return false }
      if parts.count == 1 || (parts.count == 2 && parts[1].isEmpty) { return true }
      var accounts: [[Unicode.Scalar]] = []
      var methods: [[Unicode.Scalar]] = []
      for part in parts.dropFirst() {
        let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { trim(Array($0)) }
        guard halves.count == 2, halves[0].allSatisfy(isAlphanumeric),
          halves[1].allSatisfy({ $0.value > 0x20 && $0.value < 0x7f })
        else { return false }
        if halves[0] == Array("accounturi".unicodeScalars) { accounts.append(halves[1]) }
        if halves[0] == Array("validationmethods".unicodeScalars) { methods.append(halves[1]) }
      }
      if !accounts.isEmpty, accounts != [Array(account.unicodeScalars)] { return false }
      if methods.isEmpty { return true }
      guard methods.count == 1 else { return false }
      for label in methods[0].split(separator: ",", omittingEmptySubsequences: false) {
        guard !label.isEmpty, label.allSatisfy({ isAlphanumeric($0) || $0 == "-" }) else { return false }
        if Array(label) == Array(method.rawValue.unicodeScalars) { return true }
      }
      return false
    }

    private static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
      "0"..."9" ~= scalar || "a"..."z" ~= scalar || "A"..."Z" ~= scalar
    }

    private static func trim(_ text: some Collection<Unicode.Scalar>) -> [Unicode.Scalar] {
      Array(text.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
  }
}
