import EventLoop
import Foundation
import Gate
import Network
import Submission
import Synchronization
import Testing
import Timing

@testable import ACME
@testable import ACMEWire

/// What a CA says to a request.
typealias Answering = @Sendable (CARequest) -> Result<WebAnswer, WebFailure>

/// A clock that whoever sleeps sets forward: no test waits.
actor FakeHome: Waiting {
  nonisolated let clocks: any Clocks = FakeClocks()
  private(set) var slept: [Duration] = []

  func readable(_ descriptor: Int32, until deadline: Instant) async -> Bool { false }

  func sleep(until moment: Instant) async {
    guard let clocks = clocks as? FakeClocks else { return }
    slept.append(moment - clocks.instant())
    clocks.advance(to: moment)
    await Task.yield()
  }
}

final class FakeClocks: Clocks {
  private let now = Mutex(Instant(nanoseconds: 1_000_000_000))

  func instant() -> Instant { now.withLock { $0 } }
  func timestamp() -> Timestamp {
    Timestamp(milliseconds: 1_795_413_600_000) + (instant() - Instant(nanoseconds: 1_000_000_000))
  }
  func advance(to moment: Instant) {
    now.withLock { $0 = max($0, moment) }
  }
}

/// Signs everything with the same octets.
struct FakeSigner: Signer {
  static let key = try? PublicKey(
    info: Base64.decode(
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEkXL1y+DCfcuZc6ueimEMKpY/KqMns2PgoZ+YSx8PJ0VoIZXv79bzW807wZS7dMdc6vVqhQp+"
        + "mGlzozOENthj0A==") ?? [])

  func start() async throws(ToolError) -> PublicKey {
    guard let key = FakeSigner.key else { throw ToolError("no key") }
    return key
  }

  func sign(_ input: [UInt8]) async throws(ToolError) -> ECDSASignature {
    do throws(EncodingError) {
      return try ECDSASignature(raw: [UInt8](repeating: 1, count: 64))
    } catch {
      throw ToolError("\(error)")
    }
  }

  func stop() async {}
}

/// A CA that answers each request by the next word of a script, and writes down what it was asked.
final class FakeTransport: Transport {
  struct Asked: Hashable {
    var method: WebRequest.Method
    var url: String
    var nonce: String?
    var key: String?
    var payload: String?
  }

  private let state = Mutex((script: [Answering](), asked: [Asked](), nonces: 0))

  init(_ script: [Answering]) {
    state.withLock { $0.script = script }
  }

  var asked: [Asked] { state.withLock { $0.asked } }

  func send(_ request: CARequest) async -> Result<WebAnswer, WebFailure> {
    let answer = state.withLock { state -> (Answering)? in
      state.asked.append(FakeTransport.read(request))
      // newNonce goes well unless the script is about it.
      if request.method == .head, state.script.isEmpty || !request.url.hasSuffix("scripted-nonce") {
        state.nonces += 1
        let nonce = "n\(state.nonces)"
        return { _ in .success(WebAnswer(status: 200, fields: [.init("replay-nonce", nonce)])) }
      }
      return state.script.isEmpty ? nil : state.script.removeFirst()
    }
    return answer?(request) ?? .failure(.notSent("the script has ended"))
  }

  func close() async {}

  private static func read(_ request: CARequest) -> Asked {
    var asked = Asked(method: request.method, url: request.url)
    guard let body = try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: String],
      let header = Base64.decodeURL(body["protected"] ?? ""),
      let fields = try? JSONSerialization.jsonObject(with: Data(header)) as? [String: Any]
    else { return asked }
    asked.nonce = fields["nonce"] as? String
    asked.key = fields["kid"] as? String ?? (fields["jwk"] == nil ? nil : "jwk")
    asked.payload = Base64.decodeURL(body["payload"] ?? "").map { String(decoding: $0, as: UTF8.self) }
    return asked
  }
}

enum Reply {
  static func ok(
    _ body: String = "{}", status: Int = 200, type: String = "application/json", nonce: String? = nil,
    _ fields: [(String, String)] = []
  ) -> Answering {
    let all = [("content-type", type)] + (nonce.map { [("replay-nonce", $0)] } ?? []) + fields
    return { _ in
      .success(WebAnswer(status: status, fields: all.map { .init($0.0, $0.1) }, body: Array(body.utf8)))
    }
  }

  static func problem(
    _ type: String, _ status: Int = 400, detail: String = "why", nonce: String? = nil, _ fields: [(String, String)] = []
  ) -> Answering {
    ok(
      #"{"type":"urn:ietf:params:acme:error:\#(type)","detail":"\#(detail)"}"#, status: status,
      type: "application/problem+json", nonce: nonce, fields)
  }

  static func fails(_ failure: WebFailure) -> Answering {
    { _ in .failure(failure) }
  }
}

/// A directory of a test's own, gone afterwards.
struct Scratch: ~Copyable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("preflight-acme-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }
}

func mode(_ path: String) -> Int? {
  (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? Int
}

extension RequestFailure {
  /// Its kind, for tables.
  var word: String {
    switch self {
    case .notSent: "notSent"
    case .lost: "lost"
    case .refused(let refusal): "refused \(refusal.status) \(refusal.problem.type)"
    case .unreadable: "unreadable"
    case .local: "local"
    }
  }
}
