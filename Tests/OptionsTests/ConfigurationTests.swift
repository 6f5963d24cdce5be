import Options
import Testing

/// What holds for `line` over variables and files; the files that win come first.
private func values(
  _ line: String, _ environment: [String: String] = [:], named: String? = nil, found: String? = nil,
  system: String? = nil
) throws(UsageError) -> OptionValues {
  let invocation = try Invocation(line.split(separator: " ").map(String.init), environment: environment) {
    path throws(UsageError) in
    if let path { return [try file(named ?? "", path: path)] }
    var files: [ConfigurationFile] = []
    if let found { files.append(try file(found, trust: .found)) }
    if let system { files.append(try file(system, path: "/etc/p.json")) }
    return files
  }
  guard case .command(_, _, let values) = invocation else { throw UsageError(.conflict, "no command", command: nil) }
  return values
}

private func file(
  _ text: String, path: String = "p.json", trust: ConfigurationFile.Trust = .trusted
) throws(UsageError) -> ConfigurationFile {
  try ConfigurationFile(Array(text.utf8), path: path, trust: trust)
}

@Suite struct ConfigurationTests {
  /// An option's value in each of the places where it may be set, and who wins.
  struct Precedence: Sendable {
    var line = ""
    var variable = ""
    var found = "{}"
    var system = "{}"
    var ca: String
    var origin: OptionValues.Origin
    var place: String?
  }

  @Test(arguments: [
    Precedence(ca: "letsencrypt", origin: .default),
    Precedence(system: "{ca:'s'}", ca: "s", origin: .file(layer: 1), place: "/etc/p.json:1:5 ca"),
    Precedence(found: "{ca:'f'}", system: "{ca:'s'}", ca: "f", origin: .file(layer: 0), place: "p.json:1:5 ca"),
    Precedence(variable: "v", found: "{ca:'f'}", system: "{ca:'s'}", ca: "v", origin: .variable),
    Precedence(line: "--ca a", variable: "v", found: "{ca:'f'}", ca: "a", origin: .argument),
    Precedence(
      found: "{ca:'f',platforms:{eu:{ca:'e'}},platform:'eu'}", ca: "e", origin: .file(layer: 0),
      place: "p.json:1:27 platforms.eu.ca"),
    // What the platform does not say is said outside of it.
    Precedence(
      found: "{ca:'f',platforms:{eu:{method:'dns-01'}},platform:'eu'}", ca: "f", origin: .file(layer: 1),
      place: "p.json:1:5 ca"),
    Precedence(found: "{ca:'f',platforms:{eu:{ca:'e'}}}", ca: "f", origin: .file(layer: 0), place: "p.json:1:5 ca"),
    Precedence(
      line: "--platform eu", found: "{ca:'f'}", system: "{platforms:{eu:{ca:'e'}}}", ca: "f", origin: .file(layer: 0),
      place: "p.json:1:5 ca"),
    Precedence(
      line: "--platform eu", found: "{}", system: "{ca:'s',platforms:{eu:{ca:'e'}}}", ca: "e", origin: .file(layer: 1),
      place: "/etc/p.json:1:27 platforms.eu.ca"),
    Precedence(
      line: "--platform us", found: "{platforms:{eu:{ca:'e'},us:{ca:'u'}},platform:'eu'}", ca: "u",
      origin: .file(layer: 0), place: "p.json:1:32 platforms.us.ca"),
    // A file that was found chooses nothing in one that is trusted.
    Precedence(
      found: "{platforms:{eu:{}},platform:'eu'}", system: "{ca:'s',platforms:{eu:{ca:'e'}}}", ca: "s",
      origin: .file(layer: 2), place: "/etc/p.json:1:5 ca"),
    Precedence(
      found: "{platforms:{eu:{}},platform:'eu'}", system: "{platforms:{us:{ca:'u'}},platform:'us'}", ca: "u",
      origin: .file(layer: 2), place: "/etc/p.json:1:20 platforms.us.ca"),
  ])
  func whoIsCloserWins(_ row: Precedence) throws {
    let environment = row.variable.isEmpty ? [:] : ["PREFLIGHT_CA": row.variable]
    let values = try values("check a.example \(row.line)", environment, found: row.found, system: row.system)
    #expect(values.text(.ca) == row.ca)
    #expect(values.origin(of: .ca) == row.origin)
    #expect(values.places(of: .ca).first.map { "\($0) \($0.key)" } == row.place)
  }

