import EventLoop
import Foundation
import Gate
import Submission
import Synchronization
import Testing
import Timing
import Webroot

@testable import ACME
@testable import ACMEWire

/// Certificates on disk.
@Suite struct StoreTests {
  static let certificate =
    Base64.decode(
      "MIIBdjCCAR2gAwIBAgIBBzAKBggqhkjOPQQDAjAAMCAXDTI2MTEyNjA1MTUxMVoYDzIxMjYxMTAyMDUxNTExWjAAMFkwEwYHKoZIzj0CAQYI"
        + "KoZIzj0DAQcDQgAEkXL1y+DCfcuZc6ueimEMKpY/KqMns2PgoZ+YSx8PJ0VoIZXv79bzW807wZS7dMdc6vVqhQp+mGlzozOENthj0KOBhTCB"
        + "gjAdBgNVHQ4EFgQUI69lMG1uS9gqXtIS9nJDH/jIpAAwHwYDVR0jBBgwFoAUI69lMG1uS9gqXtIS9nJDH/jIpAAwDwYDVR0TAQH/BAUwAwEB"
        + "/zAvBgNVHREEKDAmggxTaG9wLmV4YW1wbGWCEHd3dy5zaG9wLmV4YW1wbGWHBAECAwQwCgYIKoZIzj0EAwIDRwAwRAIgRqTfziCkXgRGo/4h"
        + "9SExZH/g4nEtbKEM1/sX7DPFg98CIBadtyTiET4fUKxynZbwfuHWR+wkMzUrZxNyHz86EieA") ?? []

