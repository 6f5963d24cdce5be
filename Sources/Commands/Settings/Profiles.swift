import Gate
import Glibc
import JSONText
import Options
import Reports

/// Finds the CA profile that `--ca` names.
enum Profiles {
  /// A profile built in, or one from a file, whose name ends in ".json".
  static func find(_ name: String, for command: CommandName) throws(CommandError) -> CAProfile {
    if let profile = CAProfile.named(name) { return profile }
    if name.hasSuffix(".json") { return try read(name) }
    throw .usage(unknown(name, for: command))
  }

  private static func unknown(_ name: String, label: String = "", for command: CommandName) -> UsageError {
    let names = CAProfile.builtIn.map(\.name)
    let hint =
      NearestName.find(name, among: names).map { "did you mean '\($0)'?" } ?? "known are "
      + names.joined(separator: ", ") + ", or a file whose name ends in .json"
    return UsageError(
      .invalidValue, "\(label)there is no CA \(UsageError.quote(name)): \(hint)", command: command)
  }

  /// --ca, as far as it can be judged before a file is read; what sets it is named in the error.
  static func name(_ reader: OptionReader) throws(UsageError) -> String {
    let name = reader.values.text(.ca) ?? "letsencrypt"
    if name.hasSuffix(".json") || CAProfile.named(name) != nil { return name }
    throw unknown(name, label: reader.values.label(.ca, name) + ": ", for: reader.command)
  }

  private static func read(_ path: String) throws(CommandError) -> CAProfile {
    let bytes = try SmallFile.read(path, limit: 1 << 20)
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: bytes)
    } catch {
      let (line, column) = error.position(in: bytes)
      throw .input("\(path), line \(line), column \(column): \(error.reason)")
    }
    do throws(ProfileError) {
      return try ProfileJSON.read(value)
    } catch {
      let word = String(error.key.split(separator: ".").last ?? "")
      let meant = error.known.isEmpty ? nil : NearestName.find(word, among: error.known)
      throw .input("\(path): \(error)\(meant.map { ": did you mean \"\($0)\"?" } ?? "")")
    }
  }
}

/// Files that are read whole.
enum SmallFile {
  /// How long a pipe's other end may say nothing, in milliseconds.
  private static let patience: Int32 = 10_000

  /// Reads a file, or what another program writes into a pipe. A pipe that nobody writes to reads as an empty file.
  static func read(_ path: String, limit: Int) throws(CommandError) -> [UInt8] {
    // Opening a pipe without a writer would wait for one.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .input("\(path): \(systemError(errno))") }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count == 0 { return bytes }
      guard count > 0 else {
        if errno == EINTR { continue }
        guard errno == EAGAIN else { throw .input("\(path): \(systemError(errno))") }
        var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&ready, 1, patience) != 0 else {
          throw .input(
            "\(path): nothing came within \(patience / 1000) seconds; give a file, or a pipe that is written to")
        }
        continue
      }
      bytes += piece.prefix(count)
      guard bytes.count <= limit else { throw .input("\(path) is larger than \(limit) bytes") }
    }
  }
}
