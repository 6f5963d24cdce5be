import ACMEWire
import EventLoop
import Glibc
import Submission
import Timing

/// Keys, hashes and signatures, by `openssl` as a process.
actor OpenSSL {
  nonisolated let home: any Waiting & Actor
  private let turnstile: Turnstile

  /// A process takes about 4 ms; a machine that needs longer than this is in trouble.
  private static let patience = Duration.seconds(20)
  private static let program = "openssl"

  nonisolated var unownedExecutor: UnownedSerialExecutor { home.unownedExecutor }

  /// - Parameter home: Where it waits, and on whose executor it is confined.
  init(home: any Waiting & Actor) {
    self.home = home
    // Some more than there are processors, as each also waits for the disk.
    turnstile = Turnstile(2 * sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }

  static func check() throws(SubmitterError) {
    guard Files.program(program) != nil else {
      throw .commandMissing(program: program, hint: "on Debian: apt-get install openssl")
    }
  }

  /// SHA-256.
  func hash(_ octets: [UInt8]) async throws(ToolError) -> [UInt8] {
    let hash = try await run(["dgst", "-sha256", "-binary"], input: octets)
    guard hash.count == 32 else { throw ToolError("openssl dgst gave \(hash.count) octets instead of 32") }
    return hash
  }

  /// HMAC with SHA-256.
  func mac(_ message: [UInt8], key: [UInt8]) async throws(ToolError) -> [UInt8] {
    let inputs = HMACInputs(key: HMACInputs.mustHash(key) ? try await hash(key) : key)
    return try await hash(inputs.outer(innerHash: try await hash(inputs.inner(message))))
  }

  /// By ES256.
  func sign(_ input: [UInt8], keyFile: String) async throws(ToolError) -> ECDSASignature {
    // An empty passphrase: without one a key that has one would be asked for at a terminal.
    let der = try await run(["dgst", "-sha256", "-passin", "pass:", "-sign", keyFile], input: input)
    do throws(EncodingError) {
      return try ECDSASignature(der: der)
    } catch {
      throw ToolError("openssl's signature cannot be read: \(error)")
    }
  }

  /// - Parameter scratch: A directory, for the one file that cannot come by standard input.
  func verify(
    _ input: [UInt8], _ signature: ECDSASignature, publicKeyFile: String, scratch: String
  ) async throws(ToolError) -> Bool {
    let file = "\(scratch)/signature.\(getpid())"
    defer { unlink(file) }
    do throws(SystemError) {
      try Files.replace(file, with: signature.der)
    } catch {
      throw ToolError("\(error)")
    }
    let ended = try await end(["dgst", "-sha256", "-verify", publicKeyFile, "-signature", file], input: input)
    return ended.isSuccess
  }

  /// - Parameter isPublic: Whether the file holds the public half alone.
  func publicKey(file: String, isPublic: Bool = false) async throws(ToolError) -> PublicKey {
    let source = isPublic ? ["-pubin"] : ["-passin", "pass:"]
    let der = try await run(["pkey"] + source + ["-in", file, "-pubout", "-outform", "DER"])
    do throws(EncodingError) {
      return try PublicKey(info: der)
    } catch {
      throw ToolError("\(file): \(error)")
    }
  }

  /// A new key on P-256, as PEM.
  func newKey() async throws(ToolError) -> [UInt8] {
    let pem = try await run(["genpkey", "-algorithm", "EC"] + OpenSSL.curve)
    guard PEM.first("PRIVATE KEY", in: pem) != nil else { throw ToolError("openssl genpkey gave no key") }
    return pem
  }

  /// A new key on P-256 and a request for a certificate of it, by one process.
  func newRequest(names: [String]) async throws(ToolError) -> (key: [UInt8], request: SigningRequest) {
    let configuration: String
    do throws(EncodingError) {
      configuration = try SigningRequest.configuration(names: names)
    } catch {
      throw ToolError("\(error)")
    }
    let both = try await run(
      ["req", "-new", "-newkey", "ec"] + OpenSSL.curve + [
        "-noenc", "-keyout", "/dev/stdout", "-config", "/dev/stdin", "-subj", "/", "-outform", "PEM",
      ], input: Array(configuration.utf8))
    guard let key = PEM.first("PRIVATE KEY", in: both), let der = PEM.first("CERTIFICATE REQUEST", in: both),
      let request = try? SigningRequest(der: der)
    else { throw ToolError("openssl req gave no key and request") }
    return (Array(PEM.block("PRIVATE KEY", key).utf8), request)
  }

  private static let curve = ["-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:named_curve"]

  private func run(_ arguments: [String], input: [UInt8] = []) async throws(ToolError) -> [UInt8] {
    let ended = try await end(arguments, input: input)
    guard ended.isSuccess else { throw ToolError("openssl \(arguments.first ?? "") failed: \(ended.wordsOfErrors)") }
    return ended.output
  }

  private func end(_ arguments: [String], input: [UInt8]) async throws(ToolError) -> Tool.Ended {
    await turnstile.enter()
    defer { turnstile.leave() }
    do throws(SystemError) {
      return try await Tool.run(
        [OpenSSL.program] + arguments, input: input, isSession: true,
        until: home.clocks.instant() + OpenSSL.patience, on: home)
    } catch {
      throw ToolError("\(error)")
    }
  }
}

/// What a program could not do for us.
struct ToolError: Error, Hashable, Sendable, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
