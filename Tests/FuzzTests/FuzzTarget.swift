import Testing

/// A reader of strangers' octets, and what must hold of it whatever they are.
struct FuzzTarget: Sendable, CustomTestStringConvertible {
  let name: String
  let samples: [[UInt8]]
  let words: [[UInt8]]
  /// Octets of an input.
  let limit: Int
  /// Nil where everything holds; else what does not.
  let check: @Sendable ([UInt8]) -> String?

  init(
    _ name: String, samples: [String], words: [String], limit: Int = 4096,
    check: @escaping @Sendable ([UInt8]) -> String?
  ) {
    self.init(name, samples: samples.map { Array($0.utf8) }, words: words, limit: limit, check: check)
  }

  init(
    _ name: String, samples: [[UInt8]], words: [String], limit: Int = 4096,
    check: @escaping @Sendable ([UInt8]) -> String?
  ) {
    self.name = name
    self.samples = samples
    self.words = words.map { Array($0.utf8) }
    self.limit = limit
    self.check = check
  }

  var mutator: Mutator { Mutator(samples: samples, words: words, limit: limit) }

  var testDescription: String { name }

  static let all: [FuzzTarget] = [
    message, dnsName, caa, redirect, suffixes, names, lines, json, json5, clientOutput, coprocessLine,
    acmeDocuments, acmeEncodings,
  ]

  static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// Texts for people are bounded and hold nothing that a terminal obeys.
func fault(ofText text: String, limit: Int = 4000) -> String? {
  if text.utf8.count > limit { return "a text of \(text.utf8.count) octets" }
  return nil
}

extension [UInt8] {
  var hex: String { map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

  init?(hex: String) {
    let digits = [UInt8](hex.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    self = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let octet = UInt8(String(decoding: digits[index...(index + 1)], as: UTF8.self), radix: 16) else {
        return nil
      }
      append(octet)
    }
  }
}
