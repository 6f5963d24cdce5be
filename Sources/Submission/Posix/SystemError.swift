package import Gate
import Glibc

/// What the system refused, and where.
package struct SystemError: Error, Hashable, CustomStringConvertible {
  package let call: String
  package let path: String
  package let number: Int32

  /// With the errno of now.
  package init(_ call: String, _ path: String) {
    self.init(call, path, errno)
  }

  package init(_ call: String, _ path: String, _ number: Int32) {
    self.call = call
    self.path = path
    self.number = number
  }

  /// Of an order that it kept from beginning.
  package var fault: Settlement.OwnFault {
    [ENOSPC, EDQUOT, EFBIG, EROFS, EIO].contains(number) ? .disk : .system
  }

  package var reason: String { errorText(number) }
  package var description: String { "\(path): \(reason) (\(call))" }
}

/// The system's words for an errno.
package func errorText(_ number: Int32) -> String {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
    guard let base = buffer.baseAddress, strerror_r(number, base, buffer.count) == 0 else {
      return "error \(number)"
    }
    return String(cString: base)
  }
}
