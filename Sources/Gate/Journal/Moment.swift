public import Timing

/// Which boot of the machine a moment belongs to: the first 32 bits of the kernel's boot id.
public struct BootID: Hashable, Sendable, CustomStringConvertible {
  public let rawValue: UInt32

  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// From /proc/sys/kernel/random/boot_id, or its first eight hexadecimal digits. Nil for anything else.
  public init?(_ text: some StringProtocol) {
    let digits = text.prefix(8)
    guard digits.utf8.count == 8, digits.utf8.allSatisfy({ $0 != 43 && $0 != 45 }),
      let value = UInt32(digits, radix: 16)
    else { return nil }
    rawValue = value
  }

  /// As it is described, of text as it stands in a file.
  init?(utf8 digits: UnsafeBufferPointer<UInt8>) {
    guard digits.count == 8 else { return nil }
    var value: UInt32 = 0
    for digit in digits {
      switch digit {
      case 48...57: value = value << 4 | UInt32(digit - 48)
      case 97...102: value = value << 4 | UInt32(digit - 87)
      default: return nil
      }
    }
    rawValue = value
  }

  public var description: String {
    let digits = String(rawValue, radix: 16)
    return String(repeating: "0", count: 8 - digits.utf8.count) + digits
  }
}

/// When something was written down, by both clocks. Within one boot the steady one measures, so that a step of the wall
/// clock neither opens a slot early nor keeps one shut; across boots only the wall clock is left.
public struct Moment: Hashable, Sendable {
  public var date: Timestamp
  public var boot: BootID
  /// Since that boot.
  public var instant: Instant

  public init(date: Timestamp, boot: BootID, instant: Instant) {
    self.date = date
    self.boot = boot
    self.instant = instant
  }

  /// How long ago `earlier` was; negative where only the wall clock can tell and it was set back.
  public func elapsed(since earlier: Moment) -> Duration {
    boot == earlier.boot ? instant - earlier.instant : date - earlier.date
  }

  /// How long until `deadline`, which was set at `start` by the wall clock of that time; zero or less when it has passed.
  public func remaining(to deadline: Timestamp, setAt start: Moment) -> Duration {
    (deadline - start.date) - elapsed(since: start)
  }

  /// `deadline`, set at `start`, as the wall clock of now would date it; nil when it has passed.
  public func upcoming(_ deadline: Timestamp, setAt start: Moment) -> Timestamp? {
    let rest = remaining(to: deadline, setAt: start)
    return rest > .zero ? date + rest : nil
  }
}
