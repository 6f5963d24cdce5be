import Glibc

/// The servers that `Fixtures/bench` starts, and names that they know.
enum BenchWorld {
  static let resolver = "30.78.0.53"
  static let thumbprint = "bench"
  static let token = "/.well-known/acme-challenge/t0kenOfTheBenchmark"
  /// So many addresses share the names.
  static let addresses = 200
  /// So many addresses swallow all that comes in, for as many names.
  static let holes = 2000

  static func name(_ number: Int) -> String { "shop-\(number).a\(number % addresses).crowd.dev" }
  static func address(_ number: Int) -> String { "30.78.1.\(number % addresses)" }
  static func dead(_ number: Int) -> String { "dead-\(number).h\(number % holes).crowd.dev" }

  /// Writes a line for each number, without holding them all.
  static func write(_ count: Int, to path: String, _ line: (Int) -> String) throws(SystemFault) {
    guard let file = fopen(path, "we") else { throw SystemFault(path) }
    for number in 0..<count { fputs(line(number) + "\n", file) }
    guard fclose(file) == 0 else { throw SystemFault(path) }
  }

  /// preflight itself, as it was built beside this program.
  static var preflight: String {
    guard let own = realpath("/proc/self/exe", nil) else { return "preflight" }
    defer { free(own) }
    return String(cString: own).split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/") + "/preflight"
  }

  /// The arguments of a check of the names in `list`.
  static func check(_ list: String, reports: String, _ options: [String] = ["--no-authoritative"]) -> [String] {
    [
      preflight, "check", "--from", list, "--resolver", resolver, "--thumbprint", thumbprint, "--format", "ndjson",
      "--output", reports,
    ] + options
  }

  /// What is measured must be right as well.
  static func demand(ready: Int, of all: Int, in reports: String) throws(SystemFault) {
    guard let file = fopen(reports, "re") else { throw SystemFault(reports) }
    defer { fclose(file) }
    var (lines, good) = (0, 0)
    var line: UnsafeMutablePointer<CChar>?
    var room = 0
    defer { free(line) }
    while getline(&line, &room, file) > 0, let text = line {
      lines += 1
      if strstr(text, "\"verdict\":\"ready\"") != nil { good += 1 }
    }
    guard lines == all, good == ready else {
      throw SystemFault(
        saying:
          "\(ready) names of \(all) should be ready, and \(good) of \(lines) are (Fixtures/bench starts the servers)")
    }
  }
}
