import EventLoop
import Foundation
import Submission
import Synchronization
import Testing
import Timing

@testable import ACME
@testable import ACMEWire

@Suite struct SignerReplyTests {
  static let raw = [UInt8](repeating: 1, count: 64)
  static let signature = try? ECDSASignature(raw: raw)
  static let cases: [(line: String, outcome: String?)] = [
    ("7 raw \(Base64.encode(raw))", "signature"),
    ("7 der \(Base64.encode(signature?.der ?? []))", "signature"),
    ("7 error the card is not there", "the card is not there"), ("7 error", "it gave no reason"),
    ("7 der \(Base64.encode(raw))", "its signature cannot be read: an element is of another kind than expected"),
    ("7 raw AAAA", "its signature cannot be read: a signature by ES256 has 64 octets, not 3"),
    ("7 raw not-base64!", "its signature is not base64"), ("7 raw", "its signature cannot be read"),
    ("7 pem AAAA", "it answered \"pem\" instead of der, raw or error"), ("seven raw AAAA", nil), ("-7 raw AAAA", nil),
    ("7", nil), ("", nil), (" ", nil), ("99999999999999999999999 raw AAAA", nil),
    ("7 raw \(String(repeating: "A", count: 5000))", nil),
  ]

  @Test(arguments: cases)
  func reply(_ row: (line: String, outcome: String?)) {
    let reply = SignerReply(Array(row.line.utf8))
    guard let expected = row.outcome else { return #expect(reply == nil) }
    #expect(reply?.number == 7)
    switch reply?.outcome {
    case .signature(let signature): #expect(expected == "signature" && signature.octets == Self.raw)
    case .refused(let reason): #expect(reason.hasPrefix(expected))
    case nil: Issue.record("no reply")
    }
  }

  /// DER and back, with numbers of every length.
  @Test func der() throws {
    for count in 1...32 {
      for first: UInt8 in [1, 0x7f, 0x80, 0xff] {
        let half = [UInt8](repeating: 0, count: 32 - count) + [first] + [UInt8](repeating: 7, count: count - 1)
        let signature = try ECDSASignature(raw: half + half.reversed())
        #expect(try ECDSASignature(der: signature.der) == signature)
      }
    }
  }
}

/// Signers of few lines of sh.
@Suite struct SignerProcessTests {
  static let patience = SignerProcess.Patience(
    pauses: [.milliseconds(1), .milliseconds(1)], signature: .milliseconds(1500))

  struct Stage: Sendable {
    var signer: SignerProcess
    var openssl: OpenSSL
    var path: String
    var said: @Sendable () -> [String]
  }

  /// - Parameter script: `$D` is a directory with account.key.
  private func with(
    _ script: String, patience: SignerProcess.Patience = Self.patience, _ body: (Stage) async throws -> Void
  ) async throws {
    // As the program does at its start.
    signal(SIGPIPE, SIG_IGN)
    let scratch = try Scratch()
    let path = scratch.path
    let loop = try Loop()
    let openssl = OpenSSL(home: loop)
    let said = Mutex<[String]>([])
    let result: Result<Void, any Error>
    do {
      try Files.replaceDurably("\(path)/account.key", with: try await openssl.newKey())
      _ = try await Tool.run(
        ["openssl", "pkey", "-in", "\(path)/account.key", "-pubout", "-out", "\(path)/account.pub"], until: .never,
        on: loop)
      let signer = SignerProcess(
        ["sh", "-c", "D=\(path)\n\(script)"], publicKeyFile: "\(path)/account.pub", openssl: openssl, scratch: path,
        loop: loop, patience: patience, say: { text in said.withLock { $0.append(text) } })
      let stage = Stage(signer: signer, openssl: openssl, path: path, said: { said.withLock { $0 } })
      let outcome: Result<Void, any Error>
      do {
        outcome = .success(try await body(stage))
      } catch {
        outcome = .failure(error)
      }
      await signer.stop()
      result = outcome
    } catch {
      result = .failure(error)
    }
    await loop.stop()
    try result.get()
  }

  /// The one that the manual shows.
  static let example = """
    sign() { base64 -d | openssl dgst -sha256 -sign $D/account.key | base64 -w 0; }
    while read -r id data; do
      if signature=$(echo "$data" | sign); then echo "$id der $signature"; else echo "$id error openssl failed"; fi
    done
    """

