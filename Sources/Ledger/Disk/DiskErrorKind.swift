import Glibc

extension DiskError {
  enum Kind {
    case full, readOnly, other
  }

  var kind: Kind {
    switch number {
    case ENOSPC, EDQUOT, EFBIG: .full
    case EROFS: .readOnly
    default: .other
    }
  }

  /// What a lock that somebody else holds is reported as.
  static let lockedElsewhere = EWOULDBLOCK

  var isMissing: Bool { number == ENOENT }

  /// Every file is opened without following its last component.
  var isSymbolicLink: Bool { call == "open" && number == ELOOP }
}
