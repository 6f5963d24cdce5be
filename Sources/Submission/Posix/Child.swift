import CPosix
import Glibc

/// A process that we started and have not reaped, so that its number is its own.
package struct Child: Sendable {
  package let processID: Int32
  /// Becomes readable when the process ends.
  package let ended: Descriptor

  /// What a child gets as its descriptors 0 to 2 and `kept`, and whether it leads a session of its own (else a process
  /// group).
  package struct Start {
    var arguments: [String]
    /// "KEY=VALUE"; what is not given is inherited.
    var environment: [String]
    var input: Descriptor
    var output: Descriptor
    var errors: Descriptor
    var kept: Int32?
    var isSession: Bool

    package init(
      arguments: [String], environment: [String] = [], input: Descriptor, output: Descriptor, errors: Descriptor,
      kept: Int32? = nil, isSession: Bool
    ) {
      self.arguments = arguments
      self.environment = environment
      self.input = input
      self.output = output
      self.errors = errors
      self.kept = kept
      self.isSession = isSession
    }
  }

  /// The number that `Start.kept` has in the child.
  package static let kept = Int32(CPOSIX_KEPT)

  package enum End: Hashable {
    case exited(Int32)
    case signalled(Int32)
  }

  /// Throws: the errno of why the program could not be run.
  package init(_ start: Start) throws(SystemError) {
    var child: pid_t = 0
    let program = start.arguments.first ?? ""
    let result = withCStrings(start.arguments) { arguments in
      withCStrings(Child.environment(adding: start.environment)) { environment in
        withCStrings([program]) { path in
          var plan = cposix_spawn_plan(
            path: path[0], arguments: arguments, environment: environment, input: start.input.number,
            output: start.output.number, errors: start.errors.number, kept: start.kept ?? -1,
            session: start.isSession ? 1 : 0)
          return cposix_spawn(&plan, &child)
        }
      }
    }
    guard result == 0 else { throw SystemError("posix_spawn", program, result) }
    processID = child
    let descriptor = cposix_pidfd_open(child)
    guard descriptor >= 0 else {
      let error = SystemError("pidfd_open", program)
      // Nobody could wait for it.
      kill(-child, SIGKILL)
      waitpid(child, nil, 0)
      throw error
    }
    ended = Descriptor(descriptor)
  }

  /// How it ended; nil while it runs. It stays a zombie, its number taken, until it is reaped.
  package func end(reaping: Bool) -> End? {
    var status: Int32 = 0
    var signalled: Int32 = 0
    guard cposix_has_ended(processID, reaping ? 1 : 0, &status, &signalled) == 1 else { return nil }
    return signalled == 1 ? .signalled(status) : .exited(status)
  }

  private static func environment(adding additions: [String]) -> [String] {
    let keys = Set(additions.map { $0.prefix { $0 != "=" } })
    var all: [String] = []
    var next = cposix_environment()
    while let entry = next?.pointee {
      let text = String(cString: entry)
      if !keys.contains(text.prefix { $0 != "=" }) { all.append(text) }
      next = next?.advanced(by: 1)
    }
    return all + additions
  }
}

/// The strings as C's argument vectors want them: ended by a null pointer.
private func withCStrings<T>(_ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> T) -> T {
  var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
  pointers.append(nil)
  defer { for pointer in pointers { free(pointer) } }
  return pointers.withUnsafeBufferPointer { buffer in
    // The buffer holds at least the null pointer, so that it has an address.
    withExtendedLifetime(buffer) { body(buffer.baseAddress.unsafelyUnwrapped) }
  }
}
