package import Gate
import Glibc

/// The files of orders under supervision, in the ledger's `orders` directory: what to run (`<id>.json`), who runs it
/// (`<id>.lock`, locked), how it ended (`<id>.result`).
struct OrderFiles: Sendable {
  let directory: String

  /// As much as a supervisor writes: its bounded output with every byte as an escape.
  private static let resultLimit = 1 << 20

  enum Ended {
    case with(CommandResult)
    /// There is a result, and it cannot be read.
    case unreadable(String)
  }

  func spec(_ order: OrderID) -> String { path(order, "json") }

  /// Nil where the order has not ended.
  func result(_ order: OrderID) -> Ended? {
    let path = path(order, "result")
    do {
      guard let bytes = try Files.read(path, limit: OrderFiles.resultLimit) else { return nil }
      guard let result = CommandResult(bytes), result.order == order else {
        return .unreadable("\(path) is not a result of preflight")
      }
      return .with(result)
    } catch {
      return .unreadable("\(error)")
    }
  }

  /// What was last begun of an order; nil where nothing was.
  func begun(_ order: OrderID) -> OrderFile? {
    guard let bytes = try? Files.read(spec(order), limit: 1 << 20) else { return nil }
    return OrderFile(bytes)
  }

  /// Nil where the order's supervisor or its command runs.
  func lock(_ order: OrderID) throws(SystemError) -> Descriptor? {
    try Descriptor.locking(path(order, "lock"))
  }

  func write(_ file: OrderFile) throws(SystemError) {
    // Whoever writes it holds the order's lock: there is no other at it.
    try Files.replace(spec(file.order), with: file.bytes, temporary: path(file.order, "json.tmp"))
  }

  func forget(_ order: OrderID) {
    for suffix in ["json", "json.tmp", "result", "result.tmp", "tokens", "lock"] { unlink(path(order, suffix)) }
  }

  /// All that have files.
  func orders() -> Set<OrderID> { OrderID.withFiles(in: directory) }

  func forgetResult(_ order: OrderID) {
    unlink(path(order, "result"))
  }

  func path(_ order: OrderID, _ suffix: String) -> String { "\(directory)/\(order.text).\(suffix)" }
}

extension OrderID {
  /// The orders that have files of their own, `<id>.something`, in a directory.
  package static func withFiles(in directory: String) -> Set<OrderID> {
    guard let names = try? Files.names(in: directory) else { return [] }
    return Set(names.compactMap { name in name.firstIndex(of: ".").flatMap { OrderID(name[..<$0]) } })
  }
}
