import Commands
import Foundation
import JSONText
import Testing

/// A directory of its own, removed in the end.
final class Directory {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "preflight-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws -> String {
    try text.write(toFile: path + "/" + name, atomically: false, encoding: .utf8)
    return path + "/" + name
  }
}

private func run(
  _ arguments: [String], found: String? = nil, system: String? = nil,
  environment: [String: String] = ["HOME": "/home/somebody"]
) async -> Outcome {
  let (output, errors) = (MemoryOutput(), MemoryOutput())
  var context = context(arguments, environment: environment, output: output, errors: errors)
  context.configuration = ConfigurationPlaces(found: found, system: system)
  let code = await Program.run(context)
  return Outcome(code: code, output: output.text, errors: errors.text)
}

@Suite struct ConfigurationFileTests {
  @Test func aFileIsReadWhereverItStands() async throws {
    let directory = try Directory()
    let found = try directory.write("{format:'json'}", to: "preflight.json")
    let system = try directory.write("{'max-pending':7}", to: "system.json")
    let shown = await run(["config", "show", "--color", "never", "--format", "text"], found: found, system: system)
    #expect(shown.code == 0)
    #expect(shown.output.hasPrefix("Configuration  \(found) over \(system)\n"))
    #expect(shown.output.contains("  max-pending         7"))
    #expect(shown.output.contains("\(system):1:16"))
    #expect(shown.output.contains("  color               never               option\n"))
    #expect(await run(["explain", "dns.nxdomain"], found: found).output.hasPrefix("{"))
    #expect(await run(["explain", "dns.nxdomain"]).output.hasPrefix("dns.nxdomain"))
  }

  @Test func everyOptionIsShownOnceWithItsOrigin() async throws {
    let directory = try Directory()
    let file = try directory.write(
      "{platforms:{eu:{target:['192.0.2.1','192.0.2.2']}},platform:'eu',submit:'c --password x'}", to: "c.json")
    let shown = await run(
      ["config", "show", "--config", file, "--format", "json", "--yes", "--max-pending", "3"],
      environment: ["PREFLIGHT_CA": "sm2", "PREFLIGHT_EAB_KEY": "c2VjcmV0", "PREFLIGHT_NAMES": "x"])
    let value = try JSONValue(parsing: shown.output)
    let options = try #require(value["options"]?.array)
    #expect(Set(options.compactMap { $0["name"]?.string }).count == options.count)
    func option(_ name: String) -> JSONValue { options.first { $0["name"]?.string == name } ?? .null }
    #expect(option("target")["value"]?.strings == ["192.0.2.1", "192.0.2.2"])
    #expect(option("target")["key"]?.string == "platforms.eu.target[0]")
    #expect(option("target")["line"]?.int == 1)
    #expect(option("max-pending")["from"]?.string == "option")
    #expect(option("max-pending")["value"]?.int == 3)
    #expect(option("ca")["variable"]?.string == "PREFLIGHT_CA")
    #expect(option("deadline")["value"]?.string == "45s")
    #expect(option("deadline")["from"]?.string == "default")
    #expect(option("submit")["value"]?.string == "c --password ***")
    #expect(value["platform"]?.string == "eu")
    #expect(value["secrets"]?.strings == ["PREFLIGHT_EAB_KEY"])
    #expect(!shown.output.contains("c2VjcmV0"))
  }

  @Test func lookingAtTheConfigurationReplacesNoResults() async throws {
    let directory = try Directory()
    let file = try directory.write("{output:'/nowhere/results'}", to: "c.json")
    #expect(await run(["config", "show", "--config", file]).code == 0)
    #expect(await run(["explain", "--config", file]).errors.contains("/nowhere/results"))
  }

