import JSONText
import Testing

/// A machine that lets the program open too few files: a fault of our own side.
@Suite(.enabled(if: World.isThere, Comment(rawValue: World.absence)))
struct DescriptorTests {
  @Test(arguments: [12, 24, 40]) func tooFewFilesBlameNobody(_ descriptors: Int) throws {
    let names = (101...200).map { "live-\($0).dev" }
    let result = try World.preflight(
      ["check", "--format", "ndjson", "--target", World.environment["WORLD_TARGET"] ?? ""]
        + ["--thumbprint", World.environment["WORLD_THUMBPRINT"] ?? ""] + World.arguments + names,
      descriptors: descriptors)
    #expect(result.lines.count == names.count)
    for report in result.lines {
      let codes = (report["findings"]?.array ?? []).compactMap { $0["code"]?.string }
      #expect(report["verdict"]?.string != "not-ready", "\(codes)")
      #expect(!codes.contains { $0.hasPrefix("http.") }, "\(codes)")
    }
  }
}
