import ACMEWire
import Gate
import Network
import Submission
import Timing

/// Speaks RFC 8555 with one CA as one account: signs, keeps nonces, spaces requests and sends again what may be sent
/// again.
actor ACMEClient {
  nonisolated let home: any Waiting & Actor
  private let transport: any Transport
  private let signer: any Signer
  private var pacer: RequestPacer
  private let paceFile: PaceFile?
  private var nonces = NoncePool()
  private var directory: DirectoryDocument?
  private(set) var accountURL: String?
  private var key: PublicKey?

  /// Of one HTTP request.
  static let requestTime = Duration.seconds(30)
  /// Failures that are nobody's trouble yet: the third comes after three seconds.
  private static let silentFailures = 3
  /// No queue of requests is longer than an order's time.
  private static let horizon = Duration.seconds(3600)

  nonisolated var unownedExecutor: UnownedSerialExecutor { home.unownedExecutor }

  /// - Parameter pacePath: The file by which processes that share a state directory keep to the rates together.
  init(
    home: any Waiting & Actor, transport: any Transport, signer: any Signer, rates: [RequestRate],
    pacePath: String? = nil
  ) {
    self.home = home
    self.transport = transport
    self.signer = signer
    pacer = RequestPacer(rates)
    paceFile = rates.isEmpty ? nil : pacePath.flatMap { PaceFile($0) }
  }

  deinit {
    paceFile?.close()
  }

  /// - Parameter key: The signer's.
  func begin(directory: DirectoryDocument, key: PublicKey) {
    self.directory = directory
    self.key = key
  }

  func use(account url: String) {
    accountURL = url
  }

  // MARK: Requests

  /// An unsigned GET: the directory.
  ///
  /// - Parameter trouble: Told once why no answer comes, where that lasts: somebody may look at a program that says nothing.
  func get(
    _ endpoint: ACMEEndpoint, _ url: String, until deadline: Instant,
    trouble: @Sendable (String) -> Void = { _ in }
  ) async throws(RequestFailure) -> CAAnswer {
    var attempts = Attempts(.repeatable, deadline: deadline)
    var failures = 0
    while true {
      let request = CARequest(
        method: .get, url: url, accept: CAAnswer.Kind.document.contentType,
        bodyLimit: CAAnswer.Kind.document.bodyLimit, end: .never, isRepeatable: true)
      switch await send(request, endpoint, deadline) {
      case .success(let answer): return answer
      case .failure(let failure):
        failures += 1
        if failures == ACMEClient.silentFailures { trouble(failure.words) }
        try await decide(&attempts, failure)
      }
    }
  }

  /// POST-as-GET (RFC 8555 section 6.3).
  func fetch(
    _ url: String, _ kind: CAAnswer.Kind = .document, until deadline: Instant
  ) async throws(RequestFailure) -> CAAnswer {
    try await post(.other, url, nil, .repeatable, kind, until: deadline)
  }

  /// A signed POST, by the account's URL where there is one, else by the key.
  ///
  /// - Parameter payload: JSON; nil for POST-as-GET.
  func post(
    _ endpoint: ACMEEndpoint, _ url: String, _ payload: [UInt8]?, _ effect: Attempts.Effect,
    _ kind: CAAnswer.Kind = .document, byKey: Bool = false, until deadline: Instant
  ) async throws(RequestFailure) -> CAAnswer {
    guard let key, byKey || accountURL != nil else { throw .local("there is no account yet") }
    let who: SignedRequest.Signer = byKey ? .key(key) : .account(url: accountURL ?? "")
    var attempts = Attempts(effect, deadline: deadline)
    var given: String?
    while true {
      var nonce = given
      given = nil
      if nonce == nil { nonce = try await self.nonce(until: deadline) }
      let signed = SignedRequest(url: url, nonce: nonce ?? "", signer: who, payload: payload)
      let body = try await sign(signed)
      let request = CARequest(
        method: .post, url: url, accept: kind.contentType, body: body, bodyLimit: kind.bodyLimit, end: .never,
        isRepeatable: false)
      switch await send(request, endpoint, deadline) {
      case .success(let answer): return answer
      case .failure(let failure):
        // The nonce of a rejection is for the next attempt (section 6.5).
        if case .answer(let problematic) = failure {
          given = problematic.nonce.flatMap { Base64.isURLText($0) ? $0 : nil }
        }
        do throws(RequestFailure) {
          try await decide(&attempts, failure)
        } catch {
          nonces.put(given)
          throw error
        }
      }
    }
  }

  private func sign(_ request: SignedRequest) async throws(RequestFailure) -> [UInt8] {
    do throws(ToolError) {
      return request.body(signature: try await signer.sign(request.input))
    } catch {
      throw .local("the request could not be signed: \(error)")
    }
  }

  private func nonce(until deadline: Instant) async throws(RequestFailure) -> String {
    if let nonce = nonces.take() { return nonce }
    guard let directory else { throw .local("there is no directory yet") }
    var attempts = Attempts(.repeatable, deadline: deadline)
    while true {
      // While its turn was waited for, answers to others may have brought some.
      if let failure = await turn(.newNonce, deadline) { throw .notSent("no nonce: \(failure)") }
      if let nonce = nonces.take() { return nonce }
      let request = CARequest(
        method: .head, url: directory.newNonce, accept: "*/*", bodyLimit: CAAnswer.Kind.empty.bodyLimit, end: .never,
        isRepeatable: true)
      switch await send(request, deadline) {
      case .success:
        guard let nonce = nonces.take() else { throw .notSent("newNonce gave no Replay-Nonce that can be used") }
        return nonce
      case .failure(let failure):
        do throws(RequestFailure) {
          try await decide(&attempts, failure)
        } catch {
          // Whatever became of it, the request that needs the nonce was not sent.
          throw .notSent("no nonce: \(error)")
        }
      }
    }
  }

  // MARK: One attempt

  private enum Failure: Error {
    case web(WebFailure)
    case answer(CAAnswer.Problematic)

    var words: String {
      switch self {
      case .web(let failure): "\(failure)"
      case .answer(let problematic): problematic.refusal.problem.text
      }
    }
  }

  private func send(
    _ request: CARequest, _ endpoint: ACMEEndpoint, _ deadline: Instant
  ) async -> Result<CAAnswer, Failure> {
    if let failure = await turn(endpoint, deadline) { return .failure(.web(failure)) }
    return await send(request, deadline)
  }

  /// Waits for a request's turn. Returns why there is none.
  private func turn(_ endpoint: ACMEEndpoint, _ deadline: Instant) async -> WebFailure? {
    var taken = takeTurn(endpoint, deadline)
    // Another process writes for some microseconds; one that was stopped in the middle of it is not waited for.
    for _ in 0..<50 where taken == nil && !Task.isCancelled {
      await home.sleep(until: home.clocks.instant() + .milliseconds(2))
      taken = takeTurn(endpoint, deadline)
    }
    guard let turn = taken ?? pacer.next(endpoint, at: home.clocks.instant(), before: deadline) else {
      return .timeout(isSent: false)
    }
    if turn > home.clocks.instant() { await home.sleep(until: turn) }
    return Task.isCancelled ? .notSent("stopped before the CA was asked") : nil
  }

  /// Nil where another process is about to take one; a moment within that is nil where there is none before the deadline.
  private func takeTurn(_ endpoint: ACMEEndpoint, _ deadline: Instant) -> Instant?? {
    let now = home.clocks.instant()
    guard let paceFile else { return .some(pacer.next(endpoint, at: now, before: deadline)) }
    return paceFile.exchange { moments in
      pacer.learn(moments, horizon: now + ACMEClient.horizon)
      let turn = pacer.next(endpoint, at: now, before: deadline)
      pacer.tell(&moments)
      return turn
    }
  }

  /// Sends a request at once and keeps the nonce that comes back.
  private func send(_ request: CARequest, _ deadline: Instant) async -> Result<CAAnswer, Failure> {
    var request = request
    request.end = min(deadline, home.clocks.instant() + ACMEClient.requestTime)
    switch await transport.send(request) {
    case .failure(let failure): return .failure(.web(failure))
    case .success(let answer):
      let read = CAAnswer.read(answer, date: home.clocks.timestamp())
      if case .failure(let problematic) = read { return .failure(.answer(problematic)) }
      nonces.put(answer["replay-nonce"])
      return read.mapError { .answer($0) }
    }
  }

  /// Waits before the next attempt, or throws.
  private func decide(_ attempts: inout Attempts, _ failure: Failure) async throws(RequestFailure) {
    let now = home.clocks.instant()
    let decision =
      switch failure {
      case .web(let failure): attempts.failed(failure, now: now)
      case .answer(let problematic): attempts.refused(problematic.refusal, now: now, date: home.clocks.timestamp())
      }
    switch decision {
    case .fail(let failure): throw failure
    case .again(let pause):
      if pause > .zero { await home.sleep(until: now + pause) }
      if Task.isCancelled { throw .notSent("stopped before the CA was asked again") }
    }
  }
}
