import Synchronization

/// The last line of a terminal, drawn again and again while work goes on, and kept out of the way of all else that is
/// written there.
///
/// Nothing is changed that would have to be changed back: the cursor stays visible and at the line's beginning, so a
/// process that is killed leaves no more than the line's text.
public final class LiveLine: Sendable {
  private struct State {
    /// What stands on the screen; empty: nothing.
    var text = ""
    /// Whether others have ended their last line: ours never begins in the middle of one.
    var isAtStart = true
    var hasEnded = false
  }

  private let output: any Output
  private let width: @Sendable () -> Int
  private let mayDraw: @Sendable () -> Bool
  /// Held while writing: the line and what drives it away go to the same screen.
  private let state = Mutex(State())

  /// Erases the line and whatever a terminal that was made narrower has put below it.
  private static let erasing = "\r\u{1b}[J"

  /// - Parameters:
  ///   - output: the terminal.
  ///   - width: its columns now.
  ///   - mayDraw: whether it takes output at once, and this process is in front.
  public init(
    on output: any Output, width: @escaping @Sendable () -> Int, mayDraw: @escaping @Sendable () -> Bool = { true }
  ) {
    self.output = output
    self.width = width
    self.mayDraw = mayDraw
  }

  /// Draws what `text` makes of the columns there are; one is left free, because some terminals wrap in the last. Does
  /// nothing where the terminal is busy: the next look is soon.
  func draw(_ text: (_ columns: Int) -> String) {
    guard mayDraw() else { return }
    _ = state.withLockIfAvailable { state in
      guard state.isAtStart, !state.hasEnded else { return }
      let line = text(max(1, width() - 1))
      state.text = line
      try? output.write(line.isEmpty ? Self.erasing : Self.erasing + line + "\r")
    }
  }

  /// Erases it; it is not drawn again.
  func end() {
    state.withLock { state in
      state.hasEnded = true
      if !state.text.isEmpty { try? output.write(Self.erasing) }
      state.text = ""
    }
  }

  /// The same, of a process that ends at once and waits for nobody.
  func endAtOnce() {
    guard mayDraw() else { return }
    _ = state.withLockIfAvailable { state in
      if !state.text.isEmpty { try? output.write(Self.erasing) }
    }
  }

  /// Whose words on the same screen the line gives way to.
  enum Neighbour: Sendable {
    /// Written to the terminal.
    case terminal
    /// Written to a pipe, whose reader most likely writes to the terminal.
    case pipe
  }

  /// An output that drives the line away while it is written to.
  func beside(_ other: any Output, _ neighbour: Neighbour) -> any Output {
    BesideLine(line: self, output: other, neighbour: neighbour)
  }

  fileprivate func write(_ bytes: [UInt8], to other: any Output, _ neighbour: Neighbour) throws(OutputError) {
    try state.withLock { state throws(OutputError) in
      switch neighbour {
      case .pipe:
        // Drawn again at the next look: until then there is room for the reader's words.
        if !state.text.isEmpty { try? output.write(Self.erasing) }
        state.text = ""
        try other.write(bytes)
      case .terminal:
        if let last = bytes.last { state.isAtStart = last == UInt8(ascii: "\n") }
        guard !state.text.isEmpty else { return try other.write(bytes) }
        if !state.isAtStart { state.text = "" }
        let again = state.text.isEmpty ? "" : state.text + "\r"
        // In one piece, so that nothing flickers.
        try other.write(Array(Self.erasing.utf8) + bytes + Array(again.utf8))
      }
    }
  }
}

private struct BesideLine: Output {
  let line: LiveLine
  let output: any Output
  let neighbour: LiveLine.Neighbour

  func write(_ bytes: [UInt8]) throws(OutputError) {
    try line.write(bytes, to: output, neighbour)
  }
}
