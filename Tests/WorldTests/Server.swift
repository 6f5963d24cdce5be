import Glibc

/// A program that runs beside a test, until it is ended.
///
/// Not by Foundation's Process: with one that runs on, it does not always notice the end of another.
struct Server {
  let id: pid_t

  struct NotStarted: Error {
    let arguments: [String]
    let number: Int32
  }

  /// - Parameter output: where its standard output goes; nil: where the tests' goes.
  init(_ arguments: [String], output: Int32? = nil) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let output { posix_spawn_file_actions_adddup2(&actions, output, 1) }
    var vector = arguments.map { strdup($0) } + [nil]
    defer { for text in vector { free(text) } }
    var id: pid_t = 0
    let number = posix_spawnp(&id, arguments[0], &actions, nil, &vector, environ)
    guard number == 0 else { throw NotStarted(arguments: arguments, number: number) }
    self.id = id
  }

  /// False once it has ended; to be asked by one who waits for its start.
  var isRunning: Bool { kill(id, 0) == 0 && waitpid(id, nil, WNOHANG) == 0 }

  /// To be called when nobody asks it any more.
  func end() {
    kill(id, SIGKILL)
    waitpid(id, nil, 0)
  }
}
