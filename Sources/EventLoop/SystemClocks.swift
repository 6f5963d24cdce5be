import Glibc
public import Timing

/// The machine's clocks.
public struct SystemClocks: Clocks {
  public init() {}

  public func instant() -> Instant {
    let time = read(CLOCK_BOOTTIME)
    return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  public func timestamp() -> Timestamp {
    let time = read(CLOCK_REALTIME)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  private func read(_ clock: clockid_t) -> timespec {
    var time = timespec()
    // Fails only for a clock that the kernel does not have; both have been there since Linux 2.6.39.
    _ = clock_gettime(clock, &time)
    return time
  }
}
