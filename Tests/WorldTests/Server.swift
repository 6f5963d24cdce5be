import Glibc

/// A program that runs beside a test, until it is ended.
///
/// Not by Foundation's Process: with one that runs on, it does not always notice the end of another.
struct Server {
  private let process: pid_t
  /// The first line that it wrote, by which it says that it is there.
  let greeting: String

  struct NotStarted: Error {
    let arguments: [String]
  }

  init(_ arguments: [String]) throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw NotStarted(arguments: arguments) }
    defer { close(ends[0]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    var vector = arguments.map { strdup($0) } + [nil]
    defer { for text in vector { free(text) } }
    var process: pid_t = 0
    let number = posix_spawnp(&process, arguments[0], &actions, nil, &vector, environ)
    close(ends[1])
    guard number == 0 else { throw NotStarted(arguments: arguments) }
    self.process = process
    // To the line's end: an unbuffered Python writes it in two pieces, and would find the pipe closed.
    var line: [UInt8] = []
    var octet: UInt8 = 0
    while octet != 10, line.count < 100, read(ends[0], &octet, 1) == 1 { line.append(octet) }
    greeting = String(decoding: line.dropLast(), as: UTF8.self)
    guard octet == 10 else {
      end()
      throw NotStarted(arguments: arguments)
    }
  }

  /// To be called when nobody asks it any more.
  func end() {
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
  }
}
