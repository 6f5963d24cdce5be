import CPosix
import EventLoop
import Gate
import Glibc
import Timing

/// One command, from its start to its end. Single-threaded: it waits in poll(2) for output, a signal, the end.
struct SupervisedRun {
  /// Between SIGTERM and SIGKILL.
  static let termination = Duration.seconds(5)
  /// For output of the command that is still on its way when it has ended. Not until the pipe closes: a grandchild
  /// that stays may hold it open for ever.
  private static let drain = Duration.milliseconds(100)

  private let clocks = SystemClocks()
  private let file: OrderFile
  private let started: Timestamp
  private let pipe: Descriptor
  private let signals: Descriptor
  private let start: Result<Child, SystemError>
  private var output = BoundedOutput()
  private var isPipeOpen = true
  private var cut: CommandResult.Cut?
  /// When the next, harsher step is due.
  private var deadline: Instant

  /// Starts the command. Nil where the system has nothing left to supervise one with; then none was started.
  init?(_ file: OrderFile, lock: Int32) {
    self.file = file
    started = clocks.timestamp()
    deadline = clocks.instant() + file.timeLimit
    // By handlers, not by a signalfd: other threads of the runtime, which nobody here can ask to block them, would take
    // a signal first and die of it.
    let endings = cposix_catch_endings()
    guard endings >= 0, let none = try? Descriptor.open("/dev/null", O_RDWR) else { return nil }
    signals = Descriptor(endings)
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { return nil }
    let writeEnd = Descriptor(ends[1])
    pipe = Descriptor(ends[0])
    _ = fcntl(pipe.number, F_SETFL, O_NONBLOCK)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    do throws(SystemError) {
      let child = try Child(
        Child.Start(
          arguments: file.arguments, environment: file.environment, input: none, output: writeEnd, errors: writeEnd,
          kept: lock, isSession: false))
      start = .success(child)
    } catch {
      start = .failure(error)
    }
  }

  /// Waits for the command's end, ends it when its time is up or when told to, and says how it went.
  mutating func wait() -> CommandResult {
    let child: Child
    switch start {
    case .success(let started): child = started
    case .failure(let error):
      return result(.notStarted(error.number))
    }
    while child.end(reaping: false) == nil {
      waitForAnything(child)
      if clocks.instant() >= deadline { nextStep(child, because: .timeLimit) }
    }
    // What a command that was ended leaves behind ends with it; what one leaves that ended by itself is meant to stay.
    // Before reaping: its number is its group's, and still taken.
    if cut != nil { kill(-child.processID, SIGKILL) }
    drainOutput()
    switch child.end(reaping: true) {
    case .exited(let code): return result(.exited(code))
    case .signalled(let signal): return result(.signalled(signal))
    case nil: return result(.signalled(SIGKILL))
    }
  }

  private mutating func result(_ exit: CommandExit) -> CommandResult {
    let text = output.text()
    return CommandResult(
      order: file.order, exit: exit, cut: cut, output: text, omitted: output.omitted, started: started,
      ended: clocks.timestamp())
  }

  private mutating func waitForAnything(_ child: Child) {
    var polled = [
      pollfd(fd: child.ended.number, events: Int16(POLLIN), revents: 0),
      pollfd(fd: signals.number, events: Int16(POLLIN), revents: 0),
      pollfd(fd: isPipeOpen ? pipe.number : -1, events: Int16(POLLIN), revents: 0),
    ]
    _ = poll(&polled, nfds_t(polled.count), milliseconds(until: deadline))
    if polled[2].revents != 0 { readOutput() }
    if polled[1].revents != 0 { readSignals(child) }
  }

  private func milliseconds(until moment: Instant) -> Int32 {
    Int32(clamping: max(0, (moment - clocks.instant()).milliseconds) + 1)
  }

  private mutating func readOutput() {
    guard let bytes = pipe.readSome(1 << 16) else { return }
    if bytes.isEmpty { isPipeOpen = false } else { output.append(bytes) }
  }

  private mutating func drainOutput() {
    let end = clocks.instant() + SupervisedRun.drain
    while isPipeOpen, clocks.instant() < end {
      var polled = [pollfd(fd: pipe.number, events: Int16(POLLIN), revents: 0)]
      guard poll(&polled, 1, milliseconds(until: end)) > 0 else { continue }
      readOutput()
    }
  }

  private mutating func readSignals(_ child: Child) {
    for number in signals.readSome(64) ?? [] {
      if Int32(number) == SIGQUIT {
        cut = cut ?? .stopped
        end(child)
      } else if cut == nil {
        nextStep(child, because: .stopped)
      }
    }
  }

  private mutating func nextStep(_ child: Child, because reason: CommandResult.Cut) {
    guard cut == nil else { return end(child) }
    cut = reason
    kill(-child.processID, SIGTERM)
    deadline = clocks.instant() + SupervisedRun.termination
  }

  private mutating func end(_ child: Child) {
    kill(-child.processID, SIGKILL)
    deadline = .never
  }
}
