import Gate
import Glibc
import Ledger
import Timing

/// The machine's disk and clocks: what outlives a process, and what of it outlives a power failure.
struct SimMachine {
  struct Inode {
    var bytes: [UInt8] = []
    /// As the disk would give it back after a power failure.
    var durable: [UInt8] = []
    /// By open file: who holds the lock, and whether it is shared.
    var locks: [Int: (process: Int, isShared: Bool)] = [:]
  }

  enum NameChange {
    case set(String, Int)
    case removed(String)
  }

  var inodes: [Int: Inode] = [:]
  var names: [String: Int] = [:]
  var durableNames: [String: Int] = [:]
  /// Changes of names that no power failure has to spare, in order.
  var looseNames: [NameChange] = []
  private var lastInode = 0
  private var lastOpenFile = 0

  // MARK: Clocks

  var boot: UInt32 = 1
  /// True time, in nanoseconds, at which the machine was started.
  var bootedAt: Int64 = -5_000_000_000
  /// The wall clock less the true time.
  var offset: Int64 = 0
  /// The least that it was since the machine was started: a clock that is further ahead after a restart than it was
  /// before tells of time that did not pass, and nobody can know.
  var leastOffset: Int64 = 0

  static let epoch = Timestamp(milliseconds: 1_795_413_600_000)

  mutating func step(_ nanoseconds: Int64) {
    offset += nanoseconds
    leastOffset = min(leastOffset, offset)
  }

  func date(at now: Int64) -> Timestamp { SimMachine.epoch + .nanoseconds(now + offset) }

  func instant(at now: Int64) -> Instant { Instant(nanoseconds: now - bootedAt) }

  func moment(at now: Int64) -> Moment {
    Moment(date: date(at: now), boot: BootID(rawValue: boot), instant: instant(at: now))
  }

  // MARK: Names

  mutating func make(_ path: String) -> Int {
    lastInode += 1
    inodes[lastInode] = Inode()
    setName(path, lastInode)
    return lastInode
  }

  mutating func openFile() -> Int {
    lastOpenFile += 1
    return lastOpenFile
  }

  mutating func setName(_ path: String, _ inode: Int) {
    names[path] = inode
    looseNames.append(.set(path, inode))
  }

  mutating func removeName(_ path: String) {
    names[path] = nil
    looseNames.append(.removed(path))
  }

  mutating func syncNames() {
    durableNames = names
    looseNames.removeAll()
  }

  mutating func write(_ inode: Int, _ bytes: some Collection<UInt8>, at offset: Int) {
    guard var content = inodes.removeValue(forKey: inode) else { return }
    if offset > content.bytes.count { content.bytes += repeatElement(0, count: offset - content.bytes.count) }
    content.bytes.replaceSubrange(offset..<min(content.bytes.count, offset + bytes.count), with: bytes)
    inodes[inode] = content
  }

  // MARK: Ends

  /// The kernel lets go of what a process held.
  mutating func ended(process: Int) {
    inodes = inodes.mapValues { inode in
      var inode = inode
      inode.locks = inode.locks.filter { $0.value.process != process }
      return inode
    }
  }

  /// Power fails, and comes back: of what was not made durable nothing, some or all is left, and a wall clock that is
  /// no further ahead than it was.
  mutating func failPower(at now: Int64, _ dice: inout Dice) {
    names = durableNames
    for change in looseNames.prefix(dice.pick(0...looseNames.count)) {
      switch change {
      case .set(let path, let inode): names[path] = inode
      case .removed(let path): names[path] = nil
      }
    }
    durableNames = names
    looseNames.removeAll()
    for inode in inodes.keys.sorted() {
      guard var content = inodes.removeValue(forKey: inode), names.values.contains(inode) else { continue }
      content.bytes = left(of: content, &dice)
      content.durable = content.bytes
      content.locks = [:]
      inodes[inode] = content
    }
    boot += 1
    bootedAt = now - Int64(dice.pick(1...60)) * 1_000_000_000
    offset = leastOffset - (dice.once(in: 3) ? Int64(dice.pick(0...600)) * 1_000_000_000 : 0)
    leastOffset = offset
  }

  private func left(of content: Inode, _ dice: inout Dice) -> [UInt8] {
    let (bytes, durable) = (content.bytes, content.durable)
    guard bytes != durable else { return durable }
    guard bytes.starts(with: durable) else { return dice.once(in: 2) ? durable : bytes }
    let kept = dice.pick(durable.count...bytes.count)
    // A length that was written before the bytes were.
    let zeros = dice.once(in: 4) ? dice.pick(0...(bytes.count - kept)) : 0
    return Array(bytes.prefix(kept)) + repeatElement(0, count: zeros)
  }
}
