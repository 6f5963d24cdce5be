import Options
import Testing

private func parse(_ line: String, _ environment: [String: String] = [:]) throws(UsageError) -> Invocation {
  try Invocation(line.split(separator: " ").map(String.init), environment: environment)
}

private func values(_ line: String, _ environment: [String: String] = [:]) throws -> (OptionValues, [String]) {
  guard case .command(_, let arguments, let values) = try parse(line, environment) else {
    throw UsageError(.missingArgument, "not a command", command: nil)
  }
  return (values, arguments)
}

@Suite struct ParserTests {
  @Test(arguments: [
    "check --timeout=3s example.com", "check --timeout 3s example.com", "check example.com --timeout 3s",
    "--timeout 3s check example.com", "check --timeout=3s -- example.com",
  ])
  func optionsStandAnywhere(_ line: String) throws {
    let (values, arguments) = try values(line)
    #expect(values.duration(.timeout) == .seconds(3))
    #expect(values.origin(of: .timeout) == .argument)
    #expect(arguments == ["example.com"])
  }

  @Test func defaultsHoldWhereNothingIsSaid() throws {
    let (values, _) = try values("run -")
    #expect(values.duration(.dialTimeout) == .seconds(10))
    #expect(values.durationIfGiven(.maxWait) == nil)
    #expect(values.integer(.maxWaiting) == 100_000)
    #expect(values.text(.ca) == "letsencrypt")
    #expect(!values.isGiven(.ca))
    #expect(!values.flag(.quiet))
  }

  @Test(arguments: ["--1e-FWHelh6mLPhhCs0GtLgOrG7rRHfkRd8zF_eIbA", "-x_Helh6mLPhhCs0GtLgOrG7rRHfkRd8zF_eIbA2345"])
  func aValueMayBeginWithDashes(_ thumbprint: String) throws {
    let (values, arguments) = try values("check --thumbprint \(thumbprint) --target 192.0.2.1 a.example")
    #expect(values.text(.thumbprint) == thumbprint)
    #expect(values.texts(.target) == ["192.0.2.1"])
    #expect(arguments == ["a.example"])
  }

  @Test func everyDefaultReads() throws {
    for name in CommandName.allCases where name != .help {
      let words = Array(repeating: " x", count: Command.named(name).arguments?.count.lowerBound ?? 0)
      let line = name.rawValue + words.joined()
      let (values, _) = try values(line)
      for option in Command.named(name).options where option.defaultText != nil {
        #expect(values.origin(of: option) == .default)
      }
    }
  }

  @Test func repeatedValuesAndCommasAddUp() throws {
    let (values, _) = try values("check --target 203.0.113.1,2001:db8::1 --target=eu.example.net a.example")
    #expect(values.texts(.target) == ["203.0.113.1", "2001:db8::1", "eu.example.net"])
  }

  @Test func aVariableStandsUnderTheOption() throws {
    let environment = [
      "PREFLIGHT_TIMEOUT": "5s", "PREFLIGHT_TARGET": "192.0.2.1, 192.0.2.2", "PREFLIGHT_ALLOW_PROXIED": "yes",
    ]
    let (plain, _) = try values("check a.example", environment)
    #expect(plain.duration(.timeout) == .seconds(5))
    #expect(plain.origin(of: .timeout) == .variable)
    #expect(plain.texts(.target) == ["192.0.2.1", "192.0.2.2"])
    #expect(plain.flag(.allowProxied))
    let (over, _) = try values("check --timeout 6s --target 192.0.2.9 a.example", environment)
    #expect(over.duration(.timeout) == .seconds(6))
    #expect(over.texts(.target) == ["192.0.2.9"])
  }

  @Test func anEmptyVariableAndOneOfAnotherCommandAreNotSet() throws {
    let (values, _) = try values("check a.example", ["PREFLIGHT_TIMEOUT": "", "PREFLIGHT_GRACE": "nonsense"])
    #expect(values.origin(of: .timeout) == .default)
  }

  @Test func aDashIsAnArgumentAndAValue() throws {
    #expect(try values("run -").1 == ["-"])
    #expect(try values("check --from -").0.text(.from) == "-")
  }

  @Test func namesBehindTwoDashesAreNoOptions() throws {
    #expect(try values("check -- --target -x").1 == ["--target", "-x"])
  }

