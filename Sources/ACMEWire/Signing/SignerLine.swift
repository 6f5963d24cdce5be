/// What a signer that runs beside preflight is asked, and answers: one line each, with words that a shell can take apart.
public enum SignerLine {
  /// `ID BASE64`: what is to be signed.
  public static func request(_ number: UInt64, _ input: [UInt8]) -> [UInt8] {
    Array("\(number) \(Base64.encode(input))\n".utf8)
  }

  /// Of an answer, in octets.
  public static let limit = 4096
}

/// An answer of a signer: `ID der BASE64`, `ID raw BASE64` or `ID error TEXT`.
public struct SignerReply: Hashable, Sendable {
  public enum Outcome: Hashable, Sendable {
    case signature(ECDSASignature)
    /// Why there is none: the signer's own words, or what is wrong with its answer.
    case refused(String)
  }

  public let number: UInt64
  public let outcome: Outcome

  /// Nil for a line that does not say which request it answers.
  public init?(_ line: [UInt8]) {
    let text = String(decoding: line, as: UTF8.self)
    let words = text.split(separator: " ", maxSplits: 2)
    guard line.count <= SignerLine.limit, words.count >= 2, words[0].utf8.allSatisfy({ (48...57).contains($0) }),
      let number = UInt64(words[0])
    else { return nil }
    self.number = number
    let rest = words.count > 2 ? words[2] : ""
    outcome = SignerReply.outcome(words[1], rest)
  }

  private static func outcome(_ kind: Substring, _ rest: Substring) -> Outcome {
    if kind == "error" { return .refused(rest.isEmpty ? "it gave no reason" : String(rest)) }
    guard kind == "der" || kind == "raw" else {
      return .refused("it answered \"\(kind.prefix(20))\" instead of der, raw or error")
    }
    guard let octets = Base64.decode(rest) else { return .refused("its signature is not base64") }
    do throws(EncodingError) {
      return .signature(kind == "der" ? try ECDSASignature(der: octets) : try ECDSASignature(raw: octets))
    } catch {
      return .refused("its signature cannot be read: \(error)")
    }
  }
}
