import EventLoop
import Glibc
package import JSONText

/// One process of a program that serves us for long, from its start to its end. State of the actor that started it.
package final class CoprocessLife {
  package let child: Child
  /// Nil once it is closed: the program then knows that nothing more comes.
  package private(set) var input: Descriptor?
  package let output: Descriptor
  package let errors: Descriptor
  package var lines: LineSplitter
  package var words = LineSplitter(limit: CoprocessLife.wordsLimit)
  /// What of a line is still to be written.
  package var unwritten: ArraySlice<UInt8> = []
  /// Complaints about its lines so far.
  var complaints = 0
  var timers: [Loop.TimerID] = []
  var hasEnded = false

  /// Of a line on standard error: what is longer is cut.
  private static let wordsLimit = 4096
  /// More than a pipe holds: what a process that has ended left in it.
  private static let drainLimit = 2 << 20

  /// Starts it in a process group of its own.
  ///
  /// - Parameter lineLimit: Of a line that it writes.
  package init(_ arguments: [String], lineLimit: Int) throws(SystemError) {
    lines = LineSplitter(limit: lineLimit)
    let standardInput = try CoprocessLife.pipe()
    let standardOutput = try CoprocessLife.pipe()
    let standardError = try CoprocessLife.pipe()
    input = standardInput.write
    output = standardOutput.read
    errors = standardError.read
    // Ours alone do not wait: the program's ends are as programs expect them.
    for end in [standardInput.write, output, errors] { _ = fcntl(end.number, F_SETFL, O_NONBLOCK) }
    child = try Child(
      Child.Start(
        arguments: arguments, input: standardInput.read, output: standardOutput.write, errors: standardError.write,
        isSession: false))
  }

  private static func pipe() throws(SystemError) -> (read: Descriptor, write: Descriptor) {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { throw SystemError("pipe", "the co-process") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (Descriptor(ends[0]), Descriptor(ends[1]))
  }

  package func closeInput() {
    input = nil
  }

  /// Signals the program and what it has started, as long as it is not reaped: its number is then its own.
  package func signal(_ number: Int32) {
    if !hasEnded { kill(-child.processID, number) }
  }

  /// What is left in a stream after the end.
  package static func rest(of stream: Descriptor) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < drainLimit, let some = stream.readSome(1 << 16), !some.isEmpty { bytes += some }
    return bytes
  }

  /// Ends what it left behind, reaps it and says how it ended.
  package func reap() -> String {
    signal(SIGKILL)
    hasEnded = true
    closeInput()
    switch child.end(reaping: true) {
    case .exited(let code): return "exit status \(code)"
    case .signalled(let number): return "signal \(number)"
    case nil: return "an end that nobody saw"
    }
  }
}
