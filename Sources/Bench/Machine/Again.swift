import Glibc

/// This program, run once more: what it measures has a process to itself.
enum Again {
  /// Runs it to its end. What it writes is returned.
  static func run(_ arguments: [String], in scratch: Scratch) throws(SystemFault) -> String {
    let path = scratch.path + "/output"
    let end = try Child.run(["/proc/self/exe"] + arguments, output: path)
    guard end.status == 0 else {
      throw SystemFault(saying: "\(arguments.joined(separator: " ")) ended with status \(end.status)")
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
