import CPosix
import Glibc
public import Timing

/// What a descriptor is waited for, or has become.
public struct Interest: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  public static let read = Interest(rawValue: 1)
  public static let write = Interest(rawValue: 2)
  /// Only to be told when that changes (EPOLLET, epoll(7)): whoever asks reads and writes until EAGAIN.
  public static let changes = Interest(rawValue: 4)
}

/// The one thread that waits for sockets, timers and children, and runs the actors whose executor it is.
///
/// An actor joins by returning the loop's `unownedExecutor` as its own. On the loop's thread it then calls the loop
/// synchronously through `here`, and handlers enter it again with `assumeIsolated`: no hop, no wake-up.
public actor Loop {
  public typealias Handler = @Sendable (Interest) -> Void
  public typealias TimerID = UInt64

  public nonisolated let clocks: any Clocks
  private nonisolated let executor: LoopExecutor
  /// For tasks that mostly work with the loop's actors, and never wait for a disk or a slow reader.
  public nonisolated let taskExecutor: any TaskExecutor
  private nonisolated let epoll: Int32
  /// By descriptor. The generation tells an event of a closed descriptor from one of its successor of the same number.
  private var watched: [Int32: (generation: UInt32, interest: Interest, handler: Handler)] = [:]
  private var lastGeneration: UInt32 = 0
  private var timers = TimerQueue()
  private var isStopped = false

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Starts the thread. It ends with `stop()`.
  ///
  /// Throws: `LoopError` where the system has no descriptor or thread left.
  public init(clocks: any Clocks = SystemClocks()) throws(LoopError) {
    self.clocks = clocks
    epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard epoll >= 0 else { throw LoopError(call: "epoll_create1", number: errno) }
    let wake = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    guard wake >= 0 else {
      let number = errno
      close(epoll)
      throw LoopError(call: "eventfd", number: number)
    }
    executor = LoopExecutor(wakeDescriptor: wake)
    taskExecutor = LoopTaskExecutor(executor)
    _ = cposix_epoll_control(epoll, EPOLL_CTL_ADD, wake, EPOLLIN.rawValue, Loop.wakeToken)
    try startThread()
  }

  deinit {
    close(epoll)
  }

  private static let wakeToken = UInt64.max

  private nonisolated func startThread() throws(LoopError) {
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(self)
    let result = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Loop>.fromOpaque(argument).takeRetainedValue().runThread()
        return nil
      }, argument.toOpaque())
    guard result == 0 else {
      argument.release()
      throw LoopError(call: "pthread_create", number: result)
    }
    pthread_detach(thread)
  }

  private nonisolated func runThread() {
    executor.becomeThread()
    var events = [epoll_event](repeating: epoll_event(), count: 256)
    while true {
      let hasJobs = executor.runJobs()
      guard let timeout = here({ $0.waitMilliseconds() }) else { return }
      let count = epoll_wait(epoll, &events, Int32(events.count), hasJobs ? 0 : timeout)
      here { loop in
        for index in 0..<max(0, Int(count)) { loop.dispatch(events[index]) }
        loop.fireTimers()
      }
    }
  }

  /// Runs `body` on the loop at once. Only from the loop's thread: from an actor whose executor it is, or from a handler.
  public nonisolated func here<T: Sendable>(_ body: (isolated Loop) -> T) -> T {
    assumeIsolated(body)
  }

  /// Ends the thread after the present turn. Whoever still waits is not resumed: end the waits first.
  public func stop() {
    isStopped = true
  }

  // MARK: Descriptors

  /// Calls `handler` whenever `descriptor` is ready for what `interest` says, until `unwatch`. Watching one again
  /// replaces interest and handler.
  public func watch(_ descriptor: Int32, for interest: Interest, _ handler: @escaping Handler) {
    var events: UInt32 = 0
    if interest.contains(.read) { events |= EPOLLIN.rawValue }
    if interest.contains(.write) { events |= EPOLLOUT.rawValue }
    if interest.contains(.changes) { events |= EPOLLET.rawValue }
    let known = watched[descriptor]
    if known == nil { lastGeneration &+= 1 }
    let generation = known?.generation ?? lastGeneration
    watched[descriptor] = (generation, interest, handler)
    if known?.interest == interest { return }
    let operation = known == nil ? EPOLL_CTL_ADD : EPOLL_CTL_MOD
    let token = UInt64(generation) << 32 | UInt64(UInt32(bitPattern: descriptor))
    _ = cposix_epoll_control(epoll, operation, descriptor, events, token)
  }

  /// To be called before `descriptor` is closed, or in its stead `forget`.
  public func unwatch(_ descriptor: Int32) {
    guard watched.removeValue(forKey: descriptor) != nil else { return }
    _ = cposix_epoll_control(epoll, EPOLL_CTL_DEL, descriptor, 0, 0)
  }

  /// For a descriptor that has no duplicate and is closed at once: the kernel lets go of it then, without being told. A
  /// child on its way to its program may hold it a moment longer, and what comes of that finds nobody.
  public func forget(_ descriptor: Int32) {
    watched[descriptor] = nil
  }

  private func dispatch(_ event: epoll_event) {
    var event = event
    let token = cposix_epoll_token(&event)
    if token == Loop.wakeToken { return executor.clearWake() }
    let descriptor = Int32(bitPattern: UInt32(truncatingIfNeeded: token))
    guard let entry = watched[descriptor], entry.generation == UInt32(token >> 32) else { return }
    var ready: Interest = []
    // An error or a hang-up is met by whichever call comes next, so it counts as both.
    if event.events & (EPOLLIN.rawValue | EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { ready.insert(.read) }
    if event.events & (EPOLLOUT.rawValue | EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { ready.insert(.write) }
    let wanted = ready.intersection(entry.interest)
    if !wanted.isEmpty { entry.handler(wanted) }
  }

  // MARK: Timers

  /// Calls `action` once at `moment` or soon after.
  public func schedule(at moment: Instant, _ action: @escaping @Sendable () -> Void) -> TimerID {
    timers.add(at: moment, action)
  }

  public func cancel(_ timer: TimerID) {
    timers.cancel(timer)
  }

  private func fireTimers() {
    let now = clocks.instant()
    while let action = timers.takeDue(at: now) { action() }
  }

  /// How long the thread may wait; -1 without an end, nil once the loop is stopped.
  private func waitMilliseconds() -> Int32? {
    if isStopped { return nil }
    guard let moment = timers.nextMoment() else { return -1 }
    let nanoseconds = (moment - clocks.instant()).nanoseconds
    // Rounded up: a wait that ends before its timer would spin.
    return nanoseconds <= 0 ? 0 : Int32(clamping: (nanoseconds - 1) / 1_000_000 + 1)
  }
}

/// The system refused what a loop needs.
public struct LoopError: Error, CustomStringConvertible {
  public let call: String
  public let number: Int32

  public var description: String { "\(call): \(String(cString: strerror(number)))" }
}
