/// Where bytes go: standard output, standard error, a file; in a test, memory.
public protocol Output: Sendable {
  /// Writes all of it, or throws.
  func write(_ bytes: [UInt8]) throws(OutputError)
}

extension Output {
  func write(_ text: String) throws(OutputError) {
    try write(Array(text.utf8))
  }
}

/// Why an output takes no more.
public enum OutputError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Nobody reads any more (EPIPE). No failure of ours: `preflight check ... | head` is what people do.
  case closed
  /// Path, or the stream's name; and what the system said.
  case failed(String, reason: String)

  public var description: String {
    switch self {
    case .closed: "nobody reads the output any more"
    case .failed(let path, let reason): "\(path): \(reason)"
    }
  }
}
