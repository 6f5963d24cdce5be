import Glibc
import Options

/// Where configuration is looked for when --config names none.
public struct ConfigurationPlaces: Hashable, Sendable {
  /// In the working directory: it sets only what a stranger may set.
  public var found: String?
  /// The machine's own: it sets everything.
  public var system: String?

  public init(found: String?, system: String?) {
    self.found = found
    self.system = system
  }

  /// What the program looks for.
  public static let standard = ConfigurationPlaces(
    found: "preflight.json", system: "/etc/preflight/preflight.json")
}

/// Reads configuration files from the disk.
enum ConfigurationFiles {
  /// What --config names, which then is all; or for nil those files that are there, the one that wins first.
  static func read(named path: String?, _ places: ConfigurationPlaces) throws(UsageError) -> [ConfigurationFile] {
    if let path {
      guard let bytes = try bytes(path) else { throw error(path, systemError(ENOENT)) }
      return [try ConfigurationFile(bytes, path: path, trust: .trusted)]
    }
    var files: [ConfigurationFile] = []
    if let path = places.found, let bytes = try bytes(path) {
      files.append(try ConfigurationFile(bytes, path: path, trust: .found))
    }
    if let path = places.system, let bytes = try bytes(path, mustBeGuarded: true) {
      files.append(try ConfigurationFile(bytes, path: path, trust: .trusted))
    }
    return files
  }

  /// Nil where there is nothing of that name.
  ///
  /// - Parameter mustBeGuarded: Whether a file that everybody may write is refused.
  private static func bytes(_ path: String, mustBeGuarded: Bool = false) throws(UsageError) -> [UInt8]? {
    // A pipe without a writer would hold up the program for ever, so nothing is waited for.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else {
      let number = errno
      var status = stat()
      if number == ENOENT || number == ENOTDIR {
        if lstat(path, &status) == 0 { throw error(path, "the link leads nowhere") }
        return nil
      }
      throw error(path, systemError(number))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw error(path, systemError(errno)) }
    if status.st_mode & S_IFMT == S_IFDIR { throw error(path, systemError(EISDIR)) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw error(path, "this is no regular file") }
    if mustBeGuarded, status.st_mode & S_IWOTH != 0 {
      throw error(path, "everybody may write this file, and it says which programs run: chmod o-w \(path)")
    }
    let limit = ConfigurationFile.maximumSize
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while bytes.count <= limit, status.st_size <= limit {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count == 0 { return bytes }
      if count > 0 {
        bytes += piece.prefix(count)
      } else if errno != EINTR {
        throw error(path, systemError(errno))
      }
    }
    throw error(path, "larger than 1 MB: this is no configuration")
  }

  private static func error(_ path: String, _ reason: String) -> UsageError {
    UsageError(.configuration, "\(path): \(reason)", command: .configShow)
  }
}
