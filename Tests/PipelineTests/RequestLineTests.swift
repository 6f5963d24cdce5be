import Gate
import Pipeline
import Testing

@Suite("Lines of the input") struct RequestLineTests {
  private func read(_ line: String) -> RequestLine { RequestLine(Array(line.utf8), canonical: { $0 }) }

  @Test("two names in one string are not taken for the request of both")
  func spaceInName() throws {
    guard case .request(let request, _) = read("a.example b.example") else {
      Issue.record("no request")
      return
    }
    #expect(request.key == NameSet(["b.example", "a.example"]))
    guard case .rejected(let reason) = read(#"{"names":["a.example b.example"]}"#) else {
      Issue.record("it would be the same request")
      return
    }
    #expect(reason.contains("a.example b.example"))
  }

  @Test(
    "what no line of the ledger can hold is rejected",
    arguments: [
      String(repeating: "a", count: 65_000),
      String(repeating: "\\", count: 30_000),
      String(repeating: "a.example ", count: 1) + "> " + String(repeating: "\"", count: 30_000),
      #"{"names":["a.example"],"id":""# + String(repeating: #"\u0001"#, count: 8000) + #""}"#,
      (0..<600).map { "\(String(repeating: "x", count: 50)).shop-\($0).example" }.joined(separator: " "),
    ])
  func tooLong(_ line: String) {
    guard case .rejected(let reason) = read(line) else {
      Issue.record("taken: \(line.prefix(40))")
      return
    }
    #expect(reason.contains("\(Request.maximumSize) bytes"))
  }

  @Test(
    "an alias that would lead out of a client's directory, or be an option, is rejected",
    arguments: ["../../etc/cron.d/x", "/tmp/x", "a/b", "..", ".hidden", "-h", "--config"])
  func alias(_ alias: String) {
    guard case .rejected(let reason) = read("a.example > \(alias)") else {
      Issue.record("taken: \(alias)")
      return
    }
    #expect(reason.contains("alias"))
    guard case .request(let request, _) = read("a.example > star_a.example-2") else {
      Issue.record("a good alias was rejected")
      return
    }
    #expect(request.alias == "star_a.example-2")
  }

  @Test("a hundred names as long as DNS allows are one request")
  func longest() {
    let tail = ".\(String(repeating: "y", count: 60))"
    let names = (100..<200).map { "n\($0)" + String(repeating: tail, count: 4) + ".io" }
    #expect(names[0].utf8.count == 251)
    guard case .request(let request, _) = read(names.joined(separator: " ")) else {
      Issue.record("rejected")
      return
    }
    #expect(request.names == names)
  }
}
