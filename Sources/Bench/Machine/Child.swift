import CPosix
import EventLoop
import Glibc
import Timing

/// Another program, run to its end, and what it cost.
struct Child {
  struct End: Sendable {
    /// As waitpid tells it: 0 where the program ended well.
    var status: Int32
    var seconds: Double
    /// Of all its threads, in user mode and in the kernel.
    var cpuSeconds: Double
    /// Resident, at most. Never below what this process held when the program was begun.
    var peakBytes: Double
  }

  /// - Parameter output: Where its standard output goes; what was in the file is lost.
  /// - Parameter errors: Whether people see what it says on standard error.
  static func run(_ arguments: [String], output path: String, errors: Bool = true) throws(SystemFault) -> End {
    let output = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer {
      close(output)
      close(nothing)
    }
    guard output >= 0, nothing >= 0 else { throw SystemFault(path) }
    var child: pid_t = 0
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    let clocks = SystemClocks()
    let start = clocks.instant()
    let result = pointers.withUnsafeMutableBufferPointer { arguments in
      var plan = cposix_spawn_plan(
        path: arguments[0], arguments: arguments.baseAddress, environment: cposix_environment(), input: nothing,
        output: output, errors: errors ? 2 : nothing, kept: -1, session: 0)
      return cposix_spawn(&plan, &child)
    }
    guard result == 0 else { throw SystemFault(arguments.first ?? "posix_spawn", result) }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(child, &status, 0, &usage) < 0, errno == EINTR {}
    let seconds = Double((clocks.instant() - start).nanoseconds) / 1e9
    return End(
      status: status, seconds: seconds, cpuSeconds: self.seconds(usage.ru_utime) + self.seconds(usage.ru_stime),
      peakBytes: Double(usage.ru_maxrss) * 1024)
  }

  private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}
