import Foundation
import JSONText
import Testing

/// The options of `--submitter acme`, each against Pebble.
@Suite(
  .serialized,
  .enabled(if: World.isThere && World.environment["WORLD_MODE"] == "namespace", Comment(rawValue: World.absence)))
struct ACMEWaysTests {
  static let names = ["live-011.dev", "live-012.dev", "live-013.dev"]

  /// An executable script in the place's folder; `$D` is that folder.
  private func script(_ text: String, _ name: String, in place: ACMEPlace) throws -> String {
    let file = place.folder.appendingPathComponent(name)
    try Data("#!/bin/sh\nD='\(place.folder.path)'\n\(text)\n".utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    return file.path
  }

  private func lines(_ name: String, in place: ACMEPlace) throws -> [[String]] {
    try String(contentsOf: place.folder.appendingPathComponent(name), encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: " ").map(String.init) }
  }

  private func expectIssued(_ result: World.Result, _ names: [String], in place: ACMEPlace) throws {
    #expect(result.status == 0, "\(result.errors)")
    for name in names { #expect(place.faults([name]).isEmpty, "\(name): \(place.faults([name]))") }
  }

  @Test(.timeLimit(.minutes(2))) func externalAccountBinding() throws {
    let place = try ACMEPlace()
    let key = place.folder.appendingPathComponent("eab.key")
    try Data("zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12X\n".utf8).write(to: key)
    let binding = ["--eab-kid", "platform", "--eab-key-file", key.path]
    let wrong = try place.run(Self.names, ACMETests.directory, binding)
    #expect(wrong.status == 2, "\(wrong.status)")
    #expect(wrong.settlements.isEmpty && wrong.errors.contains("external account binding"), "\(wrong.errors)")
    try Data("zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W\n".utf8).write(to: key)
    let right = try place.run(Self.names, ACMETests.directory, binding)
    try expectIssued(right, Self.names, in: place)
    try place.expectNothingLeft(Self.names)
  }

  /// The one that README.md shows.
  static let signer = """
    while read -r id data; do
      if signature=$(echo "$data" | base64 -d | openssl dgst -sha256 -sign "$1" | base64 -w 0); then
        echo "$id der $signature"
      else
        echo "$id error openssl failed"
      fi
    done
    """

  @Test(.timeLimit(.minutes(2))) func signer() throws {
    let place = try ACMEPlace()
    let program = try script(Self.signer, "signer", in: place)
    let make = try script(
      """
      openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$D/account.key"
      openssl pkey -in "$D/account.key" -pubout -out "$D/account.pub"
      """, "make", in: place)
    let made = try Process.run(URL(filePath: make), arguments: [])
    made.waitUntilExit()
    let key = "\(place.folder.path)/account.key"
    let result = try place.run(
      Self.names, ACMETests.directory,
      ["--signer", "\(program) \(key)", "--signer-public", "\(place.folder.path)/account.pub"])
    try expectIssued(result, Self.names, in: place)
    try place.expectNothingLeft(Self.names, key: key)
    #expect(!FileManager.default.fileExists(atPath: place.accountKey), "no key but the signer's")
  }

  @Test(.timeLimit(.minutes(2))) func challengeHook() throws {
    let place = try ACMEPlace()
    let hook = try script(
      """
      echo "$@" >> "$D/asked"
      file="$WORLD_WEBROOT/.well-known/acme-challenge/$3"
      case $1 in
        begin) printf %s "$4" > "$file" ;;
        done) rm "$file" ;;
      esac
      """, "hook", in: place)
    let result = try place.run(Self.names, ACMETests.directory, ["--challenge-hook", hook])
    try expectIssued(result, Self.names, in: place)
    try place.expectNothingLeft(Self.names)
    let asked = try lines("asked", in: place)
    for name in Self.names {
      #expect(asked.filter { $0[1] == name }.map { $0[0] } == ["begin", "done"], "\(asked)")
    }
    #expect(asked.allSatisfy { $0.count == 4 && $0[3].hasPrefix("\($0[2]).") }, "\(asked)")

    let broken = try script("echo 'no such zone' >&2; exit 3", "broken", in: place)
    let failed = try place.run(["live-014.dev"], ACMETests.directory, ["--challenge-hook", broken])
    #expect(failed.outcome("live-014.dev").contains("no such zone (exit status 3)"), "\(failed.settlements)")
    #expect(failed.status != 0)
    let mended = try place.run(["live-014.dev"], ACMETests.directory)
    try expectIssued(mended, ["live-014.dev"], in: place)
    try place.expectNothingLeft(Self.names + ["live-014.dev"])
  }

  /// Servers that answer by the thumbprint of an account's key answer for that key alone.
  @Test(.timeLimit(.minutes(2))) func thumbprint() throws {
    let place = try ACMEPlace()
    let environment = World.environment
    let proof = ["--thumbprint", environment["WORLD_THUMBPRINT"] ?? ""]
    let other = try place.run(Self.names, ACMETests.directory, proof: proof)
    #expect(other.settlements.isEmpty && other.errors.contains("--thumbprint is"), "\(other.errors)")
    let key = "\(environment["WORLD_ACCOUNT_DIR"] ?? "")/private/key.pem"
    let result = try place.run(Self.names, ACMETests.directory, ["--account-key", key], proof: proof)
    try expectIssued(result, Self.names, in: place)
  }

  @Test(.timeLimit(.minutes(2))) func validateOnly() throws {
    let place = try ACMEPlace()
    let ready = try place.run(Self.names, ACMETests.directory, ["--validate-only", "--max-wait", "0"])
    for name in Self.names {
      #expect(ready.outcome(name).hasPrefix("unknown: ready to be finalized"), "\(ready.settlements)")
    }
    #expect(!FileManager.default.fileExists(atPath: "\(place.out)/\(Self.names[0])"))
    let orders = try FaultyCA.orders(key: place.accountKey)
    #expect(orders.map(\.status) == ["ready", "ready", "ready"])
    // Whoever may finalize goes on with the same orders.
    let finalized = try place.run(Self.names, ACMETests.directory)
    try expectIssued(finalized, Self.names, in: place)
    try place.expectNothingLeft(Self.names)
  }

  @Test(.timeLimit(.minutes(2))) func deployHook() throws {
    let place = try ACMEPlace()
    let hook = try script(
      #"openssl x509 -in "$PREFLIGHT_CERTIFICATE/cert.pem" -noout || exit 1; echo "$@" $PREFLIGHT_NAMES >> "$D/deployed""#,
      "deploy", in: place)
    let result = try place.run(Self.names, ACMETests.directory, ["--deploy-hook", "\(hook) to {name}"])
    try expectIssued(result, Self.names, in: place)
    #expect(try lines("deployed", in: place).sorted { $0[1] < $1[1] } == Self.names.map { ["to", $0, $0] })

    let broken = try script("echo 'no space' >&2; exit 1", "broken", in: place)
    let said = try place.run(["live-014.dev"], ACMETests.directory, ["--deploy-hook", broken])
    try expectIssued(said, ["live-014.dev"], in: place)
    #expect(
      said.errors.contains("live-014.dev was issued, but the deploy hook failed: no space (exit status 1)"),
      "\(said.errors)")
  }
}
