import Testing

@testable import Reports

@Suite struct ColumnsTests {
  @Test(arguments: [
    ("shop.example", 12), ("bücher", 6), ("例え.例え", 9), ("ﾊﾝｶｸ", 4), ("한국", 4), ("e\u{301}", 1), ("😀", 2), ("✓ ✗ …", 5),
    ("", 0),
  ])
  func aTerminalGivesItSoMany(_ text: String, _ columns: Int) {
    #expect(text.columns == columns)
  }

  /// What is cut by columns never takes more of them, however wide its characters are.
  @Test func inertTextIsCutByColumns() {
    #expect(Inert.text("例え例え例え", limit: 7) == "例え例…")
    #expect(Inert.text("例え例え例え", limit: 8) == "例え例…")
    #expect(Inert.text("例え例", limit: 6) == "例え例")
  }

  @Test func wideCellsKeepTheColumns() {
    #expect(Columns.table([["例え", "a"], ["abc", "b"]], indent: 0) == "例え  a\nabc   b\n")
  }

  @Test func wideWordsAreWrapped() {
    #expect(Columns.wrapped("例え 例え 例え", indent: 2, width: 11) == "  例え 例え\n  例え\n")
  }

  /// Two columns and a last one that says more.
  @Test func aTableFitsItsWidth() {
    let rows = [
      ["short", "1 of 2", "room again when an order ends"], [String(repeating: "x", count: 40), "3 of 4", ""],
    ]
    let whole = Columns.table(rows, indent: 2, width: 90)
    #expect(whole.split(separator: "\n").count == 2)
    #expect(
      Columns.table(rows, indent: 2, width: 60) == """
          short  1 of 2  room again when an order ends
          \(String(repeating: "x", count: 40))
                 3 of 4

        """)
    #expect(
      Columns.table(rows, indent: 2, width: 38) == """
          short  1 of 2  room again when an
                         order ends
          \(String(repeating: "x", count: 40))
                 3 of 4

        """)
  }

  @Test func aRecordStaysWhole() {
    let text = "Change a.example CAA 0 issue \"letsencrypt.org; validationmethods=dns-01\" at once"
    #expect(
      Columns.wrapped(text, indent: 2, width: 60) == """
          Change a.example CAA 0 issue
          "letsencrypt.org; validationmethods=dns-01" at once

        """)
    // Nothing is promised where it does not fit, or is never closed.
    #expect(Columns.wrapped("a \"b c d e f\"", indent: 0, width: 6) == "a \"b c\nd e f\"\n")
    #expect(Columns.wrapped("a \"b c", indent: 0, width: 40) == "a \"b c\n")
  }
}
