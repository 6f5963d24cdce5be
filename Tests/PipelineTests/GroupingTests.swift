import Gate
import Pipeline
import Testing

@Suite("Orders of several names") struct GroupingTests {
  /// What comes out, as lines of names, "|" before what only the end of the input lets go.
  private func grouped(_ lines: [String], perOrder: Int) -> [String] {
    var grouper = OrderGrouper(namesPerOrder: perOrder)
    var out: [String] = []
    for (number, line) in lines.enumerated() {
      let words = line.split(separator: " ").map(String.init)
      let alias = words.first == "!" ? "alias" : nil
      let request = Request(names: words.filter { $0 != "!" }, alias: alias)
      out += grouper.add(request, line: number + 1, targets: []).map { $0.request.names.joined(separator: " ") }
    }
    return out + grouper.flush().map { "|" + $0.request.names.joined(separator: " ") }
  }

  @Test(arguments: [
    (1, ["a.x.com", "b.x.com"], ["a.x.com", "b.x.com"]),
    (2, ["a.x.com", "b.x.com", "c.x.com"], ["a.x.com b.x.com", "|c.x.com"]),
    (3, ["a.x.com", "a.y.com", "b.x.com", "b.y.com", "c.x.com"], ["a.x.com b.x.com c.x.com", "|a.y.com b.y.com"]),
    (3, ["a.x.com b.x.com", "c.x.com d.x.com"], ["a.x.com b.x.com", "|c.x.com d.x.com"]),
    (2, ["a.x.com b.x.com c.x.com"], ["a.x.com b.x.com c.x.com"]),
    (5, ["*.x.com", "www.x.com", "x.com"], ["*.x.com", "|www.x.com x.com"]),
    (5, ["www.x.com", "*.x.com"], ["www.x.com", "|*.x.com"]),
    (5, ["! a.x.com", "b.x.com"], ["a.x.com", "|b.x.com"]),
    (5, ["a.x.co.uk", "b.y.co.uk"], ["|a.x.co.uk", "|b.y.co.uk"]),
    (5, ["a.x.com b.y.com"], ["a.x.com b.y.com"]),
    (5, ["a.x.com", "a.x.com"], ["|a.x.com"]),
  ])
  func groups(_ perOrder: Int, _ lines: [String], _ expected: [String]) {
    #expect(grouped(lines, perOrder: perOrder) == expected)
  }
}
