import Addressing
import DNSWire
import Network
import Synchronization
import Timing

@testable import Checking

/// A resolver that takes a number of questions at once, and fails those above it. All names have an address, but those
/// whose first label begins with "dead".
actor CrowdedResolver: Resolving {
  enum Failure: Sendable {
    case timeout
    case code(ResponseCode)
  }

  let limit: Int
  let failure: Failure
  /// Fails even alone, but for what the cache holds.
  let isCutOff: Bool
  private var underWay = 0
  private(set) var asked: [String: Int] = [:]

  init(limit: Int, failure: Failure = .timeout, isCutOff: Bool = false) {
    self.limit = limit
    self.failure = failure
    self.isCutOff = isCutOff
  }

  var controlCount: Int { asked[". NS"] ?? 0 }

  func ask(_ query: Query, deadline: Instant) async throws(LookupFailure) -> Message {
    asked["\(query.name) \(query.type)", default: 0] += 1
    underWay += 1
    let isTooMany = underWay > limit
    for _ in 0..<3 { await Task.yield() }
    underWay -= 1
    let isDead = "\(query.name)".contains("dead") || (isCutOff && !query.name.isRoot)
    var message = Message(id: 0, isResponse: true, question: Question(name: query.name, type: query.type))
    if isTooMany || isDead {
      switch failure {
      case .timeout: throw .timeout
      case .code(let code): message.responseCode = code
      }
    } else if query.type == .a {
      message.answers = [
        ResourceRecord(name: query.name, type: .a, ttl: 60, data: .address(.v4(0x1e4d_0101)))
      ]
    }
    return message
  }
}

/// A clock that goes on a little whenever somebody looks at it: many sleepers at once must not sum up.
final class LookedAtClocks: Clocks {
  private let now = Atomic<Int64>(0)

  func instant() -> Instant { Instant(nanoseconds: now.add(20_000, ordering: .relaxed).newValue) }
  func timestamp() -> Timestamp { Timestamp(milliseconds: 1_795_413_600_000) }

  func sleep(until moment: Instant) async {
    for _ in 0..<50 { await Task.yield() }
  }
}

extension WatchedResolver {
  static func forTest(
    _ inner: any Resolving, label: String = "r", clocks: LookedAtClocks = LookedAtClocks(), room: Int = 512,
    hasOthers: Bool = false
  ) -> WatchedResolver {
    WatchedResolver(
      inner, label: label, clocks: clocks, maximumUnderWay: room, hasOthers: hasOthers,
      sleep: { await clocks.sleep(until: $0) })
  }
}
