import CPosix
import Glibc
import Synchronization

/// Runs the jobs of every actor that names it as its executor on one thread: the loop's. What is enqueued from that
/// thread costs no wake-up.
final class LoopExecutor: SerialExecutor {
  private let jobs = Mutex<[UnownedJob]>([])
  /// The loop's thread; 0 before it runs.
  private let thread = Atomic<UInt>(0)
  /// An eventfd by which other threads end a wait.
  let wakeDescriptor: Int32

  init(wakeDescriptor: Int32) {
    self.wakeDescriptor = wakeDescriptor
  }

  deinit {
    close(wakeDescriptor)
  }

  var isOnThread: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

  func becomeThread() {
    thread.store(UInt(pthread_self()), ordering: .relaxed)
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let wasEmpty = jobs.withLock { jobs in
      jobs.append(job)
      return jobs.count == 1
    }
    if wasEmpty, !isOnThread { wake() }
  }

  func wake() {
    _ = eventfd_write(wakeDescriptor, 1)
  }

  func clearWake() {
    var count: eventfd_t = 0
    _ = eventfd_read(wakeDescriptor, &count)
  }

  /// Runs what is there, and what that adds, for a bounded number of rounds so that sockets are looked at in between.
  /// Returns whether something is left.
  func runJobs() -> Bool {
    for _ in 0..<16 {
      let batch = jobs.withLock { jobs in
        let batch = jobs
        jobs.removeAll(keepingCapacity: true)
        return batch
      }
      if batch.isEmpty { return false }
      for job in batch { job.runSynchronously(on: asUnownedSerialExecutor()) }
    }
    return jobs.withLock { !$0.isEmpty }
  }

  // An actor may be entered from a descriptor's handler, where no task runs: the thread alone tells.
  func checkIsolated() {
    precondition(isOnThread, "not on the loop's thread")
  }

  func isIsolatingCurrentContext() -> Bool? { isOnThread }
}
