import CPosix
import Glibc
import Submission
import Timing

/// A program that is run for one answer: openssl, a hook. The loop's thread neither starts it nor waits for it.
enum Tool {
  struct Ended: Sendable {
    /// Nil: its time was up, or the task was cancelled, and it was killed.
    var end: Child.End?
    /// Its first octets, up to the limit.
    var output: [UInt8]
    var errors: [UInt8]

    var isSuccess: Bool { end == .exited(0) }

    /// For people: how it ended, and its last words.
    var words: String { words(of: errors.isEmpty ? output : errors) }

    /// The same of a program whose output is secret: a key that was begun must not end in a log.
    var wordsOfErrors: String { words(of: errors) }

    private func words(of bytes: [UInt8]) -> String {
      let how =
        switch end {
        case .exited(let code): "exit status \(code)"
        case .signalled(let number): "killed by signal \(number)"
        case nil: "no end in time"
        }
      let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
      guard let line = lines.last(where: { $0.contains { $0.isLetter } }) else { return how }
      return "\(line.suffix(300)) (\(how))"
    }
  }

  static let outputLimit = 1 << 18

  /// Runs it to its end, or kills it and what it has started at `deadline`.
  ///
  /// - Parameters:
  ///   - environment: "KEY=VALUE", added to what is inherited.
  ///   - input: What it finds on its standard input, as a file.
  ///   - isSession: Without a terminal that it could ask for a passphrase.
  ///
  /// Throws: `SystemError` where it could not be run.
  static func run(
    _ arguments: [String], environment: [String] = [], input: [UInt8] = [], isSession: Bool = false,
    until deadline: Instant, on waiting: any Waiting
  ) async throws(SystemError) -> Ended {
    let running = try await start(arguments, environment, input, isSession)
    let (output, errors) = (running.output, running.errors)
    let gathered = await withTaskGroup(of: (Bool, [UInt8]).self) { group in
      group.addTask { (true, await gather(output, waiting)) }
      group.addTask { (false, await gather(errors, waiting)) }
      _ = await waiting.readable(running.child.ended.number, until: deadline)
      // Not until the pipes close: what it has left behind may hold them open for ever.
      group.cancelAll()
      var both: (output: [UInt8], errors: [UInt8]) = ([], [])
      for await (isOutput, bytes) in group {
        if isOutput { both.output = bytes } else { both.errors = bytes }
      }
      return both
    }
    var ended = Ended(end: running.child.end(reaping: false), output: gathered.output, errors: gathered.errors)
    if ended.end == nil {
      kill(-running.child.processID, SIGKILL)
      await reap(running.child, waiting)
    } else {
      // What one leaves behind that ended by itself is meant to stay.
      _ = running.child.end(reaping: true)
    }
    rest(of: output, &ended.output)
    rest(of: errors, &ended.errors)
    return ended
  }

  private struct Running: Sendable {
    var child: Child
    var output: Descriptor
    var errors: Descriptor
  }

  /// Off the loop's thread: until the program is loaded, whoever starts it stands still.
  @concurrent private static func start(
    _ arguments: [String], _ environment: [String], _ input: [UInt8], _ isSession: Bool
  ) async throws(SystemError) -> Running {
    let program = arguments.first ?? ""
    let number = cposix_memory_file()
    guard number >= 0 else { throw SystemError("memfd_create", program) }
    let file = Descriptor(number)
    // At its own place, so that the reader begins at the start.
    try Files.write(input, to: file, path: program)
    let output = try Pipe(for: program)
    let errors = try Pipe(for: program)
    let child = try Child(
      Child.Start(
        arguments: arguments, environment: environment, input: file, output: output.write, errors: errors.write,
        isSession: isSession))
    return Running(child: child, output: output.read, errors: errors.read)
  }

  private static func gather(_ stream: Descriptor, _ waiting: any Waiting) async -> [UInt8] {
    var bytes: [UInt8] = []
    while await waiting.readable(stream.number, until: .never) {
      guard let some = stream.readSome(1 << 14) else { continue }
      if some.isEmpty { break }
      bytes += some.prefix(outputLimit - bytes.count)
    }
    return bytes
  }

  private static func rest(of stream: Descriptor, _ bytes: inout [UInt8]) {
    while bytes.count < outputLimit, let some = stream.readSome(1 << 14), !some.isEmpty {
      bytes += some.prefix(outputLimit - bytes.count)
    }
  }

  /// It was killed just now: its end is a matter of an instant, which a cancelled task would not wait for.
  private static func reap(_ child: Child, _ waiting: any Waiting) async {
    await Task { _ = await waiting.readable(child.ended.number, until: .never) }.value
    _ = child.end(reaping: true)
  }
}

/// A pipe of which we keep the end that does not wait.
struct Pipe: Sendable {
  let read: Descriptor
  let write: Descriptor

  /// - Parameter program: For the error.
  init(for program: String) throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw SystemError("pipe", program) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (read, write) = (Descriptor(ends[0]), Descriptor(ends[1]))
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
  }
}
