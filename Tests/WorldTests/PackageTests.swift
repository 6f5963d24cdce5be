import Foundation
import Testing

/// The Debian package: what is in it, whose it is, and its service's sandbox. Installed and run it is by
/// `Fixtures/package --verify`, which takes minutes.
@Suite(
  .enabled(
    if: ["dpkg-deb", "systemd-analyze"].allSatisfy { FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)") },
    "needs dpkg-deb and systemd-analyze"))
struct PackageTests {
  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Fixtures").standardized

  private func shell(_ script: String, _ arguments: [String] = []) throws -> World.Result {
    try World.preflight(
      ["-c", "set -e; \(script)", "sh"] + arguments, environment: ["SOURCE_DATE_EPOCH": "1795413600"],
      program: URL(filePath: "/bin/sh"))
  }

  /// Of the program that is tested here: only the way into the package is looked at.
  @Test func thePackage() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("preflight-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let built = try shell(
      "\"$1\" --binary \"$2\" \"$3\"",
      [Self.fixtures.appendingPathComponent("package").path, World.program.path, folder.path])
    try #require(built.status == 0, "\(built.errors)")
    let package = String(decoding: built.output, as: UTF8.self).trimmingCharacters(in: .newlines)
    #expect(package.hasPrefix(folder.path + "/preflight_0."))

    let list = String(decoding: try shell("dpkg-deb -c \"$1\"", [package]).output, as: UTF8.self)
    for line in list.split(separator: "\n") {
      // Nobody's but root's, and every time the one that was given.
      #expect(line.contains(" root/root ") && line.contains(" 2026-11-23 06:00 "), "\(line)")
      #expect(line.hasPrefix("drwxr-xr-x") || line.hasPrefix("-rw-r--r--") || line.contains(" ./usr/bin/preflight"))
    }
    for file in [
      "usr/bin/preflight", "usr/lib/systemd/system/preflight.service", "usr/lib/systemd/system/preflight.timer",
      "usr/lib/sysusers.d/preflight.conf", "usr/share/doc/preflight/copyright", "usr/share/doc/preflight/changelog.gz",
      "usr/share/doc/preflight/README.md.gz", "usr/share/doc/preflight/examples/environment",
      "usr/share/doc/preflight/examples/webroot.conf", "etc/preflight/",
    ] {
      #expect(list.contains(" ./\(file)\n"), "\(file) is missing")
    }
    // The service's environment, not the package, holds what is the platform's own.
    #expect(!list.contains("./etc/preflight/e") && !list.contains("./var"))

    let control = String(decoding: try shell("dpkg-deb -f \"$1\"", [package]).output, as: UTF8.self)
    let depends = control.split(separator: "\n").first { $0.hasPrefix("Depends:") } ?? ""
    for other in ["libc6", "libcurl4", "openssl", "ca-certificates"] { #expect(depends.contains(other), "\(depends)") }
    #expect(depends.split(separator: ",").count <= 6, "\(depends)")
    #expect(control.contains("\nVersion: 0.") && control.contains("\nMaintainer: "))

    let unpacked = try shell(
      """
      dpkg-deb -R "$1" "$2"; cd "$2"; md5sum --quiet -c DEBIAN/md5sums
      for script in postinst prerm postrm; do sh -n DEBIAN/$script; done
      """, [package, folder.path + "/tree"])
    #expect(unpacked.status == 0, "\(unpacked.errors)")
  }

  @Test func theUnitsAreSound() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("preflight-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let units = Self.fixtures.appendingPathComponent("packaging").path
    // The program is not where the package puts it, nor its manual.
    let verified = try shell(
      """
      cp "$1"/preflight.timer "$2"; sed 's,/usr/bin/preflight,/bin/true,' "$1"/preflight.service > "$2"/preflight.service
      systemd-analyze verify --man=no "$2"/preflight.service "$2"/preflight.timer
      """, [units, folder.path])
    #expect(verified.status == 0 && verified.errors.isEmpty, "\(verified.errors)")
    // 2.0 of 10; systemd's own word for it is OK.
    let security = try shell("systemd-analyze security --offline=yes --threshold=20 \"$1\"/preflight.service", [units])
    #expect(security.status == 0, "\(String(decoding: security.output, as: UTF8.self).suffix(200))")
  }

  /// More than --grace has by itself, so that systemd does not kill what preflight is ending.
  @Test func theServiceWaitsForTheGrace() throws {
    let unit = try String(
      contentsOf: Self.fixtures.appendingPathComponent("packaging/preflight.service"), encoding: .utf8)
    let seconds = try #require(unit.firstMatch(of: /TimeoutStopSec=(\d+)s/)?.1)
    #expect(Int(seconds) ?? 0 > 30 + 30)
    #expect(unit.contains("\nKillMode=process\n") && unit.contains("\nStateDirectory=preflight\n"))
    let help = try World.preflight(["run", "--help"])
    #expect(String(decoding: help.output, as: UTF8.self).contains("--grace TIME"))
  }

  /// Every variable of the example is an option of `run`.
  @Test func theExampleIsOneThatRunTakes() throws {
    let file = Self.fixtures.appendingPathComponent("packaging/environment")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
    let help = String(decoding: try World.preflight(["run", "--help"]).output, as: UTF8.self)
    var environment: [String: String] = [:]
    for line in lines {
      let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
      try #require(parts.count == 2)
      let option = parts[0].dropFirst("PREFLIGHT_".count).lowercased().replacingOccurrences(of: "_", with: "-")
      #expect(help.contains("  --\(option) "), "\(line)")
      environment[parts[0]] = parts[1]
    }
    // Read and held against each other; that there is no such directory is what is wrong.
    environment["PREFLIGHT_METRICS_FILE"] = "/nonexistent/metrics.prom"
    let result = try World.preflight(
      ["run", "/nonexistent", "--state", "/tmp/preflight-\(UUID().uuidString)"], environment: environment)
    #expect(result.status == 2 && result.errors.contains("/nonexistent/metrics.prom"), "\(result.errors)")
  }
}
