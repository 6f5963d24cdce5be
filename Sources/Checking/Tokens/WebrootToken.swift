import Glibc

/// A token file in a web server's document root, for as long as a check runs.
///
/// The web root may belong to a customer, so the way down is opened directory by directory and no symbolic link below
/// the root is followed; the file is new or nothing.
public struct WebrootToken: Sendable {
  /// From "/" on.
  public let path: String
  public let body: String
  /// Where the file stands.
  public let file: String

  private static let directories = [".well-known", "acme-challenge"]

  /// Writes the file, readable by everyone whatever the umask, and its directories where they are missing. The body has
  /// nothing to do with the path, so no server can make it up.
  ///
  /// Throws: `WebrootError`.
  public init(webroot: String, randomness: some Randomness) throws(WebrootError) {
    let name = "preflight-" + randomness.token()
    body = randomness.token() + "." + randomness.token()
    path = "/" + (WebrootToken.directories + [name]).joined(separator: "/")
    file = (webroot.last == "/" ? String(webroot.dropLast()) : webroot) + path
    var directory = try WebrootToken.descriptor(webroot, open(webroot, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    for component in WebrootToken.directories {
      let parent = directory
      defer { close(parent) }
      if mkdirat(parent, component, 0o755) != 0, errno != EEXIST { throw WebrootError(webroot, component) }
      directory = try WebrootToken.descriptor(
        "\(webroot): \(component)", openat(parent, component, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC))
    }
    defer { close(directory) }
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let descriptor = try WebrootToken.descriptor(file, openat(directory, name, flags, 0o644))
    defer { close(descriptor) }
    let bytes = Array(body.utf8)
    guard fchmod(descriptor, 0o644) == 0, write(descriptor, bytes, bytes.count) == bytes.count else {
      let error = WebrootError(file, "")
      unlinkat(directory, name, 0)
      throw error
    }
  }

  public func remove() {
    unlink(file)
  }

  private static func descriptor(_ path: String, _ descriptor: Int32) throws(WebrootError) -> Int32 {
    if descriptor < 0 { throw WebrootError(path, "") }
    return descriptor
  }
}

/// The token could not be put into the web root.
public struct WebrootError: Error, CustomStringConvertible {
  public let path: String
  public let number: Int32

  fileprivate init(_ path: String, _ component: String) {
    number = errno
    self.path = component.isEmpty ? path : "\(path)/\(component)"
  }

  public var description: String {
    "cannot write a token below --webroot (\(path): \(String(cString: strerror(number)))); "
      + "name the document root that the web servers serve, writable by this user"
  }
}
