import Glibc

/// Where the input under way is written down in memory that outlives the process: after a crash or a hang it tells what
/// was being read. A file mapped into memory costs no call for each input.
struct BlackBox {
  private let memory: UnsafeMutableRawBufferPointer?
  private static let size = 1 << 17

  /// - Parameter path: Nil: nothing is kept.
  init(path: String?) {
    guard let path else {
      memory = nil
      return
    }
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0, ftruncate(descriptor, off_t(BlackBox.size)) == 0 else {
      memory = nil
      return
    }
    let start = mmap(nil, BlackBox.size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    close(descriptor)
    memory = start == MAP_FAILED ? nil : UnsafeMutableRawBufferPointer(start: start, count: BlackBox.size)
  }

  /// A line for people, "target seed hex", and zeros behind it.
  func note(_ target: FuzzTarget, _ seed: UInt64, _ input: [UInt8]) {
    guard let memory else { return }
    let line = Array("\(target.name) seed \(seed) input \(input.hex)\n".utf8).prefix(memory.count - 1)
    memory.copyBytes(from: line)
    memory[line.count] = 0
  }

  func clear() { memory?[0] = 0 }
}