  private func signsWell(_ stage: Stage, count: Int = 8) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<count {
        group.addTask {
          let message = [UInt8](repeating: UInt8(number), count: 3000)
          let signature = try await stage.signer.sign(message)
          let isRight = try await stage.openssl.verify(
            message, signature, publicKeyFile: "\(stage.path)/account.pub", scratch: "\(stage.path)")
          #expect(isRight)
        }
        // One file of a signature at a time.
        try await group.waitForAll()
      }
    }
  }

  @Test func signs() async throws {
    try await with(Self.example) { stage in
      let key = try await stage.signer.start()
      let expected = try await stage.openssl.publicKey(file: "\(stage.path)/account.key")
      #expect(key == expected)
      try await signsWell(stage)
      #expect(stage.said().isEmpty)
    }
  }

  /// It may answer in any order.
  @Test func manyAtOnceInAnyOrder() async throws {
    let script = """
      while read -r id data; do echo "$id raw \(Base64.encode(SignerReplyTests.raw))" > $D/$id
      [ $id = 5 ] && for n in 4 5 2 1 3; do cat $D/$n; done; done
      """
    try await with(script) { stage in
      await withDiscardingTaskGroup { group in
        for _ in 0..<5 {
          group.addTask { #expect((try? await stage.signer.sign([1])) != nil) }
        }
      }
    }
  }

  @Test func startedAgain() async throws {
    let script = """
      echo begun >> $D/starts
      sign() { base64 -d | openssl dgst -sha256 -sign $D/account.key | base64 -w 0; }
      read -r id data; echo "$id der $(echo "$data" | sign)"; exit 3
      """
    try await with(script) { stage in
      try await signsWell(stage, count: 4)
      #expect(stage.said().contains { $0.contains("exit status 3") && $0.contains("started again") })
    }
  }

  @Test func notForEver() async throws {
    try await with("echo begun >> $D/starts; exit 1") { stage in
      await #expect(throws: ToolError.self) { try await stage.signer.sign([1]) }
      await #expect(throws: ToolError.self) { try await stage.signer.sign([1]) }
      let starts = try String(contentsOfFile: "\(stage.path)/starts", encoding: .utf8).split(separator: "\n")
      #expect(starts.count == Self.patience.pauses.count + 1)
      #expect(stage.said().last?.contains("not started again") == true)
    }
  }

  @Test func silent() async throws {
    var patience = Self.patience
    patience.signature = .milliseconds(100)
    try await with("while read -r line; do :; done", patience: patience) { stage in
      let error = await #expect(throws: ToolError.self) { try await stage.signer.sign([1]) }
      #expect(error?.description.contains("did not answer") == true)
    }
  }

  /// One request that waits for too long ends alone: the others go on at the same process.
  @Test func busy() async throws {
    var patience = Self.patience
    patience.signature = .milliseconds(700)
    let script = """
      echo begun >> $D/starts
      while read -r id data; do [ $id = 1 ] || echo "$id raw \(Base64.encode(SignerReplyTests.raw))"; done
      """
    try await with(script, patience: patience) { stage in
      let first = Task { try? await stage.signer.sign([1]) }
      let isOver = Mutex(false)
      let others = Task {
        while !isOver.withLock({ $0 }) { #expect((try? await stage.signer.sign([2])) != nil) }
      }
      #expect(await first.value == nil)
      isOver.withLock { $0 = true }
      await others.value
      #expect((try? await stage.signer.sign([3])) != nil)
      let starts = try String(contentsOfFile: "\(stage.path)/starts", encoding: .utf8).split(separator: "\n")
      #expect(starts.count == 1)
    }
  }

  @Test func garbage() async throws {
    let script = """
      echo hello >&2; while read -r id data; do head -c 100000 /dev/zero; echo; echo 99 raw AAAA; echo "$id odd"; done
      """
    try await with(script) { stage in
      await #expect(throws: ToolError.self) { try await stage.signer.sign([1]) }
      #expect(stage.said().contains("signer: hello"))
      #expect(stage.said().contains { $0.contains("answers no request") })
    }
  }

  @Test func anotherKey() async throws {
    try await with(Self.example) { stage in
      try Files.replaceDurably("\(stage.path)/account.key", with: try await stage.openssl.newKey())
      let error = await #expect(throws: ToolError.self) { try await stage.signer.start() }
      #expect(error?.description.contains("another key") == true)
    }
  }

  @Test func refuses() async throws {
    try await with("while read -r id data; do echo \"$id error the card is locked\"; done") { stage in
      let error = await #expect(throws: ToolError.self) { try await stage.signer.sign([1]) }
      #expect(error?.description == "the signer: the card is locked")
    }
  }
}