  @Test func anErrorOfACommandNamesTheFile() async throws {
    let directory = try Directory()
    for (text, message) in [
      ("{target:['192.0.2.1','300.1.1.1']}", ":1:22: target[1] is '300.1.1.1': it must be"),
      ("{platforms:{eu:{'account-uri':'x y'}},platform:'eu'}", ":1:31: platforms.eu.account-uri is 'x y'"),
      ("{ca:'letsencript'}", ":1:5: ca: there is no CA 'letsencript': did you mean 'letsencrypt'?"),
    ] {
      let outcome = await run(["check", "a.example"], found: try directory.write(text, to: "p.json"))
      #expect(outcome.code == 2)
      #expect(outcome.errors.contains("p.json" + message), "\(outcome.errors)")
    }
    let submit = try directory.write("{submit:'x \"', thumbprint: 't'}", to: "s.json")
    let outcome = await run(["run", "--config", submit, "--state", directory.path + "/s", "/dev/null"])
    #expect(outcome.errors.contains("s.json:1:9: submit: "), "\(outcome.errors)")
  }

  @Test(
    "what is typed takes the place of what a file says in another way",
    arguments: [
      ("{webroot:'/w'}", ["--thumbprint", "t t"], "--thumbprint is 't t'"),
      ("{webroot:'/w', thumbprint:'t'}", [], "are different ways to prove the server"),
      ("{webroot:'/w', platforms:{eu:{thumbprint:'t t'}}, platform:'eu'}", [], "platforms.eu.thumbprint is 't t'"),
      ("{thumbprint:'t', submitter:'uacme'}", ["--submit", "x \""], "--submit: the \""),
      ("{webroot:'/w', submit:'x'}", ["--submitter", "lego"], "lego needs --contact"),
      ("{webroot:'/w', submit:'x', coprocess:'y'}", [], "keep one of them"),
      ("{webroot:'/w', submit:'x', submitter:'lego'}", [], "keep one of them"),
      (
        "{thumbprint:'t', submitter:'acme', signer:'x', 'signer-public':'/p'}",
        ["--account-key", "/nowhere/key", "--ca-bundle", "/nowhere/bundle"], "/nowhere/"
      ),
    ]) func closer(_ text: String, _ arguments: [String], _ message: String) async throws
  {
    let directory = try Directory()
    let file = try directory.write(text, to: "c.json")
    let outcome = await run(
      ["run", "--config", file, "--state", directory.path + "/state", "/dev/null"] + arguments)
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test func whatIsNoConfigurationIsRefusedAtOnce() async throws {
    let directory = try Directory()
    let big = try directory.write("", to: "big")
    truncate(big, 1 << 30)
    let growing = try directory.write(String(repeating: " ", count: (1 << 20) + 1), to: "long")
    let fifo = directory.path + "/fifo"
    mkfifo(fifo, 0o600)
    let link = directory.path + "/link"
    symlink("/nowhere/x", link)
    for (path, message) in [
      (directory.path, "Is a directory"), (fifo, "no regular file"), ("/dev/zero", "no regular file"),
      (big, "larger than 1 MB"), (growing, "larger than 1 MB"), (link, "the link leads nowhere"),
      ("/bin/true", "this is not UTF-8"), ("/proc/self/mem", ": "), (CommandLine.arguments[0], "larger than 1 MB"),
    ] {
      for outcome in [
        await run(["explain", "--config", path]), await run(["explain"], found: path),
        await run(["explain"], system: path),
      ] {
        #expect(outcome.code == 2)
        #expect(outcome.errors.contains(message), "\(path): \(outcome.errors)")
        #expect(outcome.errors.utf8.count < 600)
      }
    }
    #expect(await run(["explain", "--config", "/nowhere/c"]).errors.contains("/nowhere/c: No such file"))
    #expect(await run(["explain"], found: "/nowhere/c", system: "/nowhere/d").code == 0)
    #expect(await run(["explain", "--help"], found: fifo).code == 0)
  }

  @Test func aLinkToAFileIsFollowed() async throws {
    let directory = try Directory()
    symlink(try directory.write("{format:'json'}", to: "real.json"), directory.path + "/link.json")
    #expect(await run(["explain", "dns.nxdomain"], found: directory.path + "/link.json").output.hasPrefix("{"))
  }

  @Test func theMachinesOwnFileIsNotEverybodys() async throws {
    let directory = try Directory()
    let file = try directory.write("{submit:'x'}", to: "p.json")
    chmod(file, 0o666)
    #expect(await run(["explain"], system: file).errors.contains("everybody may write this file"))
    #expect(await run(["explain", "--config", file]).code == 0)
  }
}
