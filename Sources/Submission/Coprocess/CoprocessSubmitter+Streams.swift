import EventLoop
import Glibc
import JSONText
import Timing

extension CoprocessSubmitter {
  /// Serves one process to its end: writes orders, reads settlements, passes on what it says of itself.
  ///
  /// - Returns: how it ended.
  func live(_ life: CoprocessLife) async -> String {
    await withDiscardingTaskGroup { group in
      group.addTask { await self.writeOrders() }
      group.addTask { await self.readReplies() }
      group.addTask { await self.readWords() }
      _ = await loop.readable(life.child.ended.number, until: .never)
      life.closeInput()
      queued.ring()
      group.cancelAll()
    }
    // It has ended, so that everything it wrote is there.
    take(CoprocessLife.rest(of: life.output), life)
    hear(CoprocessLife.rest(of: life.errors), life)
    if let line = life.lines.finish() { received(line.bytes, from: life) }
    if let line = life.words.finish() { repeatWords(line.bytes) }
    for timer in life.timers { loop.here { $0.cancel(timer) } }
    return life.reap()
  }

  /// Never more than the pipe takes: a program that does not read keeps its orders here, and nothing else waits.
  private func writeOrders() async {
    while let life, let input = life.input {
      if life.unwritten.isEmpty {
        guard let line = book.takeLine() else {
          await queued.wait()
          continue
        }
        life.unwritten = line[...]
      }
      let count = life.unwritten.withUnsafeBytes { write(input.number, $0.baseAddress, $0.count) }
      if count >= 0 {
        life.unwritten = life.unwritten.dropFirst(count)
      } else if errno == EAGAIN {
        guard await loop.writable(input.number, until: .never) else { return }
      } else if errno != EINTR {
        // It reads no more, so that it cannot be given any order: another process can.
        return hasten(life)
      }
    }
  }

  private func readReplies() async {
    guard let life else { return }
    while await loop.readable(life.output.number, until: .never) {
      guard let bytes = life.output.readSome(1 << 16) else { continue }
      // It cannot settle anything any more.
      if bytes.isEmpty { return hasten(life) }
      take(bytes, life)
    }
  }

  private func readWords() async {
    guard let life else { return }
    while await loop.readable(life.errors.number, until: .never) {
      guard let bytes = life.errors.readSome(1 << 16) else { continue }
      if bytes.isEmpty { return }
      hear(bytes, life)
    }
  }

  private func take(_ bytes: [UInt8], _ life: CoprocessLife) {
    for line in life.lines.add(bytes[...]) { received(line.bytes, from: life) }
  }

  private func hear(_ bytes: [UInt8], _ life: CoprocessLife) {
    for line in life.words.add(bytes[...]) { repeatWords(line.bytes) }
  }

  private func repeatWords(_ line: [UInt8]) {
    if !line.isEmpty { say("co-process: \(String(decoding: line, as: UTF8.self))") }
  }
}
