import Glibc

/// What the system knows of the terminal behind a descriptor.
enum Terminal {
  /// Columns; nil where there is no terminal, or it does not know.
  static func columns(_ descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Whether it takes output without delay (nobody has stopped it by Ctrl-S), and belongs to this process now rather
  /// than to the shell that has put it into the background.
  static func isOurs(_ descriptor: Int32) -> Bool {
    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    guard poll(&ready, 1, 0) == 1, ready.revents & Int16(POLLOUT) != 0 else { return false }
    let owner = tcgetpgrp(descriptor)
    // Where it controls no session of ours, nobody can say.
    return owner < 0 || owner == getpgrp()
  }

  static func isPipe(_ descriptor: Int32) -> Bool {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return false }
    return [S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT)
  }

  /// Gives each of the three standard descriptors that is closed a file that refuses what it is for, so that none of
  /// the files opened later gets its number and is written to by mistake.
  static func occupyStandardDescriptors() {
    for (descriptor, mode) in [(0, O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)] as [(Int32, Int32)]
    where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest number that is free: this one.
      _ = open("/dev/null", mode)
    }
  }
}
