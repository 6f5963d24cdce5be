import Options

/// Reads texts of options as what they stand for, with errors that name the option.
struct OptionReader {
  let values: OptionValues
  let command: CommandName

  /// Whether it stands on this command line. A variable or a file that is for many commands is let
  /// pass where it does nothing.
  func isTyped(_ option: Option) -> Bool { values.origin(of: option) == .argument }

  func single<Value>(_ option: Option, _ expected: String, _ read: (String) -> Value?) throws(UsageError) -> Value? {
    guard let text = values.text(option) else { return nil }
    guard let value = read(text) else { throw invalid(option, text, expected) }
    return value
  }

  func list<Value>(_ option: Option, _ expected: String, _ read: (String) -> Value?) throws(UsageError) -> [Value] {
    var list: [Value] = []
    for text in values.texts(option) {
      guard let value = read(text) else { throw invalid(option, text, expected) }
      list.append(value)
    }
    return list
  }

  func invalid(_ option: Option, _ text: String, _ expected: String) -> UsageError {
    return UsageError(
      .invalidValue, "\(values.label(option, text)) is \(UsageError.quote(text)): it must be \(expected)",
      command: command)
  }

  func conflict(_ message: String) -> UsageError { UsageError(.conflict, message, command: command) }
}

extension String {
  var isPrintableASCII: Bool { utf8.allSatisfy { (0x20..<0x7f).contains($0) } }
}
