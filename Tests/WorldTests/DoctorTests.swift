import Foundation
import JSONText
import Testing

/// What `doctor` says of a host on which something is wrong, one thing at a time.
@Suite(.enabled(if: World.isThere && ResolverTests.isNamespace, Comment(rawValue: World.absence)))
struct DoctorTests {
  struct Outcome {
    var status: Int32
    var report: JSONValue
    var errors: String

    func checks(_ subject: String) -> [JSONValue] {
      (report["checks"]?.array ?? []).filter { $0["subject"]?.string == subject }
    }

    func standing(_ subject: String) -> String { checks(subject).first?["standing"]?.string ?? "missing" }
    func summary(_ subject: String) -> String { checks(subject).first?["summary"]?.string ?? "" }
    func remedy(_ subject: String) -> String { checks(subject).first?["remedy"]?.string ?? "" }
  }

  /// - Parameter shell: a shell's words around it, in which `"$@"` runs it.
  private func doctor(
    _ arguments: [String] = [], shell: String? = nil, descriptors: Int? = nil, state: String = "/tmp/preflight-doctor"
  ) throws -> Outcome {
    let all = ["doctor", "--format", "json", "--state", state] + arguments
    let result =
      if let shell {
        try World.preflight(
          ["-c", shell, "sh", World.program.path] + all, program: URL(filePath: "/bin/sh"))
      } else {
        try World.preflight(all, descriptors: descriptors)
      }
    let report = try #require(result.lines.first, Comment(rawValue: result.errors))
    return Outcome(status: result.status, report: report, errors: result.errors)
  }

  private func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("preflight-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test func allIsWell() throws {
    let environment = World.environment
    let outcome = try doctor([
      "--target", "30.77.1.1", "--webroot", environment["WORLD_WEBROOT"] ?? "",
      "--directory", environment["WORLD_DIRECTORY"] ?? "", "--ca-bundle", environment["WORLD_CA_FILE"] ?? "",
    ])
    #expect(outcome.status == 0)
    #expect(outcome.report["fit"]?.bool == true)
    for check in outcome.report["checks"]?.array ?? [] {
      // The state's file system is the machine's.
      if check["subject"]?.string == "state" { continue }
      #expect(check["standing"]?.string == "ok", "\(check)")
    }
    let left = try FileManager.default.contentsOfDirectory(
      atPath: (environment["WORLD_WEBROOT"] ?? "") + "/.well-known/acme-challenge")
    #expect(!left.contains { $0.hasPrefix("preflight-") })
  }

  @Test func aThumbprintIsAskedForToo() throws {
    let right = try doctor(["--connect-to", "30.77.1.1", "--thumbprint", World.environment["WORLD_THUMBPRINT"] ?? ""])
    #expect(right.standing("token") == "ok")
    let wrong = try doctor(["--connect-to", "30.77.1.1", "--thumbprint", "another"])
    #expect(wrong.standing("token") == "broken" && wrong.status == 1)
    #expect(wrong.remedy("token").contains("probe-config"))
  }

  @Test func aResolverThatIsDown() throws {
    let outcome = try doctor(["--resolver", "30.77.0.60"])
    #expect(outcome.status == 1 && outcome.report["fit"]?.bool == false)
    #expect(outcome.standing("resolver") == "broken" && outcome.standing("dnssec") == "skipped")
    #expect(outcome.remedy("resolver").contains("/etc/resolv.conf"))
  }

  @Test func oneOfTwoResolversIsDownAndTheOtherDoesNotValidate() throws {
    let outcome = try doctor(["--resolver", "30.77.0.60,30.77.0.13"])
    #expect(outcome.status == 0)
    #expect(outcome.checks("resolver").map { $0["standing"]?.string } == ["warning", "ok"])
    #expect(outcome.standing("dnssec") == "warning" && outcome.summary("dnssec").contains("30.77.0.13"))
  }

  /// A namespace of its own, with a way to all of IPv4 and to nothing else.
  @Test func noRouteForIPv6() throws {
    let outcome = try doctor(
      shell:
        "exec unshare -Urn sh -c 'ip link set lo up && ip route add local 0.0.0.0/0 dev lo && exec \"$@\"' sh \"$@\"")
    #expect(outcome.standing("ipv4") == "ok")
    #expect(outcome.standing("ipv6") == "warning" && outcome.summary("ipv6").contains("unreachable"))
    // Nobody listens there.
    #expect(outcome.standing("resolver") == "broken" && outcome.standing("port-53") == "warning")
  }

  @Test func aSourceThatIsNotThere() throws {
    let outcome = try doctor(["--source", "30.78.0.1"])
    #expect(outcome.status == 1)
    #expect(outcome.standing("ipv4") == "broken" && outcome.summary("ipv4").contains("--source 30.78.0.1"))
  }

  /// Silent servers hold nobody up who presses Ctrl-C.
  @Test func anInterruptEndsIt() throws {
    let result = try World.preflight(
      ["--preserve-status", "-s", "INT", "-k", "20", "0.5", World.program.path, "doctor", "--resolver", "30.77.0.58"],
      program: URL(filePath: "/usr/bin/timeout"))
    #expect(result.status == 130 && result.output.isEmpty, "\(result.errors)")
  }

