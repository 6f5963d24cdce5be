import Glibc

/// How many files this process may have open, sockets among them.
enum OpenFiles {
  /// Enough for the checks under way at once; more would slow down programs that close all that they might have.
  private static let wanted: rlim_t = 16_384

  /// The limit as it is now.
  static var allowed: Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
    return Int(clamping: limit.rlim_cur)
  }

  /// Raises the limit that most systems begin with (1024), as far as the system lets everyone.
  static func allowMore() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < wanted else { return }
    limit.rlim_cur = min(wanted, limit.rlim_max)
    _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
