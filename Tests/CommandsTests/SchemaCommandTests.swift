import JSONText
import Options
import Testing

@testable import Commands

@Suite struct SchemaCommandTests {
  @Test(arguments: SchemaCommand.all.map(\.name))
  func eachIsPrinted(_ name: String) async throws {
    let outcome = await run("schema", name)
    #expect(outcome.code == 0)
    let schema = try JSONValue(parsing: outcome.output)
    #expect(schema["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
    #expect(schema["$id"]?.string == "urn:preflight:\(name):1")
    #expect(Command.named(.schema).arguments?.placeholder.split(separator: "|").contains { $0 == name } == true)
  }

  @Test func anotherIsSaid() async {
    let outcome = await run("schema", "reprot")
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("there is no schema 'reprot': did you mean 'report'?"))
  }

  /// Keys of a configuration are the options' long names, at the top and for each platform.
  @Test func everyOptionIsAKeyOfAConfiguration() async throws {
    let schema = try JSONValue(parsing: await run("schema", "config").output)
    let options = Option.all.map(\.name).filter { !["yes", "config", "platform"].contains($0) }
    let keys = schema["properties"]?.members?.map(\.key) ?? []
    #expect(keys.sorted() == (options + ["platform", "platforms"]).sorted())
    let platform = schema["properties"]?["platforms"]?["additionalProperties"]
    #expect(platform?["properties"]?.members?.map(\.key) == options)
    #expect(platform?["additionalProperties"] == .bool(false))
  }
}
