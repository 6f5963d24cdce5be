import CPosix
import Glibc
import Timing

/// SIGINT and SIGTERM as something to wait for, instead of something that interrupts.
public struct Signals: Sendable {
  private let descriptor: Int32

  /// Blocks both in this thread and all that start later, so it comes before the first thread. Writing to a closed pipe
  /// becomes an error instead of a signal.
  ///
  /// Throws: `LoopError` where the kernel gives no descriptor.
  public init() throws(LoopError) {
    signal(SIGPIPE, SIG_IGN)
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGINT)
    sigaddset(&set, SIGTERM)
    pthread_sigmask(SIG_BLOCK, &set, nil)
    descriptor = signalfd(-1, &set, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
    guard descriptor >= 0 else { throw LoopError(call: "signalfd", number: errno) }
  }

  /// From now on either of them ends the process at once, with 128 and its number: for work that leaves nothing behind
  /// and waits for no signal.
  public func endAtOnce() {
    for number in [SIGINT, SIGTERM] { signal(number) { _exit(128 + $0) } }
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGINT)
    sigaddset(&set, SIGTERM)
    // In this thread alone: the kernel gives a signal to any thread that takes it.
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  /// Runs what may wait for somebody else without an end, such as opening a named pipe, on this thread. Meanwhile either
  /// signal ends the process at once, with 128 and its number: before there is anything to clear up.
  public static func endingAtOnce<T>(_ body: () -> T) -> T {
    var set = sigset_t()
    var before = sigset_t()
    sigemptyset(&set)
    let numbers = [SIGINT, SIGTERM]
    for number in numbers { sigaddset(&set, number) }
    let handlers = numbers.map { signal($0) { _exit(128 + $0) } }
    pthread_sigmask(SIG_UNBLOCK, &set, &before)
    defer {
      pthread_sigmask(SIG_SETMASK, &before, nil)
      for (number, handler) in zip(numbers, handlers) { signal(number, handler) }
    }
    return body()
  }

  /// Waits for the next signal; nil when the task is cancelled.
  public func next(on loop: Loop) async -> Int32? {
    while !Task.isCancelled {
      guard await loop.readable(descriptor, until: .never) else { return nil }
      var info = signalfd_siginfo()
      let size = MemoryLayout<signalfd_siginfo>.size
      if read(descriptor, &info, size) == size { return Int32(info.ssi_signo) }
    }
    return nil
  }
}