  @Test func noRouteAtAll() throws {
    let outcome = try doctor(shell: "exec unshare -Urn \"$@\"")
    #expect(outcome.status == 1)
    #expect(outcome.standing("ipv4") == "broken" && outcome.standing("ipv6") == "warning")
    #expect(outcome.standing("port-53") == "skipped")
  }

  @Test func port53IsClosed() throws {
    let rules = """
      table inet doctor {
        chain out {
          type filter hook output priority 0;
          ip daddr 30.77.0.1 meta l4proto {tcp, udp} th dport 53 drop
          ip6 daddr 2a00:77::1 meta l4proto {tcp, udp} th dport 53 drop
        }
      }
      """
    let outcome = try doctor(
      shell: "PATH=$PATH:/usr/sbin; nft '\(rules)' || exit 99; trap 'nft delete table inet doctor' EXIT; \"$@\"")
    #expect(outcome.status == 0)
    #expect(outcome.standing("resolver") == "ok")
    #expect(outcome.standing("port-53") == "warning")
    #expect(outcome.summary("port-53").contains("30.77.0.1: this host does not let it out"))
  }

  @Test func aStateDirectoryThatCannotBeWritten() throws {
    let outcome = try doctor(state: "/proc/preflight")
    #expect(outcome.status == 1)
    #expect(outcome.standing("state") == "broken" && outcome.summary("state").contains("/proc/preflight"))
    try inFolder { folder in
      let file = folder.appendingPathComponent("file")
      try Data().write(to: file)
      #expect(try doctor(state: file.path).standing("state") == "broken")
      #expect(try doctor(state: file.path + "/below").standing("state") == "broken")
    }
  }

  @Test func aStateDirectoryOpenToOthersOrInMemory() throws {
    try inFolder { folder in
      let outcome = try doctor(state: folder.path)
      #expect(outcome.standing("state") == "warning" && outcome.summary("state").contains("mode 755"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
      let memory = try doctor(
        shell: "exec unshare -Urm sh -c 'mount -t tmpfs -o mode=700 none \(folder.path) && exec \"$@\"' sh \"$@\"",
        state: folder.path)
      #expect(memory.standing("state") == "warning" && memory.summary("state").contains("in memory"))
      let small = try doctor(
        shell: "exec unshare -Urm sh -c 'mount -t tmpfs -o ro,mode=700 none \(folder.path) && exec \"$@\"' sh \"$@\"",
        state: folder.path)
      #expect(small.standing("state") == "broken")
    }
  }

  @Test(.enabled(if: WebServer.canBecomeOthers)) func aWebRootThatTheServerCannotRead() throws {
    try WebServer.with(.apache) { server in
      let lines = try World.preflight(["probe-config", "apache", "--webroot", server.webroot])
      try server.start(lines: String(decoding: lines.output, as: UTF8.self))
      let arguments = ["--webroot", server.webroot, "--connect-to", "127.0.0.1:\(server.port)"]
      #expect(try doctor(arguments).standing("token") == "ok")
      // Apache becomes another user where these tests are root.
      guard getuid() == 0 else { return }
      try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: server.webroot)
      let outcome = try doctor(arguments)
      #expect(outcome.status == 1 && outcome.standing("token") == "broken")
      #expect(outcome.summary("token").contains("\(server.webroot) lets no other user pass"))
    }
    #expect(try doctor(["--webroot", "/nonexistent"]).standing("token") == "broken")
    // Nothing listens on this host's port 80.
    let outcome = try doctor(["--webroot", World.environment["WORLD_WEBROOT"] ?? "", "--http-port", "9"])
    #expect(outcome.standing("token") == "broken" && outcome.summary("token").contains("nothing listens"))
  }

  @Test func aServerThatRedirectsTheToken() throws {
    try WebServer.with(.haproxy, lines: "") { server in
      let outcome = try doctor(["--thumbprint", "x", "--connect-to", "127.0.0.1:\(server.port)"])
      #expect(outcome.standing("token") == "warning" && outcome.summary("token").contains("redirects it to https://"))
    }
  }

  @Test(arguments: [(250, "broken"), (400, "warning"), (2500, "ok")])
  func fewFiles(_ descriptors: Int, _ standing: String) throws {
    let outcome = try doctor(["--concurrency", "256"], descriptors: descriptors)
    #expect(outcome.standing("files") == standing, "\(outcome.summary("files"))")
    #expect(outcome.status == (standing == "broken" ? 1 : 0))
  }

  @Test func aCAThatCannotBeAsked() throws {
    let outcome = try doctor(["--directory", "https://30.77.0.60/dir"])
    #expect(outcome.status == 1 && outcome.standing("ca") == "broken")
    // Its certificate is nobody's that the system trusts.
    let stranger = try doctor(["--directory", "https://30.77.0.15/dir"])
    #expect(stranger.standing("ca") == "broken")
  }

  @Test func forPeople() throws {
    let result = try World.preflight(["doctor", "--state", "/proc/preflight", "--resolver", "30.77.0.10"])
    let text = String(decoding: result.output, as: UTF8.self)
    #expect(result.status == 1)
    #expect(text.contains("✓ ok       resolver   30.77.0.10 answers"), "\(text)")
    #expect(text.contains("✗ broken   state      /proc/preflight"), "\(text)")
    #expect(text.hasSuffix("\nThis host is not fit: 1 thing broken.\n"), "\(text)")
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }
}
