import Glibc

/// A file that appears whole: until `commit`, what is written stands in another one beside it, which goes where it is not
/// committed.
public protocol WholeOutput: Output {
  /// Puts it in its place. Nothing is written afterwards.
  func commit() throws(OutputError)
  /// Leaves nothing of what is not in its place yet: for a process that ends at once.
  func abandon()
}

final class WholeFile: WholeOutput {
  private let output: FileOutput
  /// Where it goes, links followed.
  private let path: String
  /// Nil where the path is no regular file (a pipe, a terminal, /dev/stdout): there is nothing to replace then.
  private let part: String?

  init(path: String) throws(OutputError) {
    var status = stat()
    let exists = stat(path, &status) == 0
    // /dev/stdout, or by another name the file that the shell has opened for it: replaced, it would lose what goes there.
    if exists, let standard = [1, 2].first(where: { WholeFile.isBehind($0, status) }) {
      let descriptor = fcntl(standard, F_DUPFD_CLOEXEC, 3)
      guard descriptor >= 0 else { throw .failed(path, reason: systemError(errno)) }
      self.path = path
      part = nil
      output = FileOutput(descriptor: descriptor, name: path)
      return
    }
    if exists, status.st_mode & S_IFMT != S_IFREG {
      self.path = path
      part = nil
      output = try FileOutput(path: path)
      return
    }
    let real = exists ? realpath(path, nil) : nil
    defer { free(real) }
    self.path = real.map { String(cString: $0) } ?? path
    var random = SystemRandomNumberGenerator()
    let part = self.path + ".part-" + String(random.next(), radix: 36)
    let descriptor = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .failed(path, reason: systemError(errno)) }
    // Who may read it now may read it afterwards.
    if exists { _ = fchmod(descriptor, status.st_mode & 0o777) }
    self.part = part
    output = FileOutput(descriptor: descriptor, name: path)
  }

  private static func isBehind(_ descriptor: Int32, _ file: stat) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_dev == file.st_dev
      && status.st_ino == file.st_ino
  }

  deinit { abandon() }

  func abandon() {
    // After a commit nothing has this name.
    if let part { unlink(part) }
  }

  func write(_ bytes: [UInt8]) throws(OutputError) {
    try output.write(bytes)
  }

  func commit() throws(OutputError) {
    guard let part else { return }
    guard rename(part, path) == 0 else { throw .failed(path, reason: systemError(errno)) }
  }
}
