import ACMEWire
import EventLoop
import Glibc
import JSONText
import Submission
import Timing

/// A long-lived program of the user's that holds the account's key: requests on its standard input, signatures on its
/// standard output, one line each. When it ends it is started again, a bounded number of times in a row.
actor SignerProcess: Signer {
  nonisolated let loop: Loop
  private let command: [String]
  private let publicKeyFile: String
  private let openssl: OpenSSL
  /// Where a file may be put for a moment.
  private let scratch: String
  let say: @Sendable (String) -> Void
  let patience: Patience

  typealias Answer = CheckedContinuation<Result<ECDSASignature, ToolError>, Never>

  /// Asked and not answered, by number.
  var open: [UInt64: (line: [UInt8], answer: Answer)] = [:]
  /// Those that the present process has not been given.
  var unsent: [UInt64] = []
  private var last: UInt64 = 0
  let queued = Bell()
  var serving: Task<Void, Never>?
  var life: CoprocessLife?
  var isStopping = false
  /// Ends in a row without a signature between them.
  var deaths = 0
  var complaints = 0
  /// When it last answered a request.
  var heard: Instant?

  /// How patient it is with a program that ends, or does not answer.
  struct Patience: Sendable {
    /// Before the first start after an end, the second, and so on; after the last it is not started again.
    var pauses: [Duration] = [.milliseconds(100), .seconds(1), .seconds(2), .seconds(5), .seconds(10)]
    /// For one signature.
    var signature = Duration.seconds(30)
  }

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unownedExecutor }

  init(
    _ command: [String], publicKeyFile: String, openssl: OpenSSL, scratch: String, loop: Loop,
    patience: Patience = Patience(), say: @escaping @Sendable (String) -> Void
  ) {
    self.command = command
    self.publicKeyFile = publicKeyFile
    self.openssl = openssl
    self.scratch = scratch
    self.loop = loop
    self.patience = patience
    self.say = say
  }

  /// A first signature, checked: a key that does not belong to the public half would fail at the CA in many words.
  func start() async throws(ToolError) -> PublicKey {
    let program = command.first ?? ""
    guard Files.program(program) != nil else {
      throw ToolError("the signer \(program) was not found; give its path, or add its directory to PATH")
    }
    let key = try await openssl.publicKey(file: publicKeyFile, isPublic: true)
    let message = Array("preflight asks for a signature to see whose key this is".utf8)
    let signature = try await sign(message)
    guard try await openssl.verify(message, signature, publicKeyFile: publicKeyFile, scratch: scratch) else {
      throw ToolError("the signer signs by another key than the one in \(publicKeyFile)")
    }
    return key
  }

  func sign(_ input: [UInt8]) async throws(ToolError) -> ECDSASignature {
    guard !isStopping else { throw ToolError("the signer was stopped") }
    guard deaths <= patience.pauses.count else {
      throw ToolError("the signer ended \(deaths) times in a row and is not started again")
    }
    last += 1
    let number = last
    let end = loop.clocks.instant() + patience.signature
    let timer = loop.here { loop in
      loop.schedule(at: end) { [weak self] in self?.assumeIsolated { $0.timeUp(number) } }
    }
    defer { loop.here { $0.cancel(timer) } }
    let result = await withCheckedContinuation { answer in
      open[number] = (SignerLine.request(number, input), answer)
      unsent.append(number)
      queued.ring()
      if serving == nil { serving = Task { await self.serve() } }
    }
    return try result.get()
  }

  /// A program that answers nothing at all will hardly answer the next request; one that is only slow goes on.
  private func timeUp(_ number: UInt64) {
    settle(number, .failure(ToolError("the signer did not answer within \(patience.signature.shortText)")))
    if let heard, loop.clocks.instant() - heard < patience.signature { return }
    life?.signal(SIGKILL)
  }

  func settle(_ number: UInt64, _ result: Result<ECDSASignature, ToolError>) {
    unsent.removeAll { $0 == number }
    open.removeValue(forKey: number)?.answer.resume(returning: result)
  }

  func failAll(_ error: ToolError) {
    for number in Array(open.keys) { settle(number, .failure(error)) }
  }

  func stop() async {
    isStopping = true
    failAll(ToolError("the signer was stopped"))
    life?.signal(SIGKILL)
    queued.ring()
    await serving?.value
  }

  var program: [String] { command }
}