  private func order(_ id: String, _ names: [String] = ["shop.example"], alias: String? = nil) throws -> Order {
    Order(id: try #require(OrderID(id)), names: names, alias: alias)
  }

  private func text(_ path: String) -> String {
    String(decoding: (try? Data(contentsOf: URL(filePath: path))) ?? Data(), as: UTF8.self)
  }

  @Test func fourFiles() async throws {
    let scratch = try Scratch()
    let store = CertificateStore(directory: "\(scratch.path)/out")
    let path = try await store.install(try order("o1"), key: Array("KEY".utf8), chain: [[1], [2], [3]])
    #expect(path == "\(scratch.path)/out/shop.example")
    #expect(text("\(path)/privkey.pem") == "KEY")
    let blocks = [[1], [2], [3]].map { PEM.block("CERTIFICATE", $0) }
    #expect(text("\(path)/cert.pem") == blocks[0])
    #expect(text("\(path)/chain.pem") == blocks[1] + blocks[2])
    #expect(text("\(path)/fullchain.pem") == blocks.joined())
    #expect(mode("\(path)/privkey.pem") == 0o600)
    #expect(mode("\(path)/cert.pem") == 0o644)
    #expect(try Set(Files.names(in: path)) == Set(CertificateStore.fileNames))
  }

  @Test func theOneBeforeStaysAndOlderOnesGo() async throws {
    let scratch = try Scratch()
    let store = CertificateStore(directory: scratch.path)
    for id in ["o1", "o2", "o3"] {
      _ = try await store.install(try order(id), key: Array(id.utf8), chain: [[1]])
      // The same order again, as after a crash.
      _ = try await store.install(try order(id), key: Array(id.utf8), chain: [[1]])
    }
    #expect(text("\(scratch.path)/shop.example/privkey.pem") == "o3")
    let versions = try Files.names(in: "\(scratch.path)/.versions/shop.example").filter { !$0.hasPrefix(".") }
    #expect(Set(versions) == ["o2", "o3"])
  }

  /// Left half-done by a crash at any point: the next installation completes it.
  @Test(arguments: ["o1.tmp", "o1", ".next"])
  func leftovers(_ name: String) async throws {
    let scratch = try Scratch()
    let store = CertificateStore(directory: scratch.path)
    let place = "\(scratch.path)/.versions/shop.example/\(name)"
    if name == ".next" {
      try FileManager.default.createDirectory(
        atPath: "\(scratch.path)/.versions/shop.example", withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(atPath: place, withDestinationPath: "/etc")
    } else {
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      try Data("half".utf8).write(to: URL(filePath: "\(place)/privkey.pem"))
    }
    let path = try await store.install(try order("o1"), key: Array("KEY".utf8), chain: [[1]])
    #expect(text("\(path)/privkey.pem") == "KEY")
    #expect(FileManager.default.fileExists(atPath: "/etc/passwd"))
  }

  @Test func names() throws {
    #expect(CertificateStore.name(of: try order("o1", ["a.example", "b.example"])) == "a.example")
    #expect(CertificateStore.name(of: try order("o1", alias: "shop-17")) == "shop-17")
    for alias in ["", ".hidden", "..", "a/b", "a b", "ä", String(repeating: "a", count: 254)] {
      #expect(CertificateStore.name(of: try order("o1", alias: alias)) == "shop.example")
    }
  }

  @Test func somethingElseInItsPlaceIsLeftAlone() async throws {
    let scratch = try Scratch()
    let store = CertificateStore(directory: scratch.path)
    try FileManager.default.createDirectory(
      atPath: "\(scratch.path)/shop.example/kept", withIntermediateDirectories: true)
    await #expect(throws: SystemError.self) {
      try await store.install(try order("o1"), key: [], chain: [[1]])
    }
    #expect(FileManager.default.fileExists(atPath: "\(scratch.path)/shop.example/kept"))
  }

  @Test func theCertificateBefore() async throws {
    let scratch = try Scratch()
    let store = CertificateStore(directory: scratch.path)
    let order = try order("o1", ["shop.example", "www.shop.example"])
    #expect(store.certificate(of: order) == nil)
    _ = try await store.install(order, key: [], chain: [Self.certificate])
    #expect(store.certificate(of: order)?.renewalIdentifier == "I69lMG1uS9gqXtIS9nJDH_jIpAA.Bw")
    #expect(store.certificate(of: try self.order("o2")) == nil, "another set of names")
  }

  /// While keys and certificates change a hundred times, whoever opens the directory sees two that belong together.
  @Test func readersSeeOneVersion() async throws {
    let scratch = try Scratch()
    let store = CertificateStore(directory: scratch.path)
    let path = try await store.install(try order("o0"), key: Array("0".utf8), chain: [[0]])
    let isDone = Mutex(false)
    let faults = Mutex<[String]>([])
    let (ended, end) = AsyncStream<Void>.makeStream()
    let reader = Thread {
      while !isDone.withLock({ $0 }) {
        // Between the link and where it leads, two versions may come on a busy machine, but not time and again.
        var directory: Int32 = -1
        for _ in 0..<20 where directory < 0 { directory = open(path, O_RDONLY | O_DIRECTORY) }
        if directory < 0 { faults.withLock { $0.append("there is always one") } }
        let key = read(directory, "privkey.pem")
        let certificate = read(directory, "cert.pem")
        // What was opened may have been removed since: two versions later.
        if let key, let certificate, certificate != PEM.block("CERTIFICATE", [UInt8(key) ?? 255]) {
          faults.withLock { $0.append("the key \(key) beside another's certificate") }
        }
        close(directory)
      }
      end.finish()
    }
    reader.start()
    for number in 1...100 {
      _ = try await store.install(try order("o\(number)"), key: Array("\(number)".utf8), chain: [[UInt8(number)]])
    }
    isDone.withLock { $0 = true }
    // Before the directory is removed.
    for await _ in ended {}
    #expect(faults.withLock { $0 } == [])
  }
}

private func read(_ directory: Int32, _ name: String) -> String? {
  let descriptor = openat(directory, name, O_RDONLY)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var buffer = [UInt8](repeating: 0, count: 4096)
  let count = read(descriptor, &buffer, buffer.count)
  return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
}

/// Tokens, where CAs look for them.
@Suite struct ResponderTests {
  static let answer = ChallengeAnswer(name: "shop.example", token: "tok_-1", url: "https://ca.example/c/1")

