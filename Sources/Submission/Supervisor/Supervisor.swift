import EventLoop
import Gate
import Glibc
import Timing

/// Runs one command to its end, whatever becomes of preflight: `preflight __supervise ORDER-FILE LOCK-DESCRIPTOR`.
///
/// It leads a session of its own and has inherited the order's lock, which it and the command hold until both have
/// ended. It writes down how the command ended before it ends itself.
public enum Supervisor {
  /// The word by which the program is told to be one.
  public static let verb = "__supervise"

  /// Its exit status where it ran nothing, and wrote nothing down.
  public static let nothingRan: Int32 = 3

  /// - Parameter arguments: those after the verb.
  /// - Returns: the exit status of the supervisor: 0 where a result is there.
  public static func run(arguments: [String]) -> Int32 {
    guard arguments.count == 2, let path = arguments.first, path.hasSuffix(".json"),
      let lock = Int32(arguments[1]), fcntl(lock, F_GETFD) >= 0, let bytes = try? Files.read(path, limit: 1 << 20),
      let file = OrderFile(bytes)
    else { return nothingRan }
    guard let sink = try? ResultSink(path: "\(path.dropLast(5)).result") else { return nothingRan }
    // Never closed here: the lock is to be let go by the end of the process, when the result is in its place.
    guard var run = SupervisedRun(file, lock: lock) else {
      sink.discard()
      return nothingRan
    }
    return sink.write(run.wait()) ? 0 : 1
  }
}

/// Where the result goes. Room for a short one is taken before the command starts: a disk that fills up in between must
/// not hide how the order ended.
private struct ResultSink {
  private let path: String
  private let temporary: String
  private let file: Descriptor
  private static let reserve = 16 << 10
  /// What surely fits the reserve, each character written as an escape.
  private static let shortOutput = 2000

  init(path: String) throws(SystemError) {
    self.path = path
    temporary = path + ".tmp"
    file = try Descriptor.open(temporary, O_RDWR | O_CREAT | O_TRUNC)
    let result = posix_fallocate(file.number, 0, ResultSink.reserve)
    guard result == 0 || result == EOPNOTSUPP else {
      unlink(temporary)
      throw SystemError("posix_fallocate", temporary, result)
    }
  }

  func discard() {
    unlink(temporary)
  }

  func write(_ result: CommandResult) -> Bool {
    if (try? put(result.bytes)) != nil { return true }
    var short = result
    let kept = result.output.unicodeScalars.suffix(ResultSink.shortOutput)
    short.output = String(String.UnicodeScalarView(kept))
    short.omitted += result.output.utf8.count - short.output.utf8.count
    return (try? put(short.bytes)) != nil
  }

  private func put(_ bytes: [UInt8]) throws(SystemError) {
    try Files.write(bytes, to: file, path: temporary)
    guard ftruncate(file.number, bytes.count) == 0 else { throw SystemError("truncate", temporary) }
    guard fsync(file.number) == 0 else { throw SystemError("fsync", temporary) }
    guard rename(temporary, path) == 0 else { throw SystemError("rename", path) }
    // The result is in its place: that its name may not outlive a power cut changes nothing about that.
    _ = try? Files.syncDirectory(path.lastIndex(of: "/").map { String(path[...$0]) } ?? ".")
  }
}