  @Test func aFileThatIsNamedIsTheOnlyOne() throws {
    let named = try values(
      "check a.example --config n.json", named: "{method:'dns-01'}", found: "{ca:'f'}", system: "{ca:'s'}")
    #expect(named.text(.ca) == "letsencrypt")
    #expect(named.text(.method) == "dns-01")
    #expect(named.configurationFiles == ["n.json"])
    let variable = try values("check a.example", ["PREFLIGHT_CONFIG": "v.json"], named: "{ca:'n'}", found: "{ca:'f'}")
    #expect(variable.text(.ca) == "n")
  }

  @Test func valuesAreReadAsTheirKindSays() throws {
    let text = """
      // everything
      {
        target: ['203.0.113.1', "2001:db8::1, 2001:db8::2",],
        'allow-proxied': true, quiet: false, concurrency: 0x10, 'http-port': '8080',
        deadline: '3s', 'recheck-for': 0, 'user-agent': 'it\\'s',
      }
      """
    let values = try values("run --config c -", named: text)
    #expect(values.texts(.target) == ["203.0.113.1", "2001:db8::1", "2001:db8::2"])
    #expect(values.places(of: .target).map(\.description) == ["c:3:12", "c:3:27", "c:3:27"])
    #expect(values.places(of: .target).map(\.key) == ["target[0]", "target[1]", "target[1]"])
    #expect(values.flag(.allowProxied))
    #expect(values.origin(of: .quiet) == .file(layer: 0))
    #expect(!values.flag(.quiet))
    #expect(values.integer(.concurrency) == 16)
    #expect(values.integer(.httpPort) == 8080)
    #expect(values.duration(.deadline) == .seconds(3))
    #expect(values.duration(.recheckFor) == .zero)
    #expect(values.text(.userAgent) == "it's")
  }

  @Test func whatTheCommandDoesNotTakeIsPassedOver() throws {
    let values = try values("explain --config c", named: "{'max-pending':3,format:'json'}")
    #expect(values.origin(of: .maxPending) == nil)
    #expect(values.text(.format) == "json")
  }

  @Test func aFormatThatTheCommandDoesNotKnowIsPassedOver() throws {
    let file = "{format:'junit',report:['junit=a,b.xml','csv=c.csv']}"
    #expect(try values("check a.example --config c", named: file).text(.format) == "junit")
    #expect(try values("check a.example --config c", named: file).texts(.report) == ["junit=a,b.xml", "csv=c.csv"])
    #expect(try values("status --config c", named: file).text(.format) == "text")
    #expect(try values("config show --config c", named: file).text(.format) == "junit")
  }

  @Test func aListOfAFileIsReplacedWhole() throws {
    let values = try values("check a.example --target 192.0.2.9", found: "{target:['192.0.2.1','192.0.2.2']}")
    #expect(values.texts(.target) == ["192.0.2.9"])
  }

  @Test(arguments: [
    ("", "c:1:1: the text ends where a value should stand"),
    ("{targt:'x'}", "c:1:2: unknown key 'targt': did you mean 'target'?"),
    (
      "{\n  platforms: {eu: {max_pending: 3}}}",
      "c:2:20: unknown key 'platforms.eu.max_pending': did you mean 'max-pending'?"
    ),
    ("{maxPending:3}", "unknown key 'maxPending': did you mean 'max-pending'?"),
    ("{'--target':'x'}", "did you mean 'target'?"), ("{platfroms:{}}", "did you mean 'platforms'?"),
    ("{platforms:{eu:{platform:'eu'}}}", "c:1:17: unknown key 'platforms.eu.platform'"),
    ("{frobnicate:1}", "keys are the long names of options"),
    ("{format:'jsno'}", "c:1:9: format is 'jsno': did you mean 'json'?"),
    ("{platforms:{eu:{timeout:'soon'}}}", "c:1:25: platforms.eu.timeout is 'soon': write a number with its unit"),
    ("{timeout:20}", "c:1:10: timeout is '20': write a number with its unit"),
    ("{concurrency:0}", "concurrency is '0': it must be 1 to 10000"), ("{concurrency:1.5}", "a whole number"),
    ("{concurrency:true}", "concurrency is a boolean: write a whole number"),
    ("{concurrency:[1]}", "concurrency is an array: --concurrency takes one value"),
    ("{quiet:'yes'}", "quiet is a string: write true or false"), ("{quiet:1}", "quiet is a number"),
    ("{target:5}", "target is a number: write ADDRESS|CIDR|HOSTNAME in quotes"),
    ("{target:[['x']]}", "c:1:10: target[0] is an array"), ("{target:['x',null]}", "c:1:14: target[1] is null"),
    ("{target:[]}", "target is empty: leave the key out"), ("{target:''}", "target needs a value"),
    ("{target:'a,,b'}", "target needs a value"), ("{target:'a\\0'}", "has a NUL"),
    ("{target:{}}", "target is an object"), ("[]", "the file is an array: it must be an object"),
    ("{platforms:[]}", "c:1:12: platforms is an array: it must be an object"),
    ("{platforms:{eu:1}}", "c:1:16: platforms.eu is a number: it must be an object"),
    ("{platforms:{'e u':{}}}", "c:1:13: 'platforms.e u': a platform's name"),
    ("{platforms:{'':{}}}", "a platform's name"),
    ("{platform:'eux',platforms:{eu1:{},us:{}}}", "c:1:11: platform is 'eux': did you mean 'eu1'?"),
    ("{platform:'asia',platforms:{eu:{},us:{}}}", "it must be one of eu, us"),
    ("{platform:'eu'}", "the file has no platforms"), ("{platform:1}", "platform is a number"),
    ("{config:'x'}", "config is for the command line alone: give --config there"),
    ("{yes:true}", "yes is for the command line alone"), ("{target:'x',target:'y'}", "\"target\" stands twice"),
    ("{max-pending:3}", "c:1:2: a key that holds a dash stands in quotes"),
  ])
  func whatIsWrongIsNamedWithItsPlace(_ text: String, _ message: String) {
    let error = #expect(throws: UsageError.self) { try values("check a.example --config c", named: text) }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    #expect(error?.message.hasPrefix("c:") == true)
    #expect((error?.description.count ?? 0) < 400)
  }

