/// The Public Suffix List (publicsuffix.org): under which names anyone may register one. A CA refuses to issue for an
/// ICANN suffix and counts its limits per registered domain.
///
/// Names are taken in their ASCII form (A-labels), in any case, without a trailing dot.
public struct PublicSuffixList: Sendable {
  /// Who stands behind a rule.
  public enum Section: String, Hashable, Sendable {
    /// A registry's own suffix: "com", "co.uk".
    case icann
    /// A company that hands out names below its own: "github.io".
    case `private`
  }

  public struct Suffix: Hashable, Sendable {
    /// In lower case.
    public let text: String
    public let section: Section
  }

  let rules: SuffixTable

  /// The list's rules by the whole of it, both sections; nil where no rule matches.
  public func suffix(of name: String) -> Suffix? {
    find(name, SuffixTable.Kinds.all).map { suffix, start in
      Suffix(text: text(of: name, from: start), section: suffix)
    }
  }

  /// The longest suffix of the ICANN section; nil where no registry stands behind the name. A name that is itself such
  /// a suffix is its own.
  public func icannSuffix(of name: String) -> String? {
    find(name, SuffixTable.Kinds.icann).map { text(of: name, from: $0.start) }
  }

  /// The suffix and one label more, as a CA counts names: both sections, and where no rule matches, the last label is
  /// the suffix. Nil where the name is a suffix itself, or no name.
  public func registeredDomain(of name: String) -> String? {
    var name = name
    return name.withUTF8 { name in
      guard isName(name) else { return nil }
      let start: Int
      if let found = rules.find(name, SuffixTable.Kinds.all) {
        start = found.start
      } else {
        start = (name.lastIndex(of: UInt8(ascii: ".")) ?? -1) + 1
      }
      guard start > 1 else { return nil }
      let label = name[..<(start - 1)].lastIndex(of: UInt8(ascii: ".")).map { $0 + 1 } ?? 0
      return lowercased(name[label...])
    }
  }

  private func find(_ name: String, _ kinds: SuffixTable.Kinds) -> (section: Section, start: Int)? {
    var name = name
    return name.withUTF8 { isName($0) ? rules.find($0, kinds) : nil }
  }

  private func text(of name: String, from start: Int) -> String {
    var name = name
    return name.withUTF8 { lowercased($0[start...]) }
  }
}

private func lowercased(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> String {
  String(decoding: text.lazy.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }, as: UTF8.self)
}

/// Not empty, no longer than DNS allows, and no empty label.
private func isName(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
  guard (1...253).contains(name.count) else { return false }
  var previous = UInt8(ascii: ".")
  for octet in name {
    if octet == UInt8(ascii: "."), previous == octet { return false }
    previous = octet
  }
  return previous != UInt8(ascii: ".")
}
