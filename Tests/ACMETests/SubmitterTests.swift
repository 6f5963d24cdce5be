import EventLoop
import Foundation
import Gate
import Submission
import Testing
import Timing

@testable import ACME
@testable import ACMEWire

@Suite struct SubmitterTests {
  /// With the account of a CA that answers by a script.
  private func submitter(_ settings: ACMESettings, _ loop: Loop, _ script: [Answering]) async throws -> ACMESubmitter {
    let submitter = ACMESubmitter(settings, loop: loop, say: { _ in })
    let client = ACMEClient(home: loop, transport: FakeTransport(script), signer: FakeSigner(), rates: [])
    let directory = try DirectoryDocument(Array(ClientTests.directory.utf8))
    await client.begin(directory: directory, key: try #require(FakeSigner.key))
    await client.use(account: "https://ca.example/acct/1")
    let files = submitter.files
    try Files.makeDirectory(files.directory)
    let session = Session(
      settings: settings, home: loop, openssl: OpenSSL(home: loop), client: client,
      account: .init(url: "https://ca.example/acct/1", thumbprint: "t"), directory: directory,
      finder: OrderFinder(home: loop, client: client, list: nil, returnsOpenOrder: false),
      responder: ChallengeResponder(settings.answers, files: files, thumbprint: "t", waiting: loop), files: files,
      store: CertificateStore(directory: settings.outDirectory))
    await submitter.use(session)
    return submitter
  }

  /// Else every order would begin, and stay pending at the CA for want of it.
  @Test(arguments: [
    ("--challenge-hook", "/nowhere/hook", "the command /nowhere/hook was not found; --challenge-hook runs it"),
    ("--deploy-hook", "/nowhere/hook", "the command /nowhere/hook was not found; --deploy-hook runs it"),
    ("--ca-bundle", "/nowhere/ca.pem", "/nowhere/ca.pem: it is not there; --ca-bundle names"),
    ("--ca-bundle", "/etc/passwd", "/etc/passwd: it holds no certificate; --ca-bundle names"),
    ("--ca-bundle", "/etc", "/etc: it holds no certificate; --ca-bundle names"),
    ("--out", "/proc/certificates", "/proc/certificates: No such file or directory"),
    ("--out", "/etc/passwd", "or name another with --out"),
  ])
  func whatIsMissingIsSaidBeforeAnythingIsOrdered(_ option: String, _ value: String, _ words: String) async throws {
    let scratch = try Scratch()
    var settings = ACMESettings(
      directoryURL: "https://ca.example/dir", stateDirectory: scratch.path, userAgent: "preflight/test",
      answers: .none, orderTimeout: .seconds(600))
    try settings.examine()
    switch option {
    case "--challenge-hook": settings.answers = .hook([value])
    case "--deploy-hook": settings.deployHook = try CommandTemplate(value)
    case "--ca-bundle": settings.caBundle = value
    default: settings.outDirectory = value
    }
    let error = #expect(throws: SubmitterError.self) { try settings.examine() }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    // No certificate comes here: none of these two is needed.
    settings.stopsAtReady = true
    if ["--deploy-hook", "--out"].contains(option) { try settings.examine() }
  }

  /// A second signal ends the run at once, also where a hook still tidies up behind an order.
  @Test func hooksAreNotWaitedForAtTheEnd() async throws {
    let scratch = try Scratch()
    let loop = try Loop()
    let begun = "\(scratch.path)/begun"
    let settings = ACMESettings(
      directoryURL: "https://ca.example/dir", stateDirectory: scratch.path, userAgent: "preflight/test",
      answers: .hook(["sh", "-c", "echo > \(begun); exec sleep 1000"]), orderTimeout: .seconds(600))
    let submitter = try await submitter(settings, loop, [Reply.problem("rejectedIdentifier", nonce: "n")])
    let id = try #require(OrderID("o1"))
    try submitter.files.add(.init(token: "token", name: "a.example", webroot: nil), to: id)
    let start = loop.clocks.instant()
    let order = Task {
      await submitter.submit(
        Order(id: id, names: ["a.example"]), log: OrderLog(placed: { _ in true }, retried: { false }))
    }
    while access(begun, F_OK) != 0, loop.clocks.instant() < start + .seconds(20) {
      await loop.sleep(until: loop.clocks.instant() + .milliseconds(5))
    }
    submitter.shutDownNow()
    #expect(await order.value.outcome == .failed)
    // A hook has a minute.
    #expect(loop.clocks.instant() < start + .seconds(45))
    await loop.stop()
  }
}
