import Glibc
import Ledger

/// The machine's disk as one process sees it. Each call that changes something may be the last one of the process, or of
/// the machine: before it had any effect, in its middle, or after.
struct SimDisk: Disk {
  let simulation: Simulation
  let process: SimProcess

  func makeDirectory(_ path: String) throws(DiskError) {
    try process.checkAlive("mkdir", path)
  }

  func open(_ path: String, creating: Bool) throws(DiskError) -> any DiskFile {
    try process.checkAlive("open", path)
    if let inode = simulation.machine.names[path] { return SimFile(simulation, process, inode, path) }
    guard creating else { throw DiskError(call: "open", path: path, number: ENOENT) }
    let inode = try simulation.change(process, "open", path) { () throws(DiskError) in simulation.machine.make(path) }
    return SimFile(simulation, process, inode, path)
  }

  func openForReading(_ path: String) throws(DiskError) -> any DiskFile { try open(path, creating: false) }

  func identity(of path: String) throws(DiskError) -> FileIdentity? {
    try process.checkAlive("stat", path)
    return simulation.machine.names[path].map { FileIdentity(device: 1, inode: UInt64($0)) }
  }

  func remove(_ path: String) throws(DiskError) {
    try process.checkAlive("unlink", path)
    guard simulation.machine.names[path] != nil else { throw DiskError(call: "unlink", path: path, number: ENOENT) }
    try simulation.change(process, "unlink", path) { () throws(DiskError) in simulation.machine.removeName(path) }
  }

  func rename(_ path: String, to newPath: String) throws(DiskError) {
    try process.checkAlive("rename", path)
    try simulation.change(process, "rename", path) { () throws(DiskError) in
      guard let inode = simulation.machine.names[path] else {
        throw DiskError(call: "rename", path: path, number: ENOENT)
      }
      simulation.machine.removeName(path)
      simulation.machine.setName(newPath, inode)
    }
  }

  func list(_ directory: String) throws(DiskError) -> [String] {
    try process.checkAlive("opendir", directory)
    return simulation.machine.names.keys.filter { $0.hasPrefix(directory + "/") }
      .map { String($0.dropFirst(directory.utf8.count + 1)) }.sorted()
  }

  func syncDirectory(_ path: String) throws(DiskError) {
    try simulation.change(process, "fsync", path) { () throws(DiskError) in simulation.machine.syncNames() }
  }

  /// Locks are held within one turn of a process: nobody has to wait for one.
  func pause(_ duration: Duration) {}
}

/// Unchecked: see `SimExecutor`.
final class SimFile: DiskFile, @unchecked Sendable {
  private let simulation: Simulation
  private let process: SimProcess
  private let inode: Int
  private let number: Int
  private let path: String

  init(_ simulation: Simulation, _ process: SimProcess, _ inode: Int, _ path: String) {
    self.simulation = simulation
    self.process = process
    self.inode = inode
    self.path = path
    number = simulation.machine.openFile()
  }

  deinit {
    simulation.machine.inodes[inode]?.locks[number] = nil
  }

  private var bytes: [UInt8] { simulation.machine.inodes[inode]?.bytes ?? [] }

  func read(at offset: Int64, upTo count: Int) throws(DiskError) -> [UInt8] {
    try process.checkAlive("read", path)
    let bytes = bytes
    let start = min(Int(offset), bytes.count)
    return Array(bytes[start..<min(bytes.count, start + count)])
  }

  func write(_ bytes: [UInt8], at offset: Int64) throws(DiskError) {
    // The lock's note of who holds it is written so often that it would get all the failures.
    if path.hasSuffix("/lock") { return }
    if simulation.isDiskFull, !bytes.isEmpty {
      simulation.machine.write(inode, bytes.prefix(simulation.dice.pick(0...bytes.count)), at: Int(offset))
      throw DiskError(call: "write", path: path, number: ENOSPC)
    }
    try simulation.change(process, "write", path) { () throws(DiskError) in
      simulation.machine.write(inode, bytes, at: Int(offset))
    } half: { simulation in
      simulation.machine.write(inode, bytes.prefix(simulation.dice.pick(0...bytes.count)), at: Int(offset))
    }
  }

  func sync() throws(DiskError) {
    if simulation.scenario.fault == .lyingSync { return try process.checkAlive("fdatasync", path) }
    try simulation.change(process, "fdatasync", path) { () throws(DiskError) in
      if let bytes = simulation.machine.inodes[inode]?.bytes { simulation.machine.inodes[inode]?.durable = bytes }
    }
  }

  func truncate(to length: Int64) throws(DiskError) {
    try simulation.change(process, "truncate", path) { () throws(DiskError) in
      guard let excess = simulation.machine.inodes[inode].map({ $0.bytes.count - Int(length) }), excess > 0 else {
        return
      }
      simulation.machine.inodes[inode]?.bytes.removeLast(excess)
    }
  }

  func status() throws(DiskError) -> FileStatus {
    try process.checkAlive("stat", path)
    return FileStatus(length: Int64(bytes.count), identity: FileIdentity(device: 1, inode: UInt64(inode)))
  }

  func takeOwner(of other: any DiskFile) throws(DiskError) {}

  func tryLock(shared: Bool) throws(DiskError) -> Bool {
    try process.checkAlive("flock", path)
    let others = simulation.machine.inodes[inode]?.locks.filter { $0.key != number } ?? [:]
    guard others.isEmpty || (shared && others.allSatisfy { $0.value.isShared }) else { return false }
    simulation.machine.inodes[inode]?.locks[number] = (process.number, shared)
    return true
  }

  func unlock() throws(DiskError) {
    simulation.machine.inodes[inode]?.locks[number] = nil
  }
}
