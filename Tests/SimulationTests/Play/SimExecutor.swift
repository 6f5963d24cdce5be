import Glibc

/// Runs the jobs of one simulated process, one at a time and only when the simulation says so.
///
/// Unchecked: everything happens on the one thread that plays the simulation, which `enqueue` makes sure of. Jobs are
/// enqueued by the jobs and events that it runs.
final class SimExecutor: SerialExecutor, TaskExecutor, @unchecked Sendable {
  private var jobs: [UnownedJob] = []
  private var isDead = false
  private let thread = pthread_self()

  var count: Int { jobs.count }

  func enqueue(_ job: consuming ExecutorJob) {
    precondition(pthread_self() == thread, "a job came from outside of the simulation")
    let job = UnownedJob(job)
    if !isDead { jobs.append(job) }
  }

  /// Whichever comes next is for the dice to say: no order between tasks is promised to anyone.
  func run(_ index: Int) {
    let job = jobs.remove(at: index)
    job.runSynchronously(isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
  }

  /// Nothing of it is run any more, as after SIGKILL. Its tasks are never resumed, nor freed.
  func kill() {
    isDead = true
    jobs.removeAll()
  }

  func checkIsolated() {}
  func isIsolatingCurrentContext() -> Bool? { true }
}