  @Test(arguments: [
    ("check --help", CommandName.check), ("check -h --nonsense", .check), ("help ca show", .caShow),
    ("orders list --help", .ordersList), ("--target x check --help", .check), ("explain --help", .explain),
  ])
  func helpOfACommand(_ line: String, _ command: CommandName) throws {
    guard case .help(command) = try parse(line) else {
      Issue.record("\(line) is not the help of \(command.rawValue)")
      return
    }
  }

  @Test(arguments: ["--help", "-h", "help"])
  func helpOfTheProgram(_ line: String) throws {
    guard case .help(nil) = try parse(line) else {
      Issue.record("\(line) is not the program's help")
      return
    }
  }

  @Test func versionIsAsked() throws {
    guard case .version = try parse("--version") else {
      Issue.record("not the version")
      return
    }
  }
}

@Suite struct UsageErrorTests {
  @Test(arguments: [
    ("", UsageError.Code.missingArgument, "no command given"),
    ("--verison", .unknownOption, "did you mean --version?"),
    ("-v", .unknownOption, "did you mean --version?"),
    ("--frobnicate", .unknownOption, "a command comes first"),
    ("--target=192.0.2.1", .missingArgument, "no command given"),
    ("chekc a.example", .unknownCommand, "did you mean `preflight check`?"),
    ("shop.example.com", .unknownCommand, "`preflight check shop.example.com`"),
    ("ca", .missingArgument, "needs one of: list, show"),
    ("ca shwo x", .unknownCommand, "`preflight ca show`"),
    ("check --tiemout 3s a.example", .unknownOption, "did you mean --timeout?"),
    ("check --thumb x a.example", .unknownOption, "did you mean --thumbprint?"),
    ("check -t x a.example", .unknownOption, "two dashes"),
    ("check --grace 3s a.example", .optionNotForCommand, "belongs to `preflight run`"),
    ("check a.example --target", .missingValue, "--target=ADDRESS|CIDR|HOSTNAME"),
    ("check --target= a.example", .missingValue, "--target needs a value"),
    ("check --target --allow-proxied a.example", .missingValue, "'--allow-proxied' looks like an option"),
    ("check --target --alow-proxied a.example", .missingValue, "'--alow-proxied' looks like an option"),
    ("check --target -- a.example", .missingValue, "'--' looks like an option"),
    ("check --allow-proxied=yes a.example", .unexpectedValue, "--allow-proxied takes no value"),
    ("check --timeout 1s --timeout 2s a.example", .repeatedOption, "--timeout stands twice"),
    ("check --timeout soon a.example", .invalidValue, "such as 90s, 10m, 3h or 7d"),
    ("check --timeout 20 a.example", .invalidValue, "a number with its unit"),
    ("check --timeout 9h a.example", .outOfRange, "1ms to 1h"),
    ("check --concurrency 0 a.example", .outOfRange, "1 to 10000"),
    ("check --concurrency -5 a.example", .outOfRange, "1 to 10000"),
    ("check --concurrency many a.example", .invalidValue, "a whole number"),
    ("check --concurrency 99999999999999999999 a.example", .outOfRange, "1 to 10000"),
    ("check --format jsno a.example", .invalidValue, "did you mean 'json'?"),
    ("check --format yaml a.example", .invalidValue, "text, json, ndjson"),
    ("run", .missingArgument, "needs FILE|-"),
    ("run a b", .unexpectedArgument, "unexpected argument 'b'"),
    ("status x", .unexpectedArgument, "takes no argument"),
    ("help chekc", .unknownCommand, "`preflight check`"),
  ])
  func isSaidWithWhatToDo(_ line: String, _ code: UsageError.Code, _ part: String) {
    let error = #expect(throws: UsageError.self) { try parse(line) }
    #expect(error?.code == code)
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    #expect(error?.description.hasSuffix("--help`)") == true)
  }

  @Test func aVariableIsNamedByItsName() {
    let error = #expect(throws: UsageError.self) { try parse("check a.example", ["PREFLIGHT_DEADLINE": "x"]) }
    #expect(error?.message.contains("PREFLIGHT_DEADLINE") == true)
  }

  @Test func aLongValueIsCut() {
    let error = #expect(throws: UsageError.self) {
      try parse("check --timeout \(String(repeating: "9", count: 100_000)) a.example")
    }
    #expect((error?.description.count ?? .max) < 300)
  }
}
