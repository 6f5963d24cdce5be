import CPosix
import Glibc

/// This program, run once more: what it measures has a process to itself.
enum Again {
  /// Runs it to its end. What it writes is returned.
  static func run(_ arguments: [String], in scratch: Scratch) throws(SystemFault) -> String {
    let path = scratch.path + "/output"
    let output = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    let input = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer {
      close(output)
      close(input)
    }
    guard output >= 0, input >= 0 else { throw SystemFault(path) }
    var child: pid_t = 0
    let words = ["/proc/self/exe"] + arguments
    var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    let result = pointers.withUnsafeMutableBufferPointer { arguments in
      var plan = cposix_spawn_plan(
        path: arguments[0], arguments: arguments.baseAddress, environment: cposix_environment(), input: input,
        output: output, errors: 2, kept: -1, session: 0)
      return cposix_spawn(&plan, &child)
    }
    guard result == 0 else { throw SystemFault("posix_spawn", result) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else {
      throw SystemFault(saying: "\(arguments.joined(separator: " ")) ended with status \(status)")
    }
    return Files.read(path, limit: 1 << 16)
  }

  /// The most memory that this process has held since it was begun, in bytes.
  static var peakMemory: Int64 {
    // Not getrusage: what it says of a child includes the parent's as it was when the child was made.
    let lines = Files.read("/proc/self/status", limit: 1 << 14).split(separator: "\n")
    let line = lines.first { $0.hasPrefix("VmHWM:") }
    return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int64($0) } ?? 0) * 1024
  }
}
