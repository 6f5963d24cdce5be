import Addressing
import Readiness
import Timing

/// Addresses at which one connection after the other was not made in time. A black hole that hundreds of names point at
/// is not dialled for each of them: what the last ones met, the next one would meet too.
struct SilentAddresses {
  private var known: [IPAddress: (count: Int, last: Instant)] = [:]

  /// So many in a row, none made between them.
  static let threshold = 16
  /// After which it is dialled again.
  static let patience = Duration.seconds(30)
  private static let capacity = 10_000

  mutating func note(_ result: ProbeResult, at address: IPAddress, now: Instant) {
    guard result.probe.hops.count <= 1, result.probe.outcome == .connectTimeout else {
      // Our own deadline says nothing of the address.
      if result.probe.outcome != .deadline { known[address] = nil }
      return
    }
    if known.count >= Self.capacity, known[address] == nil { known.removeAll() }
    known[address] = ((known[address]?.count ?? 0) + 1, now)
  }

  /// Whether too few have waited in vain to be sure.
  func isSuspected(_ address: IPAddress) -> Bool {
    known[address].map { $0.count < Self.threshold } ?? false
  }

  func contains(_ address: IPAddress, now: Instant) -> Bool {
    guard let entry = known[address] else { return false }
    return entry.count >= Self.threshold && now < entry.last + Self.patience
  }
}
