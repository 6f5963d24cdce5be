import DNSWire
import Reports
import Testing
import Timing

@testable import Commands

/// `probe-config`, and what `doctor` makes of figures.
@Suite struct HostCommandTests {
  @Test(arguments: [
    (["nginx", "--thumbprint", "a\";}"], "--thumbprint"), (["nginx", "--webroot", "relative"], "--webroot"),
    (["caddy", "--webroot", "/a", "--thumbprint", "b"], "--webroot and --thumbprint"),
    (["nginz", "--thumbprint", "a"], "did you mean 'nginx'?"), (["iis", "--thumbprint", "a"], "nginx, apache"),
    (["haproxy", "--webroot", "/a"], "serves no files"), (["nginx"], "/home/somebody/.local/state/preflight/acme"),
  ])
  func probeConfigSaysWhatIsWrong(_ arguments: [String], _ says: String) async {
    let errors = MemoryOutput()
    let output = MemoryOutput()
    let code = await Program.run(
      context(
        ["probe-config"] + arguments, environment: ["HOME": "/home/somebody"], output: output, errors: errors))
    #expect(code == 2 && output.text.isEmpty)
    #expect(errors.text.contains(says), "\(errors.text)")
  }

  @Test func whatIsTypedWinsOverAVariable() async {
    let outcome = await run(
      "probe-config", "apache2", "--webroot", "/srv/acme", environment: ["PREFLIGHT_THUMBPRINT": "abc"])
    #expect(outcome.code == 0 && outcome.output.contains("/srv/acme") && !outcome.output.contains("abc"))
    let variable = await run("probe-config", "nginx", environment: ["PREFLIGHT_THUMBPRINT": "abc"])
    #expect(variable.output.contains("\"$1.abc\""))
  }

  @Test func aThumbprintThatLayThereIsNotTaken() async throws {
    let directory = try Directory()
    let (output, errors) = (MemoryOutput(), MemoryOutput())
    var context = context(
      ["probe-config", "nginx"], environment: ["HOME": "/home/somebody"], output: output, errors: errors)
    let file = try directory.write("{thumbprint:'stranger'}", to: "preflight.json")
    context.configuration = ConfigurationPlaces(found: file, system: file)
    #expect(await Program.run(context) == 2)
    #expect(output.text.isEmpty && errors.text.contains("account.key"))
  }

  @Test(arguments: [
    (20_000, 256, HostCheck.Standing.ok), (2304, 256, .ok), (2303, 256, .warning), (264, 256, .warning),
    (263, 256, .broken), (0, 1, .broken),
  ])
  func files(_ soft: Int, _ concurrency: Int, _ standing: HostCheck.Standing) {
    #expect(MachineExamination.files(soft: soft, hard: soft, concurrency: concurrency).standing == standing)
  }

  private static let now = Timestamp(milliseconds: 1_795_413_600_000)

  private static func signature(from: Int64, to: Int64) -> SignatureRecord? {
    let seconds = now.milliseconds / 1000
    func word(_ value: Int64) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
    return SignatureRecord(
      [0, 6, 13, 0, 0, 0, 0, 0] + word(seconds + to) + word(seconds + from) + [0, 1, 0, 0])
  }

  /// Days of the signature around now, what the CA's clock has more, and what is said of ours.
  @Test(
    arguments: [
      (-1, 12, nil, HostCheck.Standing.ok, "within some days"), (1, 13, nil, .broken, "not valid yet"),
      (-14, -1, nil, .broken, "expired"), (-1, 12, 0, .ok, "as the CA's"), (-1, 12, 30, .ok, "as the CA's"),
      (-1, 12, 31, .warning, "31s behind the CA's"), (-1, 12, -3600, .warning, "1h ahead of the CA's"),
    ] as [(Int64, Int64, Int64?, HostCheck.Standing, String)])
  func clock(
    _ from: Int64, _ to: Int64, _ more: Int64?, _ standing: HostCheck.Standing, _ says: String
  ) throws {
    let signature = try #require(Self.signature(from: from * 86_400, to: to * 86_400))
    let authority = more.map { Self.now + .seconds($0) }
    let check = ClockExamination(now: Self.now, signatures: [signature], authority: authority).run()
    #expect(check.standing == standing && check.summary.contains(says), "\(check)")
  }

  @Test func aClockFromBeforeTheProgramIsWrong() throws {
    let written = try #require(ClockExamination.written)
    let before = Timestamp(milliseconds: written.milliseconds - 1)
    #expect(ClockExamination(now: before, signatures: [], authority: before).run().standing == .broken)
    #expect(ClockExamination(now: written, signatures: [], authority: nil).run().standing == .skipped)
  }
}
