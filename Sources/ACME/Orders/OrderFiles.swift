import ACMEWire
import Gate
import Glibc
import JSONText
import Submission
import Webroot

/// What is kept of an order until its end is durable, in `acme/orders` of the state directory: where it was begun
/// (`<id>.json`), which tokens are served for it (`<id>.tokens`), the certificate's key and the request that was or will
/// be made of it (`<id>.key`, `<id>.csr`).
struct OrderFiles: Sendable {
  let directory: String

  /// At which CA and by whose account an order was begun.
  struct Origin: Hashable {
    var directoryURL: String
    var account: String
  }

  private static let suffixes = ["json", "tokens", "key", "csr"]

  func path(_ order: OrderID, _ suffix: String) -> String { "\(directory)/\(order.text).\(suffix)" }

  // MARK: Origin

  func write(_ origin: Origin, of order: OrderID) throws(SystemError) {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("directory", origin.directoryURL)
      writer.field("account", origin.account)
    }
    writer.endLine()
    try Files.replace(path(order, "json"), with: writer.bytes, temporary: path(order, "json.tmp"))
  }

  /// Nil where none was written, or none that can be read.
  func origin(of order: OrderID) -> Origin? {
    guard let bytes = try? Files.read(path(order, "json"), limit: 1 << 16), let json = try? JSONValue(parsing: bytes),
      let directory = json["directory"]?.string, let account = json["account"]?.string
    else { return nil }
    return Origin(directoryURL: directory, account: account)
  }

  // MARK: The certificate's key

  /// Nil where the order has no key yet.
  func request(of order: OrderID) throws(SystemError) -> (key: [UInt8], request: SigningRequest)? {
    guard let key = try Files.read(path(order, "key"), limit: 1 << 16), !key.isEmpty,
      let der = try Files.read(path(order, "csr"), limit: 1 << 18), let request = try? SigningRequest(der: der)
    else { return nil }
    return (key, request)
  }

  /// Durable when it returns: the key last, so that where it is the request is, too.
  @concurrent func write(key: [UInt8], _ request: SigningRequest, of order: OrderID) async throws(SystemError) {
    for (suffix, bytes) in [("csr", request.der), ("key", key)] {
      try Files.replaceDurably(path(order, suffix), with: bytes)
    }
    try Files.syncDirectory(directory)
  }

  // MARK: Tokens

  /// A token that is, or is about to be, in a web root, or told to a hook.
  struct ServedToken: Hashable {
    var token: String
    var name: String
    /// Nil: the hook has it.
    var webroot: String?

    /// From the web root.
    func remove() {
      if let webroot { ChallengeDirectory(webroot: webroot).remove(token) }
    }
  }

  /// To be called before the token is served: what a kill leaves behind is then known.
  func add(_ served: ServedToken, to order: OrderID) throws(SystemError) {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("token", served.token)
      writer.field("name", served.name)
      writer.field("webroot", optional: served.webroot)
    }
    writer.endLine()
    let path = path(order, "tokens")
    let file = try Descriptor.open(path, O_WRONLY | O_CREAT | O_APPEND)
    let bytes = writer.bytes
    guard Glibc.write(file.number, bytes, bytes.count) == bytes.count else { throw SystemError("write", path) }
  }

  func tokens(of order: OrderID) -> [ServedToken] {
    guard let bytes = try? Files.read(path(order, "tokens"), limit: 1 << 20) else { return [] }
    return bytes.split(separator: 10).compactMap { line in
      guard let json = try? JSONValue(parsing: line), let token = json["token"]?.string, Base64.isURLText(token),
        let name = json["name"]?.string
      else { return nil }
      return ServedToken(token: token, name: name, webroot: json["webroot"]?.string)
    }
  }

  // MARK: All of it

  func forget(_ order: OrderID) {
    for suffix in OrderFiles.suffixes {
      unlink(path(order, suffix))
      unlink(path(order, suffix) + ".tmp")
    }
  }

  func kept() -> Set<OrderID> { OrderID.withFiles(in: directory) }
}