  private func with(
    _ answers: (String) -> ChallengeAnswers, _ body: (ChallengeResponder, OrderFiles, String) async throws -> Void
  ) async throws {
    let scratch = try Scratch()
    let path = scratch.path
    for name in ["orders", "web"] {
      try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
    }
    let loop = try Loop()
    let files = OrderFiles(directory: "\(path)/orders")
    let responder = ChallengeResponder(answers(path), files: files, thumbprint: "print", waiting: loop)
    let result: Result<Void, any Error>
    do {
      result = .success(try await body(responder, files, path))
    } catch {
      result = .failure(error)
    }
    await loop.stop()
    try result.get()
  }

  @Test func webroot() async throws {
    let order = try #require(OrderID("o1"))
    try await with {
      .webroot("\($0)/web/")
    } _: { responder, files, path in
      try await responder.publish(Self.answer, for: order)
      let file = "\(path)/web/.well-known/acme-challenge/tok_-1"
      #expect(try String(contentsOfFile: file, encoding: .utf8) == "tok_-1.print")
      #expect(mode(file) == 0o644)
      // Once more, as after a crash.
      try await responder.publish(Self.answer, for: order)
      #expect(files.kept() == [order])
      #expect(await responder.cleanUp(order).isEmpty)
      #expect(!FileManager.default.fileExists(atPath: file))
    }
  }

  @Test func linksBelowTheRootAreNotFollowed() async throws {
    let order = try #require(OrderID("o1"))
    try await with {
      .webroot("\($0)/web")
    } _: { responder, _, path in
      try FileManager.default.createDirectory(atPath: "\(path)/elsewhere", withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        atPath: "\(path)/web/.well-known", withDestinationPath: "\(path)/elsewhere")
      await #expect(throws: ToolError.self) { try await responder.publish(Self.answer, for: order) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: "\(path)/elsewhere").isEmpty)
    }
  }

  /// What a kill leaves is known by the order's list, and removed with the order.
  @Test func sweptByTheList() async throws {
    let order = try #require(OrderID("o1"))
    try await with {
      .webroot("\($0)/web")
    } _: { responder, files, path in
      try await responder.publish(Self.answer, for: order)
      let another = OrderFiles(directory: "\(path)/orders")
      for served in another.tokens(of: order) { served.remove() }
      another.forget(order)
      #expect(try FileManager.default.contentsOfDirectory(atPath: "\(path)/web/.well-known/acme-challenge").isEmpty)
      #expect(another.kept().isEmpty)
      // A list that somebody has tampered with names no path.
      try Data(#"{"token":"../../x","name":"a","webroot":"/tmp"}"#.utf8).write(
        to: URL(filePath: files.path(order, "tokens")))
      #expect(files.tokens(of: order).isEmpty)
    }
  }

  @Test func hook() async throws {
    let order = try #require(OrderID("o1"))
    try await with {
      .hook(["sh", "-c", #"echo "$PREFLIGHT_ORDER $@" >> \#($0)/log"#, "sh"])
    } _: { responder, _, path in
      try await responder.publish(Self.answer, for: order)
      #expect(await responder.cleanUp(order).isEmpty)
      #expect(
        try String(contentsOfFile: "\(path)/log", encoding: .utf8)
          == "o1 begin shop.example tok_-1 tok_-1.print\no1 done shop.example tok_-1 tok_-1.print\n")
    }
  }

  @Test func hooksThatFail() async throws {
    let order = try #require(OrderID("o1"))
    try await with { _ in
      .hook(["sh", "-c", "echo no such zone >&2; exit 4"])
    } _: { responder, _, _ in
      let error = await #expect(throws: ToolError.self) { try await responder.publish(Self.answer, for: order) }
      #expect(error?.description == "the challenge hook failed (begin shop.example): no such zone (exit status 4)")
      #expect(await responder.cleanUp(order).count == 1)
    }
    try await with { _ in
      .hook(["/nowhere/hook"])
    } _: { responder, _, _ in
      await #expect(throws: ToolError.self) { try await responder.publish(Self.answer, for: order) }
    }
  }

  @Test func thumbprint() async throws {
    let order = try #require(OrderID("o1"))
    try await with { _ in
      .thumbprint("print")
    } _: { responder, files, _ in
      try await responder.publish(Self.answer, for: order)
      #expect(files.kept().isEmpty)
    }
  }
}
