public import EventLoop
import Glibc

extension Context {
  /// The real world.
  public static func system(signals: Signals?) -> Context {
    let environment = systemEnvironment()
    let output: any Output = FileOutput(descriptor: 1, name: "standard output")
    let errors: any Output = FileOutput(descriptor: 2, name: "standard error")
    let isOutputTerminal = isatty(1) == 1
    let isErrorTerminal = isatty(2) == 1
    var context = Context(
      arguments: Array(CommandLine.arguments.dropFirst()), environment: environment, standardOutput: output,
      standardError: errors, isOutputTerminal: isOutputTerminal, isErrorTerminal: isErrorTerminal,
      width: Terminal.columns(1) ?? Terminal.columns(2) ?? 80, clocks: SystemClocks(),
      createFile: { path throws(OutputError) in try FileOutput(path: path) },
      appendFile: { path throws(OutputError) in try FileOutput(path: path, appends: true) },
      replaceFile: { path throws(OutputError) in try WholeFile(path: path) },
      configuration: .standard, signals: signals)
    context.widthNow = { Terminal.columns(1) ?? Terminal.columns(2) }
    context.leave = { _exit($0) }
    if isErrorTerminal, environment["TERM"] != "dumb" {
      let line = LiveLine(on: errors, width: { Terminal.columns(2) ?? 80 }, mayDraw: { Terminal.isOurs(2) })
      context.liveLine = line
      context.standardError = line.beside(errors, .terminal)
      if isOutputTerminal {
        context.standardOutput = line.beside(output, .terminal)
      } else if Terminal.isPipe(1) {
        context.standardOutput = line.beside(output, .pipe)
      }
    }
    return context
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
