import EventLoop
import Glibc
import JSONText
import Timing

/// A file or standard input, read piece by piece without ever stopping the loop: another program may write slowly.
actor InputFile {
  private let loop: Loop
  private let descriptor: Int32
  private let name: String
  private var splitter: LineSplitter
  private var hasEnded = false
  /// Bytes that a regular file holds from where it is read on; nil for what comes through a pipe.
  nonisolated let size: Int?
  /// Of these, the ones read.
  private(set) var consumed = 0

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unownedExecutor }

  /// - Parameter path: `-` is standard input.
  /// - Parameter lineLimit: Bytes; what a longer line becomes, `LineSplitter` says.
  init(path: String, lineLimit: Int, loop: Loop) throws(CommandError) {
    self.loop = loop
    name = path == "-" ? "standard input" : path
    splitter = LineSplitter(limit: lineLimit)
    // A named pipe that nobody writes to yet would hold up the loop, and the signals that end a run with it.
    descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw .input(
        "the list \(path) cannot be read: \(systemError(errno)); name a file with one name or request a line, or - for "
          + "standard input")
    }
    var status = stat()
    let isKnown = fstat(descriptor, &status) == 0
    let isRegular = isKnown && status.st_mode & S_IFMT == S_IFREG
    size = isRegular ? max(0, Int(status.st_size) - max(0, Int(lseek(descriptor, 0, SEEK_CUR)))) : nil
    if isKnown, status.st_mode & S_IFMT == S_IFDIR {
      throw .input("\(name) is a directory; a file with one name or request a line should stand there")
    }
  }

  deinit {
    if descriptor > 2 { close(descriptor) }
  }

  /// The next lines, waiting for at least one; empty at the end, and when the task is cancelled.
  func next() async throws(CommandError) -> [LineSplitter.Line] {
    var piece = [UInt8](repeating: 0, count: 65_536)
    while !hasEnded {
      // What never waits, such as /dev/zero or a list of comments without end, must not keep signals from being seen.
      await Task.yield()
      if Task.isCancelled { return [] }
      // A regular file is always ready, and epoll does not take one; poll does.
      var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if poll(&ready, 1, 0) == 0 {
        guard await loop.readable(descriptor, until: .never) else { return [] }
      }
      let count = read(descriptor, &piece, piece.count)
      if count < 0 {
        if errno == EINTR || errno == EAGAIN { continue }
        throw .input("\(name): \(errno == EBADF ? "it is closed" : systemError(errno))")
      }
      consumed += count
      var lines = splitter.add(piece.prefix(count))
      if count == 0 {
        hasEnded = true
        if let last = splitter.finish() { lines.append(last) }
      }
      if !lines.isEmpty { return lines }
    }
    return []
  }
}
