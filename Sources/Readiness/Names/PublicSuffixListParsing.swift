private import CPublicSuffix

/// Why a file is no Public Suffix List.
public enum PublicSuffixListError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A rule that is no name; lines count from 1.
  case badRule(line: Int)
  /// No rule in the ICANN section: with such a list no name would have a suffix.
  case noRules
  /// More than `PublicSuffixList.maximumOctets`.
  case tooLong

  public var description: String {
    switch self {
    case .badRule(let line): "line \(line) is no rule of a public suffix list"
    case .noRules: "no rules between ===BEGIN ICANN DOMAINS=== and its end"
    case .tooLong: "longer than \(PublicSuffixList.maximumOctets) bytes"
    }
  }
}

extension PublicSuffixList {
  /// The published list has 0.35 MB; this leaves it room to grow.
  public static let maximumOctets = 16 << 20

  /// The list that this program was built with, loaded at first use.
  public static let embedded: PublicSuffixList = {
    let bytes = UnsafeBufferPointer(start: preflight_public_suffix_list(), count: preflight_public_suffix_list_size())
    // The tests load it, so the empty one (no name has a suffix: all refused) is never the outcome.
    return (try? PublicSuffixList(parsing: bytes)) ?? PublicSuffixList(rules: SuffixTable(reservingRules: 0, octets: 0))
  }()

  /// Reads a list in the form in which it is published: a rule per line up to the first white space, `//` before
  /// comments, sections between markers. Rules outside both sections count as private.
  public init(parsing bytes: [UInt8]) throws(PublicSuffixListError) {
    let result = bytes.withUnsafeBufferPointer { bytes in
      Result { () throws(PublicSuffixListError) in try PublicSuffixList(parsing: bytes) }
    }
    self = try result.get()
  }

  init(parsing bytes: UnsafeBufferPointer<UInt8>) throws(PublicSuffixListError) {
    guard bytes.count <= PublicSuffixList.maximumOctets else { throw .tooLong }
    // A rule and its comments take some 30 bytes.
    var rules = SuffixTable(reservingRules: bytes.count / 30, octets: bytes.count)
    var section = SuffixTable.Kinds.private
    var hasICANN = false
    // Some editors put a byte order mark before the first line.
    var index = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    var lineNumber = 0
    while index < bytes.count {
      let end = bytes[index...].firstIndex(of: 10) ?? bytes.count
      let line = bytes[index..<end]
      index = end + 1
      lineNumber += 1
      guard let first = line.first, !first.isSpace else { continue }
      if first == UInt8(ascii: "/"), line.dropFirst().first == first {
        if let marked = marker(line) { section = marked }
        continue
      }
      let rule = line.prefix { !$0.isSpace }
      guard rules.insert(rule: rule, section) else { throw .badRule(line: lineNumber) }
      hasICANN = hasICANN || section == .icann
    }
    guard hasICANN else { throw .noRules }
    self.init(rules: rules)
  }
}

/// The section that a comment line begins or, at an end, falls back to; nil for other comments.
private func marker(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> SuffixTable.Kinds? {
  guard line.count > 6, line[line.startIndex + 3] == UInt8(ascii: "=") else { return nil }
  let text = line.dropFirst(3)
  if text.starts(with: "===BEGIN ICANN DOMAINS===".utf8) { return .icann }
  if text.starts(with: "===END ICANN DOMAINS===".utf8) { return .private }
  return nil
}

extension SuffixTable {
  /// Adds a rule as the list writes it; false where it is none.
  fileprivate mutating func insert(rule: Slice<UnsafeBufferPointer<UInt8>>, _ section: Kinds) -> Bool {
    var text = rule
    var kind = Kinds.plain
    if text.first == UInt8(ascii: "!") {
      kind = .exception
      text = text.dropFirst()
      // What an exception leaves as the suffix is its name without the first label: of one label nothing is left.
      guard text.contains(UInt8(ascii: ".")) else { return false }
    } else if text.first == UInt8(ascii: "*"), text.dropFirst().first == UInt8(ascii: ".") {
      kind = .wildcard
      text = text.dropFirst(2)
    }
    let kinds = kind.intersection(section)
    if text.allSatisfy({ $0.isLowerHostname }) {
      guard isWellFormed(text) else { return false }
      insert(text, kinds)
      return true
    }
    guard text.count <= 1024, let ascii = asciiForm(of: String(decoding: text, as: UTF8.self)), isWellFormed(ascii)
    else { return false }
    insert(ascii, kinds)
    return true
  }
}

private func isWellFormed(_ text: some BidirectionalCollection<UInt8>) -> Bool {
  (1...253).contains(text.count) && text.first != UInt8(ascii: ".") && text.last != UInt8(ascii: ".")
}

/// The rule with each label that needs it in Punycode. The list is published in lower case and NFC, so nothing else is
/// mapped.
private func asciiForm(of rule: String) -> [UInt8]? {
  var output: [UInt8] = []
  for label in rule.lowercased().split(separator: ".", omittingEmptySubsequences: false) {
    if !output.isEmpty { output.append(UInt8(ascii: ".")) }
    guard !label.isEmpty else { return nil }
    if label.utf8.allSatisfy({ $0 < 0x80 }) {
      guard label.utf8.allSatisfy(\.isLowerHostname) else { return nil }
      output.append(contentsOf: label.utf8)
    } else {
      // What is no letter of any script makes no label: a compressed file would else pass as a list of odd names.
      guard label.unicodeScalars.allSatisfy({ $0.isASCII ? UInt8(ascii: $0).isLowerHostname : $0.value > 0x9f })
      else { return nil }
      guard let encoded = Punycode.encode(Array(label.unicodeScalars)) else { return nil }
      output.append(contentsOf: "xn--".utf8)
      output.append(contentsOf: encoded)
    }
  }
  return output
}

extension UInt8 {
  fileprivate var isSpace: Bool { self == 32 || self == 9 || self == 13 }

  /// Lower-case letters, digits, hyphen, dot, underscore.
  fileprivate var isLowerHostname: Bool {
    switch self {
    case 0x61...0x7a, 0x30...0x39, 0x2d, 0x2e, 0x5f: true
    default: false
    }
  }
}
