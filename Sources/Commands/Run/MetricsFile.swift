import Gate
import Glibc
import Reports
import Synchronization
import Timing

/// Keeps a file for Prometheus' node exporter (its textfile collector) up to date: replaced whole by a rename, at most
/// once a second and at the end.
final class MetricsFile: Sendable {
  private let path: String
  private let state = Mutex((metrics: RunMetrics(), written: Timestamp?.none))

  /// Writes the file once, so that one that cannot be written is known before the run begins.
  init(_ path: String) throws(CommandError) {
    self.path = path
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      // The rename would put a file in the place of a device or a pipe.
      throw .input("--metrics-file \(path) is no regular file: name one, for node_exporter's textfile collector")
    }
    let number = write(RunMetrics().text)
    guard number == 0 else { throw .input("--metrics-file \(path) cannot be written: \(systemError(number))") }
  }

  func observe(_ event: RunEvent) {
    let text = state.withLock { state -> String? in
      state.metrics.note(event)
      if case .summary = event.kind {
      } else if let written = state.written, event.at - written < .seconds(1) {
        return nil
      }
      state.written = event.at
      return state.metrics.text
    }
    if let text { _ = write(text) }
  }

  /// Returns zero, or what `errno` says.
  private func write(_ text: String) -> Int32 {
    let part = path + ".part"
    let descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { return errno }
    var text = text
    let isWhole = text.withUTF8 { Glibc.write(descriptor, $0.baseAddress, $0.count) == $0.count }
    close(descriptor)
    guard isWhole, rename(part, path) == 0 else { return errno == 0 ? EIO : errno }
    return 0
  }
}
