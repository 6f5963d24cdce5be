internal import Timing

/// Reads the text of an option's value into what its kind says.
struct ValueReader {
  let option: Option
  /// How the user named it: "--timeout" or "PREFLIGHT_TIMEOUT".
  let label: String
  let command: CommandName?

  func read(_ text: String) throws(UsageError) -> [OptionValues.Value] {
    guard option.repetition == .commas else { return [try single(text[...])] }
    var values: [OptionValues.Value] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      values.append(try single(part.trimmingSpaces))
    }
    return values
  }

  private func single(_ text: Substring) throws(UsageError) -> OptionValues.Value {
    guard !text.isEmpty else { throw error(.missingValue, "\(label) needs a value: \(option.placeholder)") }
    guard !text.unicodeScalars.contains("\0") else { throw error(.invalidValue, "\(label) has a NUL in its value") }
    switch option.kind {
    case .flag: return try .flag(switched(text))
    case .text, .file, .directory: return .text(String(text))
    case .integer(let range): return try .integer(integer(text, in: range))
    case .duration(let range): return try .duration(duration(text, in: range))
    case .choice: return try .text(choice(text, of: option.words(for: command)))
    }
  }

  /// A flag's environment variable; an option that is a flag has no text.
  private func switched(_ text: Substring) throws(UsageError) -> Bool {
    switch text.lowercased() {
    case "1", "true", "yes", "on": return true
    case "0", "false", "no", "off": return false
    default: throw error(.invalidValue, "\(label) is \(UsageError.quote(text)): write 1 or 0")
    }
  }

  private func integer(_ text: Substring, in range: ClosedRange<Int>) throws(UsageError) -> Int {
    let digits = text.first == "-" ? text.dropFirst() : text
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw error(.invalidValue, "\(label) is \(UsageError.quote(text)): write a whole number")
    }
    guard let value = Int(text), range.contains(value) else {
      throw error(
        .outOfRange, "\(label) is \(UsageError.quote(text)): it must be \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  private func duration(_ text: Substring, in range: ClosedRange<Duration>) throws(UsageError) -> Duration {
    guard let value = Duration(preflight: text) else {
      throw error(
        .invalidValue, "\(label) is \(UsageError.quote(text)): write a number with its unit, such as 90s, 10m, 3h or 7d"
      )
    }
    guard range.contains(value) else {
      throw error(
        .outOfRange,
        "\(label) is \(UsageError.quote(text)): it must be "
          + "\(range.lowerBound == .zero ? "0" : range.lowerBound.shortText) to \(range.upperBound.shortText)")
    }
    return value
  }

  private func choice(_ text: Substring, of words: [String]) throws(UsageError) -> String {
    if let word = words.first(where: { $0 == text }) { return word }
    let nearest = NearestName.find(text, among: words).map { "did you mean '\($0)'?" }
    throw error(
      .invalidValue,
      "\(label) is \(UsageError.quote(text)): \(nearest ?? "it must be " + listed(words))")
  }

  /// "text, json or ndjson".
  private func listed(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.joined() }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }

  private func error(_ code: UsageError.Code, _ message: String) -> UsageError {
    UsageError(code, message, command: command)
  }
}

extension Substring {
  fileprivate var trimmingSpaces: Substring {
    var text = drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return text
  }
}
