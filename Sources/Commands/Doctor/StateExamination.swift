import CPosix
import Glibc
import Reports
import Submission

/// Whether the ledger can live in the state directory: it can be written, synced and locked there, and by nobody else.
struct StateExamination: Sendable {
  let path: String

  /// What a long run may write, with its compactions.
  private static let room: UInt64 = 100 << 20

  func run() -> HostCheck {
    var status = stat()
    guard stat(path, &status) == 0 else { return errno == ENOENT ? missing() : failed("cannot be read") }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      return HostCheck(.state, .broken, "\(path) is no directory", remedy: "Name another by --state.")
    }
    let user = geteuid()
    guard access(path, R_OK | W_OK | X_OK) == 0 else {
      return HostCheck(
        .state, .broken, "\(path) cannot be written by this user (uid \(user); it belongs to \(status.st_uid))",
        remedy: "Run as its owner, or give the directory to this user.")
    }
    if let failure = trial() { return failure }
    return judge(status, user)
  }

  /// Whether it could be made, tried with another directory beside it: root is told that it may write where nobody can.
  private func missing() -> HostCheck {
    var parent = path
    while parent != "/", parent != ".", access(parent, F_OK) != 0 { parent = Files.parent(of: parent) }
    let trial = "\(parent)/.doctor.\(getpid())"
    guard mkdir(trial, 0o700) == 0 else {
      return HostCheck(
        .state, .broken, "\(path) is not there, and cannot be made in \(parent): \(systemError(errno))",
        remedy: "Make it, 0700, and give it to this user; or name another by --state.")
    }
    rmdir(trial)
    return volatile(parent) ?? HostCheck(.state, .ok, "\(path) is not there yet; a run makes it")
  }

  private func judge(_ status: stat, _ user: uid_t) -> HostCheck {
    if status.st_mode & 0o077 != 0 {
      return HostCheck(
        .state, .warning, "\(path) is open to others (mode \(String(status.st_mode & 0o7777, radix: 8)))",
        remedy: "chmod 700 \(path): the account's key may be there.")
    }
    if status.st_uid != user {
      return HostCheck(
        .state, .warning,
        "\(path) belongs to uid \(status.st_uid), and this is \(user): the owner could not read what is "
          + "written now", remedy: "Run as its owner.")
    }
    return volatile(path) ?? HostCheck(.state, .ok, "\(path) can be written, synced and locked")
  }

  /// The file system, where it is not made for a ledger.
  private func volatile(_ path: String) -> HostCheck? {
    var type: UInt32 = 0
    var free: UInt64 = 0
    guard cposix_file_system(path, &type, &free) == 0 else { return nil }
    // Types as statfs(2) has them.
    switch type {
    case 0x0102_1994, 0x8584_58f6:
      return HostCheck(
        .state, .warning, "\(path) is in memory: at the next boot nobody knows what is pending at the CA",
        remedy: "Name a directory on a disk by --state.")
    case 0x794c_7630:
      return HostCheck(
        .state, .warning, "\(path) is in a container's own layer, and gone with the container",
        remedy: "Mount a volume there, or name one by --state.")
    case 0x6969, 0xff53_4d42, 0xfe53_4d42, 0x0000_517b, 0x0102_1997, 0x00c3_6400, 0x5346_414f:
      return HostCheck(
        .state, .warning,
        "\(path) is on a network file system, on which locks and syncs are only as good as its server's",
        remedy: "Name a directory on a local disk by --state; runs that share a ledger run on one host.")
    default: break
    }
    if free < StateExamination.room {
      return HostCheck(
        .state, .warning, "\(path): only \(free >> 20) MB are free", remedy: "Make room: a full disk ends a run.")
    }
    return nil
  }

  /// Writes, locks and syncs a file, which is removed again.
  private func trial() -> HostCheck? {
    let file = "\(path)/.doctor.\(getpid())"
    let descriptor = open(file, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return failed("no file can be made there") }
    defer {
      close(descriptor)
      unlink(file)
    }
    guard write(descriptor, "x", 1) == 1 else { return failed("a file there cannot be written") }
    guard fsync(descriptor) == 0 else { return failed("a file there cannot be synced") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return failed("a file there cannot be locked") }
    return nil
  }

  /// With the errno of now.
  private func failed(_ what: String) -> HostCheck {
    HostCheck(
      .state, .broken, "\(path): \(what): \(systemError(errno))",
      remedy: "Name a directory on a local disk, writable by this user, by --state.")
  }
}
