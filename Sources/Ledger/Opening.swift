import Gate
import Timing

/// Opens a ledger on the executor on which it will run, so that reading a long journal never holds up the caller's.
actor Opening {
  /// Where a ledger runs, and the thread that it has to end where it is its own.
  struct Executor: Sendable {
    let executor: any SerialExecutor
    let own: DiskThread?
  }

  private nonisolated let executor: Executor
  private let directory: String
  private let disk: any Disk
  private let clocks: any Clocks
  private let instance: LedgerInstance
  private let limits: LimitTable
  private let compactsGrown: Bool

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.executor.asUnownedSerialExecutor() }

  init(
    directory: String, disk: any Disk, clocks: any Clocks, instance: LedgerInstance, limits: LimitTable,
    compactsGrown: Bool, executor: (any SerialExecutor)?
  ) throws(LedgerError) {
    self.directory = directory
    self.disk = disk
    self.clocks = clocks
    self.instance = instance
    self.limits = limits
    self.compactsGrown = compactsGrown
    if let executor {
      self.executor = Executor(executor: executor, own: nil)
      return
    }
    do {
      let thread = try DiskThread()
      self.executor = Executor(executor: thread, own: thread)
    } catch {
      throw .unusable(error)
    }
  }

  func open() throws(LedgerError) -> Ledger {
    do {
      let journal = try Journal(
        directory: directory, disk: disk, clocks: clocks, instance: instance, limits: limits,
        compactsGrown: compactsGrown)
      return Ledger(directory: directory, instance: instance, executor: executor, journal: journal)
    } catch {
      executor.own?.stop()
      throw error
    }
  }
}
