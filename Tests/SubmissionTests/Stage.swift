import CPosix
import EventLoop
import Gate
import Glibc
import Testing
import Timing

@testable import Submission

/// A directory, a loop and the built program as supervisor: what tests with real processes need. Gone afterwards.
struct Stage: Sendable {
  let directory: String
  let loop: Loop

  var files: OrderFiles { OrderFiles(directory: directory) }

  /// The program, which stands where the tests are built.
  static let program: SupervisorProgram? = {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let path = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard let slash = path.lastIndex(of: "/") else { return nil }
    let program = "\(path[..<slash])/preflight"
    return Files.isExecutable(program) ? SupervisorProgram(path: program) : nil
  }()

  static func with<T>(_ body: (Stage) async throws -> T) async throws -> T {
    var template = Array("/tmp/preflight-orders-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    let stage = Stage(directory: try #require(made), loop: try Loop())
    let result: Result<T, any Error>
    do {
      result = .success(try await body(stage))
    } catch {
      result = .failure(error)
    }
    await stage.loop.stop()
    stage.remove()
    return try result.get()
  }

  private func remove() {
    guard let stream = opendir(directory) else { return }
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      unlink("\(directory)/\(name)")
    }
    closedir(stream)
    rmdir(directory)
  }

  /// Runs `script` by sh for each order; `$D` is the stage's directory, the names are `$@`.
  func submitter(_ script: String, timeLimit: Duration = .seconds(60)) throws -> CommandSubmitter {
    let quoted = "D=\(directory); \(script)".split(separator: "'", omittingEmptySubsequences: false).joined(
      separator: "'\\''")
    let template = try CommandTemplate("sh -c '\(quoted)' sh {names}")
    return CommandSubmitter(
      TemplatePreset(template), directory: directory, waiting: loop, timeLimit: timeLimit,
      supervisor: try #require(Stage.program))
  }

  func order(_ names: [String] = ["shop.example"]) throws -> Order {
    Order(id: try #require(OrderID("o1")), names: names)
  }

  func text(_ name: String) -> String {
    String(decoding: (try? Files.read("\(directory)/\(name)", limit: 1 << 20)) ?? [], as: UTF8.self)
  }

  /// Waits until a file of the stage holds something.
  func await(_ name: String) async throws -> String {
    // A process that is nobody's child writes it: there is no event to wait for everywhere, so it is looked at.
    for _ in 0..<500 {
      let text = text(name)
      if text.hasSuffix("\n") { return String(text.dropLast()) }
      await loop.sleep(until: loop.clocks.instant() + .milliseconds(10))
    }
    throw Missing(name: name)
  }

  struct Missing: Error { let name: String }

  /// Waits for the end of a process that is not ours.
  func ended(_ process: pid_t) async -> Bool {
    let descriptor = cposix_pidfd_open(process)
    guard descriptor >= 0 else { return true }
    defer { close(descriptor) }
    return await loop.readable(descriptor, until: loop.clocks.instant() + .seconds(5))
  }

  func seconds<T>(_ body: () async throws -> T) async rethrows -> (Double, T) {
    let start = loop.clocks.instant()
    let value = try await body()
    return (Double((loop.clocks.instant() - start).milliseconds) / 1000, value)
  }
}

extension CommandSubmitter {
  func submit(_ order: Order) async -> Settlement {
    await submit(order, log: .forgetful)
  }

  /// As after a restart: what the ledger's book says of the order.
  func adopt(_ order: Order) async throws -> Settlement {
    var book = Book()
    let now = Moment(
      date: Timestamp(milliseconds: 0), boot: BootID(rawValue: 1), instant: Instant(nanoseconds: 0))
    let reservation = Reservation(
      order: order, owner: try #require(OwnerID("me")), submitter: name, expires: now.date + .seconds(600))
    try book.apply(.reserved(reservation), at: now)
    return await adopt(try #require(book.openOrders[order.id]), log: .forgetful)
  }
}

extension OrderLog {
  static let forgetful = OrderLog(placed: { _ in true }, retried: { true })
}
