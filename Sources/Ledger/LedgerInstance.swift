import CPosix
public import Gate
import Glibc
public import Timing

/// Who writes: one run of the program.
public struct LedgerInstance: Hashable, Sendable {
  public var id: OwnerID
  public var boot: BootID
  public var processID: Int32

  public init(id: OwnerID, boot: BootID, processID: Int32) {
    self.id = id
    self.boot = boot
    self.processID = processID
  }

  /// This process, under a new name. Where the kernel does not say its boot id, every boot counts as the same one.
  public static func current(using random: inout some RandomNumberGenerator) -> LedgerInstance {
    LedgerInstance(id: OwnerID(using: &random), boot: bootID() ?? BootID(rawValue: 0), processID: getpid())
  }

  /// Now, as this machine's records are dated.
  public static func moment(_ clocks: some Clocks) -> Moment {
    Moment(date: clocks.timestamp(), boot: bootID() ?? BootID(rawValue: 0), instant: clocks.instant())
  }

  private static func bootID() -> BootID? {
    var bytes = [CChar](repeating: 0, count: 36)
    guard cposix_boot_id(&bytes) == 0 else { return nil }
    return BootID(String(decoding: bytes.map(UInt8.init(bitPattern:)), as: UTF8.self))
  }
}
