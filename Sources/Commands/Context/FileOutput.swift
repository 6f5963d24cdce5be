import EventLoop
import Glibc
import Synchronization

/// An output behind a descriptor. Every write goes out at once and whole: lines of two tasks never mix.
final class FileOutput: Output {
  private let descriptor: Int32
  private let name: String
  /// Held while writing; the error that ended it, said again to whoever writes after it.
  private let ended = Mutex<OutputError?>(nil)

  init(descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  /// Creates or empties the file, or writes behind what is there.
  convenience init(path: String, appends: Bool = false) throws(OutputError) {
    // A named pipe is there when somebody reads it, and a person may grow tired of that.
    let (descriptor, number) = Signals.endingAtOnce {
      let descriptor = open(path, O_WRONLY | O_CREAT | (appends ? O_APPEND : O_TRUNC) | O_CLOEXEC, 0o666)
      return (descriptor, errno)
    }
    guard descriptor >= 0 else { throw .failed(path, reason: systemError(number)) }
    self.init(descriptor: descriptor, name: path)
  }

  deinit {
    if descriptor > 2 { close(descriptor) }
  }

  func write(_ bytes: [UInt8]) throws(OutputError) {
    let error = ended.withLock { ended -> OutputError? in
      if let error = ended { return error }
      ended = writeAll(bytes)
      return ended
    }
    if let error { throw error }
  }

  private func writeAll(_ bytes: [UInt8]) -> OutputError? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        // A terminal or pipe that somebody else has made non-blocking.
        var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&ready, 1, -1)
      case EPIPE: return .closed
      case EBADF where descriptor <= 2: return .failed(name, reason: "it is closed: open it, or give --output FILE")
      default: return .failed(name, reason: systemError(errno))
      }
    }
    return nil
  }
}

/// What the system says of an errno: "No space left on device".
func systemError(_ number: Int32) -> String {
  String(cString: strerror(number))
}
