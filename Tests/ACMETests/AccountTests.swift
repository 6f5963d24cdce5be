import EventLoop
import Foundation
import Network
import Submission
import Synchronization
import Testing
import Timing

@testable import ACME
@testable import ACMEWire

/// The account's key and the account itself, at a CA that answers by a script. Keys are openssl's.
@Suite struct AccountTests {
  static let account = #"{"status":"valid","orders":"https://ca.example/orders/1"}"#
  static let location = ("location", "https://ca.example/acct/1")

  private static func directory(_ meta: String = "") -> Answering {
    Reply.ok(
      """
      {"newNonce":"https://ca.example/nonce","newAccount":"https://ca.example/account",
       "newOrder":"https://ca.example/order"\(meta)}
      """)
  }

  struct Opened {
    var result: Result<AccountDesk.Account, SubmitterError>
    var transport: FakeTransport
    var said: [String]
  }

  private func open(
    _ scratch: String, _ script: [Answering],
    _ change: (inout ACMESettings) -> Void = { _ in }
  ) async throws -> Opened {
    var settings = ACMESettings(
      directoryURL: "https://ca.example/dir", stateDirectory: scratch, userAgent: "preflight/test",
      answers: .webroot("/nowhere"), orderTimeout: .seconds(60))
    change(&settings)
    let loop = try Loop()
    let transport = FakeTransport(script)
    let openssl = OpenSSL(home: loop)
    let signer = FileSigner(openssl: openssl, keyFile: "\(scratch)/acme/account.key")
    let client = ACMEClient(home: loop, transport: transport, signer: signer, rates: [])
    let said = Mutex<[String]>([])
    let desk = AccountDesk(
      settings: settings, home: loop, openssl: openssl, client: client, signer: signer,
      say: { text in said.withLock { $0.append(text) } })
    let result: Result<AccountDesk.Account, SubmitterError>
    do throws(SubmitterError) {
      result = .success(try await desk.open().account)
    } catch {
      result = .failure(error)
    }
    await loop.stop()
    return Opened(result: result, transport: transport, said: said.withLock { $0 })
  }

