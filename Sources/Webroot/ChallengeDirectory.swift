import Glibc

/// The directory below a web server's document root in which CAs look for tokens (RFC 8555 section 8.3).
///
/// The root may belong to a customer, so the way down is opened directory by directory, and no symbolic link below the
/// root is followed.
public struct ChallengeDirectory: Hashable, Sendable {
  public let webroot: String

  private static let components = [".well-known", "acme-challenge"]
  /// As URLs have it, from "/" on.
  public static let path = "/" + components.joined(separator: "/")

  public init(webroot: String) {
    self.webroot = webroot.count > 1 && webroot.last == "/" ? String(webroot.dropLast()) : webroot
  }

  /// Where a token's file stands.
  public func file(_ name: String) -> String { "\(webroot)\(ChallengeDirectory.path)/\(name)" }

  /// Writes a file, readable by everyone whatever the umask, and its directories where they are missing.
  ///
  /// - Parameters:
  ///   - name: One component of a path.
  ///   - isReplacing: Whether one of the same name gives way; else that is an error.
  ///
  /// Throws: `WebrootError`; nothing is left behind then.
  public func put(_ name: String, _ body: String, isReplacing: Bool = false) throws(WebrootError) {
    let directory = try open(isMaking: true)
    defer { close(directory) }
    if isReplacing { unlinkat(directory, name, 0) }
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let descriptor = openat(directory, name, flags, 0o644)
    guard descriptor >= 0 else { throw WebrootError(file(name)) }
    defer { close(descriptor) }
    let bytes = Array(body.utf8)
    guard fchmod(descriptor, 0o644) == 0, write(descriptor, bytes, bytes.count) == bytes.count else {
      let error = WebrootError(file(name))
      unlinkat(directory, name, 0)
      throw error
    }
  }

  /// Removes a file where it is there.
  public func remove(_ name: String) {
    guard let directory = try? open(isMaking: false) else { return }
    unlinkat(directory, name, 0)
    close(directory)
  }

  private func open(isMaking: Bool) throws(WebrootError) -> Int32 {
    var directory = Glibc.open(webroot, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw WebrootError(webroot) }
    for component in ChallengeDirectory.components {
      let parent = directory
      defer { close(parent) }
      if isMaking, mkdirat(parent, component, 0o755) != 0, errno != EEXIST {
        throw WebrootError("\(webroot)/\(component)")
      }
      directory = openat(parent, component, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard directory >= 0 else { throw WebrootError("\(webroot): \(component)") }
    }
    return directory
  }
}

/// A token could not be put into the web root.
public struct WebrootError: Error, CustomStringConvertible {
  public let path: String
  public let number: Int32

  /// With the errno of now.
  init(_ path: String) {
    number = errno
    self.path = path
  }

  public var description: String {
    "cannot write a token below --webroot (\(path): \(String(cString: strerror(number)))); "
      + "name the document root that the web servers serve, writable by this user"
  }
}
