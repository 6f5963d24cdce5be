import Gate
import Submission
import Testing

@Suite struct CommandTemplateTests {
  private func order(_ names: [String]) throws -> Order { Order(id: try #require(OrderID("o1")), names: names) }

  @Test(arguments: [
    ("client issue {names}", ["client", "issue", "a.example", "b.example"]),
    ("client -d{name} --x", ["client", "-da.example", "-db.example", "--x"]),
    ("client {name} {order}", ["client", "a.example", "b.example", "o1"]),
    ("client --order={order} --root {webroot}/x", ["client", "--order=o1", "--root", "/var/www/x"]),
    ("  client   'one word'  \"two $ words\" three\\ four ", ["client", "one word", "two $ words", "three four"]),
    (#"client "a\"b\\c\d" 'x\y' '' """#, ["client", #"a"b\c\d"#, #"x\y"#, "", ""]),
    ("client a'b'\"c\"d", ["client", "abcd"]),
    ("sh -c 'a | b > c; d'", ["sh", "-c", "a | b > c; d"]),
    ("client '{\"json\":1}' {}", ["client", "{\"json\":1}", "{}"]),
    ("client\n--tab\t{names}", ["client", "--tab", "a.example", "b.example"]),
  ])
  func itIsSplitAsAShellWouldAndFilled(text: String, arguments: [String]) throws {
    let template = try CommandTemplate(text, webroot: "/var/www")
    #expect(template.arguments(for: try order(["a.example", "b.example"])) == arguments)
  }

  @Test func namesAreNeverSplitOrExpanded() throws {
    let template = try CommandTemplate("client {names} x{name}")
    let hostile = ["$(reboot)", "a b", "{order}"]
    // "{order}" comes from the input here, and stays as it is.
    #expect(
      template.arguments(for: try order(hostile)) == ["client"] + hostile + ["x$(reboot)", "xa b", "x{order}"])
  }

  @Test(arguments: [
    ("", CommandTextError.Problem.empty, 1), ("   ", .empty, 1), ("'' x", .empty, 1),
    ("client 'open", .unclosedQuote("'"), 8), ("client \"open", .unclosedQuote("\""), 8),
    ("client x\\", .trailingBackslash, 9), ("a | b", .shellSyntax("|"), 3), ("a && b", .shellSyntax("&"), 3),
    ("a > b", .shellSyntax(">"), 3), ("a $HOME", .shellSyntax("$"), 3), ("a; b", .shellSyntax(";"), 2),
    ("client -d={names}", .namesInsideArgument, 8), ("client {domain}", .unknownPlaceholder("{domain}"), 8),
    ("{name} x", .placeholderAsProgram, 1), ("client {webroot}", .noWebroot, 8),
  ])
  func whatCannotBeMeantIsAnErrorWithItsPlace(text: String, problem: CommandTextError.Problem, position: Int) {
    #expect(throws: CommandTextError(problem, position: position)) { try CommandTemplate(text) }
  }
}