  @Test func madeOnceAndFoundAgain() async throws {
    let scratch = try Scratch()
    let terms = #","meta":{"termsOfService":"https://ca.example/tos"}"#
    let first = try await open(
      scratch.path, [Self.directory(terms), Reply.ok(Self.account, status: 201, nonce: "n", [Self.location])])
    let account = try first.result.get()
    #expect(account.url == "https://ca.example/acct/1")
    #expect(account.orders == "https://ca.example/orders/1")
    #expect(account.thumbprint.count == 43)
    #expect(first.said.count == 1 && first.said[0].contains("https://ca.example/tos"))
    #expect(mode("\(scratch.path)/acme/account.key") == 0o600)
    let asked = try #require(first.transport.asked.last)
    #expect(asked.url == "https://ca.example/account" && asked.key == "jwk")
    #expect(asked.payload == #"{"termsOfServiceAgreed":true}"#)

    let second = try await open(scratch.path, [Self.directory(), Reply.ok(Self.account)])
    #expect(try second.result.get() == account)
    #expect(second.transport.asked.last?.url == "https://ca.example/acct/1")
    #expect(
      second.transport.asked.allSatisfy { $0.url != "https://ca.example/account" }, "newAccount is not asked again")
    #expect(second.said.isEmpty)
  }

  @Test func mayMakeAccountUntilOneIsKnown() async throws {
    let scratch = try Scratch()
    let settings = ACMESettings(
      directoryURL: "https://ca.example/dir", stateDirectory: scratch.path, userAgent: "",
      answers: .webroot("/nowhere"),
      orderTimeout: .seconds(60))
    #expect(AccountRecord.read(settings) == nil)
    _ = try await open(scratch.path, [Self.directory(), Reply.ok(Self.account, status: 201, [Self.location])])
    #expect(AccountRecord.read(settings) != nil)
    var other = settings
    other.directoryURL = "https://ca.example/staging"
    #expect(AccountRecord.read(other) == nil)
  }

  /// Another account than the one that is known is one more for the CA's limit.
  @Test func mayMakeAccountOnceTheKeyIsGone() async throws {
    let scratch = try Scratch()
    _ = try await open(
      scratch.path, [Self.directory(), Reply.ok(Self.account, status: 201, nonce: "n", [Self.location])]
    ).result.get()
    let loop = try Loop()
    let submitter = ACMESubmitter(
      ACMESettings(
        directoryURL: "https://ca.example/dir", stateDirectory: scratch.path, userAgent: "preflight/test",
        answers: .none, orderTimeout: .seconds(60)), loop: loop, say: { _ in })
    #expect(!submitter.mayMakeAccount)
    unlink("\(scratch.path)/acme/account.key")
    #expect(submitter.mayMakeAccount)
    await loop.stop()
  }

  /// Whoever only asks how orders stand makes neither a key nor an account.
  @Test func noneMadeForQuestions() async throws {
    let scratch = try Scratch()
    let without = try await open(scratch.path, [Self.directory()]) { $0.makesAccount = false }
    #expect(throws: SubmitterError.self) { try without.result.get() }
    #expect(access("\(scratch.path)/acme/account.key", F_OK) != 0)
    #expect(without.transport.asked.isEmpty)
    let loop = try Loop()
    try Files.replaceDurably("\(scratch.path)/acme/account.key", with: try await OpenSSL(home: loop).newKey())
    await loop.stop()
    let unknown = try await open(scratch.path, [Self.directory(), Reply.problem("accountDoesNotExist", nonce: "n")]) {
      $0.makesAccount = false
    }
    #expect(throws: SubmitterError.self) { try unknown.result.get() }
    #expect(unknown.transport.asked.last?.payload == #"{"onlyReturnExisting":true}"#)
  }

  @Test func anAccountThatTheCADoesNotShow() async throws {
    let scratch = try Scratch()
    _ = try await open(scratch.path, [Self.directory(), Reply.ok(Self.account, status: 201, [Self.location])])
    for answer in [Reply.problem("malformed", 405), Reply.ok("<html>", type: "text/html")] {
      let account = try await open(scratch.path, [Self.directory(), answer]).result.get()
      #expect(account.url == "https://ca.example/acct/1")
      #expect(account.orders == nil)
    }
    let deactivated = try await open(scratch.path, [Self.directory(), Reply.ok(#"{"status":"deactivated"}"#)])
    #expect(deactivated.failure.contains("deactivated"))
    let stranger = try await open(scratch.path, [Self.directory(), Reply.problem("unauthorized", 403)])
    #expect(stranger.failure.contains("unauthorized"))
    // Gone at the CA: said, and made again by the next run alone, which counts new accounts first.
    let gone = try await open(scratch.path, [Self.directory(), Reply.problem("accountDoesNotExist", 400)])
    #expect(gone.failure.contains("run again"))
    let again = try await open(
      scratch.path,
      [Self.directory(), Reply.ok(Self.account, status: 201, [("location", "https://ca.example/acct/2")])])
    #expect(try again.result.get().url == "https://ca.example/acct/2")
  }

  /// What the CA answers to directory or newAccount, and a word of what is said.
  static let faults: [([Answering], String)] = [
    ([Reply.ok("{")], "directory"), ([Reply.ok("[]")], "directory"), ([Reply.ok("{}")], "newNonce"),
    ([Reply.ok("", status: 404, type: "text/html")], "404"), ([Reply.ok("<html>", type: "text/html")], "text/html"),
    ([Reply.ok("", status: 302, [("location", "https://elsewhere.example/")])], "https://elsewhere.example/"),
    ([Reply.fails(.tooLong)], "too long"),
    ([directory(), Reply.ok(account)], "Location"),
    ([directory(), Reply.ok(account, status: 201, [("location", "http://ca.example/acct/1")])], "Location"),
    ([directory(), Reply.ok("{}", status: 201, [location])], "status"),
    ([directory(), Reply.ok(#"{"status":"odd"}"#, status: 201, [location])], "status"),
    ([directory(), Reply.ok(#"{"status":"revoked"}"#, status: 201, [location])], "revoked"),
    ([directory(), Reply.problem("invalidContact", 400, detail: "no such domain")], "no such domain"),
    (
      [directory(), Reply.problem("rateLimited", 429, detail: "too many registrations for this IP")],
      "too many registrations"
    ),
  ]

  @Test(arguments: 0..<faults.count)
  func faulty(_ index: Int) async throws {
    let scratch = try Scratch()
    let (script, word) = Self.faults[index]
    let opened = try await open(scratch.path, script)
    #expect(opened.failure.contains(word), "\(opened.failure)")
  }

  @Test func externalAccount() async throws {
    let scratch = try Scratch()
    let needed = Self.directory(#","meta":{"externalAccountRequired":true}"#)
    let without = try await open(scratch.path, [needed, Reply.problem("accountDoesNotExist", 400)])
    #expect(without.failure.contains("--eab-kid"))
    #expect(without.transport.asked.last?.payload == #"{"onlyReturnExisting":true}"#)
    let external = try ExternalAccount(keyID: "kid-7", key: "zWNDZM6eQGHWpSRTPal5eA")
    let with = try await open(scratch.path, [needed, Reply.ok(Self.account, status: 201, [Self.location])]) {
      $0.externalAccount = external
      $0.contacts = ["ops@example.com"]
    }
    _ = try with.result.get()
    let payload = try #require(with.transport.asked.last?.payload)
    let json = try #require(try JSONSerialization.jsonObject(with: Data(payload.utf8)) as? [String: Any])
    let binding = try #require(json["externalAccountBinding"] as? [String: String])
    #expect(json["contact"] as? [String] == ["mailto:ops@example.com"])
    #expect(Base64.decodeURL(binding["signature"] ?? "")?.count == 32)
    #expect(
      String(decoding: Base64.decodeURL(binding["protected"] ?? "") ?? [], as: UTF8.self)
        == #"{"alg":"HS256","kid":"kid-7","url":"https://ca.example/account"}"#)
  }

  @Test func theThumbprintMustBeTheKeys() async throws {
    let scratch = try Scratch()
    let wrong = try await open(scratch.path, []) { $0.answers = .thumbprint("someone-elses") }
    #expect(wrong.failure.contains("someone-elses") && wrong.failure.contains("just made"))
    #expect(wrong.transport.asked.isEmpty, "the CA is not asked before")
    // The message says the right one.
    let print = try #require(wrong.failure.split(separator: " ").first { $0.count == 44 && $0.hasSuffix(":") })
      .dropLast()
    let right = try await open(
      scratch.path, [Self.directory(), Reply.ok(Self.account, status: 201, [Self.location])]
    ) { $0.answers = .thumbprint(String(print)) }
    #expect(try right.result.get().thumbprint == String(print))
  }

  @Test func profiles() async throws {
    let scratch = try Scratch()
    let meta = #","meta":{"profiles":{"classic":"x","shortlived":"y"}}"#
    let unknown = try await open(scratch.path, [Self.directory(meta)]) { $0.profile = "short" }
    #expect(unknown.failure.contains("classic, shortlived"))
    let none = try await open(scratch.path, [Self.directory()]) { $0.profile = "short" }
    #expect(none.failure.contains("names none"))
  }

  /// A private key is never in what is said, nor is one made where the user's cannot be read.
  @Test func aKeyThatCannotBeUsed() async throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(atPath: "\(scratch.path)/acme", withIntermediateDirectories: true)
    try Data("not a key\n".utf8).write(to: URL(filePath: "\(scratch.path)/acme/account.key"))
    let opened = try await open(scratch.path, [])
    #expect(opened.failure.contains("its key \(scratch.path)/acme/account.key cannot be used: "))
    #expect(try Data(contentsOf: URL(filePath: "\(scratch.path)/acme/account.key")) == Data("not a key\n".utf8))
  }
}

extension AccountTests.Opened {
  var failure: String {
    if case .failure(let error) = result { error.description } else { "" }
  }
}
