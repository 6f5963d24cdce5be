import Commands
import Synchronization
import Timing

/// An output in memory, which may fail as a disk or a pipe does.
final class MemoryOutput: Output {
  private let bytes = Mutex<[UInt8]>([])
  let failure: OutputError?

  init(failing failure: OutputError? = nil) {
    self.failure = failure
  }

  var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

  func write(_ new: [UInt8]) throws(OutputError) {
    if let failure { throw failure }
    bytes.withLock { $0 += new }
  }
}

/// What a command wrote, and how it ended.
struct Outcome {
  var code: Int32
  var output: String
  var errors: String
}

func run(
  _ arguments: String..., environment: [String: String] = ["HOME": "/home/somebody"],
  output: MemoryOutput = MemoryOutput()
) async -> Outcome {
  let errors = MemoryOutput()
  let code = await Program.run(context(arguments, environment: environment, output: output, errors: errors))
  return Outcome(code: code, output: output.text, errors: errors.text)
}

func context(
  _ arguments: [String] = [], environment: [String: String] = [:], output: any Output = MemoryOutput(),
  errors: MemoryOutput = MemoryOutput()
) -> Context {
  Context(
    arguments: arguments, environment: environment, standardOutput: output, standardError: errors,
    clocks: FixedClocks(),
    createFile: { path throws(OutputError) in
      throw .failed(path, reason: "No such file or directory")
    },
    appendFile: { path throws(OutputError) in
      throw .failed(path, reason: "No such file or directory")
    },
    replaceFile: { path throws(OutputError) in
      throw .failed(path, reason: "No such file or directory")
    })
}
