public import EventLoop
import Glibc

extension Context {
  /// The real world.
  public static func system(signals: Signals?) -> Context {
    Context(
      arguments: Array(CommandLine.arguments.dropFirst()), environment: systemEnvironment(),
      standardOutput: FileOutput(descriptor: 1, name: "standard output"),
      standardError: FileOutput(descriptor: 2, name: "standard error"), isOutputTerminal: isatty(1) == 1,
      isErrorTerminal: isatty(2) == 1, width: terminalWidth(), clocks: SystemClocks(),
      createFile: { path throws(OutputError) in try FileOutput(path: path) }, configuration: .standard,
      signals: signals)
  }
}

private func systemEnvironment() -> [String: String] {
  var variables: [String: String] = [:]
  var next = environ
  while let entry = next.pointee {
    let text = String(cString: entry)
    if let equals = text.firstIndex(of: "=") {
      variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
    }
    next += 1
  }
  return variables
}

private func terminalWidth() -> Int {
  var size = winsize()
  for descriptor: Int32 in [1, 2] where ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 {
    return Int(size.ws_col)
  }
  return 80
}
