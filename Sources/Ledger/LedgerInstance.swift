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
    let descriptor = Glibc.open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { Glibc.close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 36)
    let count = read(descriptor, &bytes, bytes.count)
    return BootID(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self))
  }
}
