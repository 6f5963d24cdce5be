import CPosix
import Glibc
import Synchronization

/// Runs the jobs of every actor that names it as its executor on one thread: the loop's. What is enqueued from that
/// thread costs no wake-up.
final class LoopExecutor: SerialExecutor {
  private struct Job {
    let job: UnownedJob
    /// Nil: an actor's, of a task that prefers nothing.
    let preferred: UnownedTaskExecutor?
  }

  private let jobs = Mutex<[Job]>([])
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
    enqueue(UnownedJob(job), preferring: nil)
  }

  func enqueue(_ job: UnownedJob, preferring preferred: UnownedTaskExecutor?) {
    let wasEmpty = jobs.withLock { jobs in
      jobs.append(Job(job: job, preferred: preferred))
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
      let actors = asUnownedSerialExecutor()
      for job in batch {
        if let preferred = job.preferred {
          // As if an actor's, which it mostly goes on to be: that then needs no second turn in the queue.
          job.job.runSynchronously(isolatedTo: actors, taskExecutor: preferred)
        } else {
          job.job.runSynchronously(on: actors)
        }
      }
    }
    return jobs.withLock { !$0.isEmpty }
  }

  // An actor may be entered from a descriptor's handler, where no task runs: the thread alone tells.
  func checkIsolated() {
    precondition(isOnThread, "not on the loop's thread")
  }

  func isIsolatingCurrentContext() -> Bool? { isOnThread }
}

/// For tasks that prefer the loop's thread. A continuation resumes wherever its task prefers to be, and by default on
/// another thread, whose waking costs more than a question of DNS.
final class LoopTaskExecutor: TaskExecutor {
  private let executor: LoopExecutor

  init(_ executor: LoopExecutor) {
    self.executor = executor
  }

  func enqueue(_ job: consuming ExecutorJob) {
    executor.enqueue(UnownedJob(job), preferring: asUnownedTaskExecutor())
  }
}
