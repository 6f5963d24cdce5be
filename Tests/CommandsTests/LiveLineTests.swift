import Commands
import Synchronization
import Testing

@testable import Commands

/// What arrives at the terminal, "E" for each erasing.
@Suite struct LiveLineTests {
  private let screen = MemoryOutput()
  private var shown: String { screen.text.replacing("\r\u{1b}[J", with: "E").replacing("\r", with: "R") }

  @Test func itIsErasedBeforeAllElse() throws {
    let line = LiveLine(on: screen, width: { 80 })
    let errors = line.beside(screen, .terminal)
    try errors.write("first\n")
    line.draw { _ in "1 of 2" }
    try errors.write("second\n")
    line.draw { _ in "2 of 2" }
    line.end()
    line.draw { _ in "never" }
    try errors.write("third\n")
    #expect(shown == "first\nE1 of 2REsecond\n1 of 2RE2 of 2REthird\n")
  }

  /// Half a line of JSON is not driven away.
  @Test func itWaitsForTheEndOfALine() throws {
    let line = LiveLine(on: screen, width: { 80 })
    let output = line.beside(screen, .terminal)
    line.draw { _ in "1 of 2" }
    try output.write("[{}")
    line.draw { _ in "not now" }
    try output.write("]\n")
    line.draw { _ in "2 of 2" }
    #expect(shown == "E1 of 2RE[{}]\nE2 of 2R")
  }

  /// Whoever reads the pipe finds a line of its own, until the next look.
  @Test func aPipesReaderHasRoom() throws {
    let pipe = MemoryOutput()
    let line = LiveLine(on: screen, width: { 80 })
    let output = line.beside(pipe, .pipe)
    line.draw { _ in "1 of 2" }
    try output.write("{}")
    try output.write("\n")
    line.draw { _ in "2 of 2" }
    #expect(shown == "E1 of 2REE2 of 2R")
    #expect(pipe.text == "{}\n")
  }

  @Test func theWidthIsAskedForEachTime() {
    let width = Mutex(80)
    let line = LiveLine(on: screen, width: { width.withLock { $0 } })
    line.draw { "\($0)" }
    width.withLock { $0 = 40 }
    line.draw { "\($0)" }
    width.withLock { $0 = 0 }
    line.draw { "\($0)" }
    #expect(shown == "E79RE39RE1R")
  }

  @Test func nothingIsDrawnFromTheBackground() {
    let line = LiveLine(on: screen, width: { 80 }, mayDraw: { false })
    line.draw { _ in "1 of 2" }
    line.end()
    #expect(shown.isEmpty)
  }

  /// What an output says of itself is not lost on the way.
  @Test func aClosedOutputIsSaid() throws {
    let line = LiveLine(on: screen, width: { 80 })
    let output = line.beside(MemoryOutput(failing: .closed), .pipe)
    line.draw { _ in "1 of 2" }
    #expect(throws: OutputError.closed) { try output.write("x\n") }
  }
}
