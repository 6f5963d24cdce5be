import ACME
import EventLoop
import Glibc
import Options
import Reports
import Submission

/// `preflight probe-config SERVER`: what a web server needs to answer the probe and the CA.
///
/// It takes no configuration file: a thumbprint that a stranger has put into a file that lay there would give him
/// certificates for every domain of the servers.
enum ProbeConfigCommand {
  static func run(
    _ arguments: [String], _ values: OptionValues, _ context: Context
  ) async throws(CommandError) -> ExitCode {
    let server: ProbeConfig.Server
    let source: ProbeConfigSource
    do throws(UsageError) {
      server = try ProbeConfigSource.server(arguments.first ?? "")
      source = try ProbeConfigSource(values, environment: context.environment)
    } catch {
      throw .usage(error)
    }
    let answer = try await source.answer(context)
    guard let text = ProbeConfig.text(server, answer) else {
      throw .usage(
        UsageError(
          .conflict,
          "haproxy serves no files: give --thumbprint, or pass /.well-known/acme-challenge/ on to a web server with the "
            + "lines of `preflight probe-config nginx --webroot`", command: .probeConfig))
    }
    let output = try OutputOptions.open(values.text(.output), context) ?? context.standardOutput
    do throws(OutputError) {
      try output.write(text)
    } catch {
      throw .output(error)
    }
    return ExitCode()
  }
}

/// Where the answer comes from, as the options say.
enum ProbeConfigSource: Sendable {
  case answer(ProbeConfig.Answer)
  /// An account's key, or its public half.
  case key(file: String, isPublic: Bool)

  init(_ values: OptionValues, environment: [String: String]) throws(UsageError) {
    let reader = OptionReader(values: values, command: .probeConfig)
    let ways = [Option.webroot, .thumbprint, .accountKey, .signerPublic].filter(values.isGiven)
    // A variable that is set for all commands gives way to what is typed.
    let typed = ways.filter(reader.isTyped)
    let chosen = typed.isEmpty ? ways : typed
    guard chosen.count <= 1 else {
      throw reader.conflict("\(chosen.map(\.flagText).joined(separator: " and ")) are different answers: keep one")
    }
    let webroot = "an absolute path of letters, digits and / . _ - + @, because a server may read anything else as more"
    let thumbprint = "the thumbprint of an account's key: letters, digits, - and _"
    if chosen == [.webroot], let answer = try reader.single(.webroot, webroot, { ProbeConfig.Answer(webroot: $0) }) {
      self = .answer(answer)
    } else if chosen == [.thumbprint],
      let answer = try reader.single(.thumbprint, thumbprint, { ProbeConfig.Answer(thumbprint: $0) })
    {
      self = .answer(answer)
    } else if chosen == [.signerPublic], let file = values.text(.signerPublic) {
      self = .key(file: file, isPublic: true)
    } else if chosen == [.accountKey], let file = values.text(.accountKey) {
      self = .key(file: file, isPublic: false)
    } else {
      self = .key(file: "\(try reader.stateDirectory(environment))/acme/account.key", isPublic: false)
    }
  }

  static func server(_ name: String) throws(UsageError) -> ProbeConfig.Server {
    let word = name.lowercased()
    // As the package and the program are called.
    if let server = ProbeConfig.Server(rawValue: word == "apache2" || word == "httpd" ? "apache" : word) {
      return server
    }
    let names = ProbeConfig.Server.allCases.map(\.rawValue)
    let hint =
      NearestName.find(word, among: names).map { "did you mean '\($0)'?" }
      ?? "known are \(names.joined(separator: ", "))"
    throw UsageError(.invalidValue, "no lines are known for \(UsageError.quote(name)): \(hint)", command: .probeConfig)
  }

  func answer(_ context: Context) async throws(CommandError) -> ProbeConfig.Answer {
    switch self {
    case .answer(let answer): return answer
    case .key(let file, let isPublic):
      guard access(file, R_OK) == 0 else {
        throw .input(
          "\(file): \(systemError(errno)); the thumbprint is that of the account's key: give --account-key FILE, "
            + "--thumbprint TEXT, or --webroot DIR")
      }
      let thumbprint = try await ProbeConfigSource.thumbprint(of: file, isPublic: isPublic, context)
      guard let answer = ProbeConfig.Answer(thumbprint: thumbprint) else {
        throw .system("\(file): openssl gave no thumbprint for it")
      }
      return answer
    }
  }

  private static func thumbprint(
    of file: String, isPublic: Bool, _ context: Context
  ) async throws(CommandError) -> String {
    let loop: Loop
    do throws(LoopError) {
      loop = try Loop(clocks: context.clocks)
    } catch {
      throw .system("\(error)")
    }
    let result: Result<String, SubmitterError>
    do throws(SubmitterError) {
      result = .success(try await AccountThumbprint.of(keyFile: file, isPublic: isPublic, loop: loop))
    } catch {
      result = .failure(error)
    }
    await loop.stop()
    switch result {
    case .success(let thumbprint): return thumbprint
    case .failure(.unusable(let path, let reason)):
      throw .input("\(path) is no key of an ACME account (a key on P-256 in PEM): \(reason)")
    case .failure(let error): throw .input("\(error)")
    }
  }
}