  @Test(arguments: [
    ("--platform ue", "{platforms:{eu:{}}}", "--platform is 'ue': did you mean 'eu'?"),
    ("--platform asia", "{platforms:{eu:{},us:{}}}", "there are eu, us"),
    ("--platform eu", nil, "no configuration file has platforms"),
  ])
  func aPlatformThatIsNotThereIsSaid(_ line: String, _ found: String?, _ message: String) {
    let error = #expect(throws: UsageError.self) { try values("check a.example \(line)", found: found) }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }
}

@Suite struct FoundFileTests {
  @Test func theManualsExampleMayLieThere() throws {
    let values = try values("check a.example", found: ConfigurationFile.example)
    #expect(values.text(.platform) == "eu")
    #expect(values.texts(.target).count == 2)
  }

  /// Whoever opens an option to files that lie in the working directory has to say so here: they may come with a
  /// stranger's change, in CI too, and must neither run, read, write nor connect to anything of his choice.
  @Test func theyMaySetTheseAndNoOthers() {
    #expect(
      Option.all.filter(\.isOpenToFoundFiles).map(\.name).sorted() == [
        "account-uri", "allow-proxied", "ca", "color", "dns01-target", "format", "method", "probe-body", "probe-path",
        "quiet", "target", "thumbprint",
      ])
    #expect(Option.all.filter(\.isNameInFoundFiles).map(\.name) == ["ca"])
    #expect(Option.all.filter { !$0.isTakenFromFiles }.map(\.name) == ["yes", "config", "platform"])
  }

  @Test(arguments: Option.all.filter { !$0.isOpenToFoundFiles })
  func everythingElseIsRefusedByAnyPath(_ option: Option) {
    for text in [
      "{'\(option.name)':'x'}", "{platforms:{eu:{'\(option.name)':'x'}}}",
      "{platforms:{eu:{},us:{ca:'x','\(option.name)':'x'}},platform:'eu'}",
      "{\"\\u\(String(option.name.unicodeScalars.first?.value ?? 0, radix: 16).leftPadded)\(option.name.dropFirst())\":'x'}",
    ] where option != .platform {
      let error = #expect(throws: UsageError.self) { try file(text, trust: .found) }
      #expect(error?.code == .configuration)
      #expect(error?.message.contains("p.json:1:") == true)
      let isSaid = ["cannot be set by a file that nobody named", "for the command line alone"].contains {
        error?.message.contains($0) == true
      }
      #expect(isSaid, "\(text): \(error?.message ?? "")")
    }
  }

  @Test(arguments: [
    "{ca:'x.json'}", "{ca:'/etc/x'}", "{platforms:{eu:{ca:'./x'}}}", "{ca:'https://x.example/'}",
  ])
  func noPathAndNoURLStandsWhereANameDoes(_ text: String) throws {
    let error = #expect(throws: UsageError.self) { try file(text, trust: .found) }
    #expect(error?.message.contains("no path and no URL") == true)
    _ = try file(text)
  }
}

extension String {
  /// Four digits at least.
  fileprivate var leftPadded: String { String(repeating: "0", count: max(0, 4 - count)) + self }
}
