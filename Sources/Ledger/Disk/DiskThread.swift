import CPosix
import Glibc
import Synchronization

/// A thread of its own for calls that block on the disk. It runs the jobs of the actor that names it as its executor,
/// one after the other, and sleeps on an eventfd in between.
public final class DiskThread: SerialExecutor {
  private struct Queue {
    var jobs: [UnownedJob] = []
    var isStopped = false
  }

  private let queue = Mutex(Queue())
  private let wakeDescriptor: Int32

  /// Throws: `DiskError` where the system has no descriptor or thread left.
  public init() throws(DiskError) {
    wakeDescriptor = eventfd(0, Int32(EFD_CLOEXEC))
    guard wakeDescriptor >= 0 else { throw DiskError(call: "eventfd", path: "the disk's thread", number: errno) }
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(self)
    let result = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<DiskThread>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, argument.toOpaque())
    guard result == 0 else {
      argument.release()
      throw DiskError(call: "pthread_create", path: "the disk's thread", number: result)
    }
    pthread_detach(thread)
  }

  deinit {
    close(wakeDescriptor)
  }

  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let wasEmpty = queue.withLock { queue in
      queue.jobs.append(job)
      return queue.jobs.count == 1
    }
    if wasEmpty { wake() }
  }

  /// Ends the thread when it has nothing left to do. Nothing may be enqueued afterwards.
  func stop() {
    queue.withLock { $0.isStopped = true }
    wake()
  }

  private func wake() {
    _ = eventfd_write(wakeDescriptor, 1)
  }

  private func run() {
    while true {
      let (jobs, isStopped) = queue.withLock { queue in
        let jobs = queue.jobs
        queue.jobs.removeAll(keepingCapacity: true)
        return (jobs, queue.isStopped)
      }
      for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
      guard jobs.isEmpty else { continue }
      if isStopped { return }
      var count: eventfd_t = 0
      _ = eventfd_read(wakeDescriptor, &count)
    }
  }
}
