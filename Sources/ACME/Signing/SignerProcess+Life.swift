import ACMEWire
import EventLoop
import Glibc
import JSONText
import Submission
import Timing

/// One process of the signer after the other.
extension SignerProcess {
  func serve() async {
    while !isStopping {
      if open.isEmpty {
        await queued.wait()
        continue
      }
      let how: String
      do throws(SystemError) {
        let life = try CoprocessLife(program, lineLimit: SignerLine.limit)
        self.life = life
        how = await live(life)
        self.life = nil
      } catch {
        how = "no start: \(error)"
      }
      if isStopping { return }
      deaths += 1
      guard deaths <= patience.pauses.count else {
        say("the signer ended (\(how)), \(deaths) times in a row: it is not started again")
        failAll(ToolError("the signer ended again and again (\(how))"))
        serving = nil
        return
      }
      // A signature may be asked for twice: nothing comes of that.
      unsent = open.keys.sorted()
      let pause = patience.pauses[deaths - 1]
      say(
        "the signer ended (\(how)); it is started again"
          + (open.isEmpty ? " when it is needed" : " in \(pause.shortText)"))
      await loop.sleep(until: loop.clocks.instant() + pause)
    }
  }

  private func live(_ life: CoprocessLife) async -> String {
    await withDiscardingTaskGroup { group in
      group.addTask { await self.write() }
      group.addTask { await self.read() }
      group.addTask { await self.listen() }
      _ = await loop.readable(life.child.ended.number, until: .never)
      life.closeInput()
      queued.ring()
      group.cancelAll()
    }
    take(CoprocessLife.rest(of: life.output), life)
    hear(CoprocessLife.rest(of: life.errors), life)
    return life.reap()
  }

  private func write() async {
    while let life, let input = life.input {
      if life.unwritten.isEmpty {
        guard let next = unsent.first else {
          await queued.wait()
          continue
        }
        unsent.removeFirst()
        life.unwritten = open[next]?.line[...] ?? []
      }
      let count = life.unwritten.withUnsafeBytes { Glibc.write(input.number, $0.baseAddress, $0.count) }
      if count >= 0 {
        life.unwritten = life.unwritten.dropFirst(count)
      } else if errno == EAGAIN {
        guard await loop.writable(input.number, until: .never) else { return }
      } else if errno != EINTR {
        return life.signal(SIGKILL)
      }
    }
  }

  private func read() async {
    guard let life else { return }
    while await loop.readable(life.output.number, until: .never) {
      guard let bytes = life.output.readSome(1 << 14) else { continue }
      // It can answer nothing any more.
      if bytes.isEmpty { return life.signal(SIGKILL) }
      take(bytes, life)
    }
  }

  private func listen() async {
    guard let life else { return }
    while await loop.readable(life.errors.number, until: .never) {
      guard let bytes = life.errors.readSome(1 << 14) else { continue }
      if bytes.isEmpty { return }
      hear(bytes, life)
    }
  }

  private func take(_ bytes: [UInt8], _ life: CoprocessLife) {
    for line in life.lines.add(bytes[...]) where !line.bytes.isEmpty {
      guard let reply = SignerReply(line.bytes), open[reply.number] != nil else {
        complain("the signer wrote a line that answers no request")
        continue
      }
      heard = loop.clocks.instant()
      switch reply.outcome {
      case .signature(let signature):
        deaths = 0
        settle(reply.number, .success(signature))
      case .refused(let reason): settle(reply.number, .failure(ToolError("the signer: \(reason)")))
      }
    }
  }

  private func hear(_ bytes: [UInt8], _ life: CoprocessLife) {
    for line in life.words.add(bytes[...]) where !line.bytes.isEmpty {
      complain("signer: \(String(decoding: line.bytes, as: UTF8.self))")
    }
  }

  /// It may write for ever.
  private func complain(_ text: String) {
    complaints += 1
    if complaints <= 50 { say(text) }
  }
}
