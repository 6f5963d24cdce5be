import Testing

@testable import JSONText

@Suite struct LineSplitterTests {
  private func lines(_ pieces: [String], limit: Int = 8) -> [String] {
    var splitter = LineSplitter(limit: limit)
    var lines = pieces.flatMap { splitter.add(Array($0.utf8)[...]) }
    if let last = splitter.finish() { lines.append(last) }
    return lines.map { "\($0.number):\(String(decoding: $0.bytes, as: UTF8.self))" }
  }

  @Test(arguments: [
    ([], []), ([""], []), (["a"], ["1:a"]), (["a\nb\n"], ["1:a", "2:b"]), (["a\r\nb\r\n"], ["1:a", "2:b"]),
    (["a\n\n\nb"], ["1:a", "2:", "3:", "4:b"]), (["a", "b\nc", "d", "\n"], ["1:ab", "2:cd"]),
    (["\u{feff}a\n\u{feff}b"], ["1:a", "2:\u{feff}b"]), (["12345678\n"], ["1:12345678"]),
    (["123456789012345\nx"], ["1:123456789", "2:x"]), (["12345678\r\n"], ["1:12345678\r"]),
  ])
  func cuts(_ pieces: [String], _ expected: [String]) {
    #expect(lines(pieces) == expected)
  }

  @Test func whereThePiecesEndChangesNothing() {
    let text = "one\r\ntwo\n\nthree is long\nfour"
    let whole = lines([text])
    #expect(lines(text.map(String.init)) == whole)
  }
}
