import EventLoop
import Foundation
import Submission
import Testing
import Timing

@testable import ACME
@testable import ACMEWire

/// Real processes of openssl.
@Suite struct OpenSSLTests {
  private func with<T: Sendable>(_ body: (OpenSSL, String) async throws -> T) async throws -> T {
    let scratch = try Scratch()
    let loop = try Loop()
    let result: Result<T, any Error>
    do {
      result = .success(try await body(OpenSSL(home: loop), scratch.path))
    } catch {
      result = .failure(error)
    }
    await loop.stop()
    return try result.get()
  }

  @Test func hash() async throws {
    try await with { openssl, _ in
      let hash = try await openssl.hash(Array("abc".utf8))
      #expect(hash == octets("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"))
    }
  }

  /// RFC 4231 sections 4.2, 4.3 and 4.7 (a key longer than a block).
  @Test(arguments: [
    (
      String(repeating: "0b", count: 20), Array("Hi There".utf8),
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      "4a656665", Array("what do ya want for nothing?".utf8),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      String(repeating: "aa", count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
  ])
  func mac(_ key: String, _ message: [UInt8], _ expected: String) async throws {
    try await with { openssl, _ in
      let mac = try await openssl.mac(message, key: octets(key))
      #expect(mac == octets(expected))
    }
  }

  @Test func keysSignaturesAndRequests() async throws {
    try await with { openssl, scratch in
      let keyFile = "\(scratch)/account.key"
      let made = try Files.create(keyFile, try await openssl.newKey())
      #expect(made)
      #expect(mode(keyFile) == 0o600)
      #expect(try Files.create(keyFile, []) == false, "a key that is there stays")
      let key = try await openssl.publicKey(file: keyFile)

      let publicFile = "\(scratch)/account.pub"
      let ended = try await Tool.run(
        ["openssl", "pkey", "-in", keyFile, "-pubout", "-out", publicFile], until: .never, on: openssl.home)
      #expect(ended.isSuccess)
      let half = try await openssl.publicKey(file: publicFile, isPublic: true)
      #expect(half == key)

      let message = Array("a message".utf8)
      let signature = try await openssl.sign(message, keyFile: keyFile)
      for (text, isRight) in [(message, true), (message + [0], false)] {
        let isVerified = try await openssl.verify(text, signature, publicKeyFile: publicFile, scratch: scratch)
        #expect(isVerified == isRight)
      }
      #expect(try Files.names(in: scratch).count == 2, "nothing is left behind")

      let (pem, request) = try await openssl.newRequest(names: ["a.example", "b.example"])
      let kept = "\(scratch)/certificate.key"
      try Files.replaceDurably(kept, with: pem)
      let certified = try await openssl.publicKey(file: kept)
      #expect(try certified == PublicKey(info: request.publicKey))
      let shown = try await Tool.run(
        ["openssl", "req", "-inform", "DER", "-noout", "-verify", "-text"], input: request.der, until: .never,
        on: openssl.home)
      let text = String(decoding: shown.output, as: UTF8.self)
      #expect(shown.isSuccess && text.contains("DNS:a.example, DNS:b.example"))
    }
  }

  /// What a user may give as a key by mistake: said at once, and nobody is asked for a passphrase.
  @Test(arguments: [
    ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
    ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
    ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-aes256", "-pass", "pass:secret"],
    ["rand", "-hex", "20"],
  ])
  func otherKeys(_ arguments: [String]) async throws {
    try await with { openssl, scratch in
      let made = try await Tool.run(["openssl"] + arguments, until: .never, on: openssl.home)
      try Files.replaceDurably("\(scratch)/key", with: made.output)
      await #expect(throws: ToolError.self) { try await openssl.publicKey(file: "\(scratch)/key") }
      await #expect(throws: ToolError.self) { try await openssl.publicKey(file: "\(scratch)/none") }
    }
  }

  @Test func manyAtOnce() async throws {
    try await with { openssl, _ in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<60 {
          group.addTask {
            let hash = try await openssl.hash([UInt8(number)])
            #expect(hash.count == 32)
          }
        }
        try await group.waitForAll()
      }
    }
  }
}

@Suite struct ToolTests {
  private func run(_ script: String, input: String = "", limit: Duration = .seconds(60)) async throws -> Tool.Ended {
    let loop = try Loop()
    let ended = try await Tool.run(
      ["sh", "-c", script], environment: ["GIVEN=value"], input: Array(input.utf8),
      until: loop.clocks.instant() + limit, on: loop)
    await loop.stop()
    return ended
  }

  @Test func streams() async throws {
    let ended = try await run("cat; echo $GIVEN; echo complaint >&2; exit 3", input: "input ")
    #expect(String(decoding: ended.output, as: UTF8.self) == "input value\n")
    #expect(ended.end == .exited(3))
    #expect(ended.words == "complaint (exit status 3)")
  }

  /// What openssl had printed of a key when it was ended is no word for people.
  @Test func secretOutputIsNotRepeated() async throws {
    let ended = try await run("echo -----BEGIN PRIVATE KEY-----; echo MIGHAgEA; kill -9 $$")
    #expect(ended.words.contains("MIGHAgEA"))
    #expect(ended.wordsOfErrors == "killed by signal 9")
  }

  @Test func muchOutputIsBounded() async throws {
    let ended = try await run("head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2")
    #expect(ended.isSuccess)
    #expect(ended.output.count == Tool.outputLimit)
    #expect(ended.errors.count == Tool.outputLimit)
  }

  @Test func whatDoesNotEndIsKilled() async throws {
    let ended = try await run("echo begun; sleep 1000", limit: .milliseconds(200))
    #expect(ended.end == nil)
    #expect(String(decoding: ended.output, as: UTF8.self) == "begun\n")
  }

  @Test func whatItLeavesBehindIsNotWaitedFor() async throws {
    #expect(try await run("sleep 2 & echo done").isSuccess)
  }

  @Test func noProgram() async throws {
    let loop = try Loop()
    await #expect(throws: SystemError.self) {
      try await Tool.run(["/nowhere/program"], until: .never, on: loop)
    }
    await loop.stop()
  }
}

func octets(_ hexadecimal: String) -> [UInt8] {
  let digits = Array(hexadecimal)
  return stride(from: 0, to: digits.count - 1, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
}
