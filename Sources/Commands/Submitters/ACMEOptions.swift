import ACME
import ACMEWire
import Gate
import Options
import Readiness
import Submission

/// preflight itself orders: `--submitter acme`.
struct ACMEOptions: SubmitterOptions {
  static let words = ["acme"]
  static let options: Set<Option> = [
    .directory, .contact, .accountKey, .signer, .signerPublic, .eabKid, .eabKeyFile, .caBundle, .acmeProfile,
    .challengeHook, .out, .deployHook, .validateOnly,
  ]
  static let implyingOption: Option? = nil

  /// Nil: the CA profile's.
  let directoryURL: String?
  let contact: String?
  /// Nil: the default file.
  let accountKey: ACMESettings.AccountKey?
  let eabKid: String?
  let eabKeyFile: String?
  let caBundle: String?
  let profile: String?
  let answers: ChallengeAnswers
  /// Nil: below the state directory.
  let out: String?
  let deployHook: CommandTemplate?
  let stopsAtReady: Bool

  init(_ word: String, _ reader: OptionReader, _ check: CheckOptions) throws(UsageError) {
    let values = reader.values
    if check.method != .http01 {
      throw reader.conflict("--submitter acme orders by http-01 only: for dns-01 give --submit 'COMMAND'")
    }
    directoryURL = try reader.directoryURL()
    contact = try reader.contact()
    accountKey = try reader.accountKey()
    eabKid = values.text(.eabKid)
    eabKeyFile = values.text(.eabKeyFile)
    if eabKid == nil, eabKeyFile != nil {
      throw reader.conflict("--eab-key-file needs --eab-kid: the CA shows both")
    }
    caBundle = values.text(.caBundle)
    profile = values.text(.acmeProfile)
    answers = try reader.answers(check)
    out = values.text(.out)
    deployHook = try reader.deployHook()
    stopsAtReady = values.flag(.validateOnly)
    if stopsAtReady, reader.isTyped(.validateOnly) {
      for option: Option in [.out, .deployHook] where reader.isTyped(option) {
        throw reader.conflict("\(option.flagText) does nothing with --validate-only: no certificate comes here")
      }
    }
  }

  func submitter(_ surroundings: SubmitterSurroundings) throws(CommandError) -> any Submitter {
    var settings = ACMESettings(
      directoryURL: try surroundings.directory(directoryURL), stateDirectory: surroundings.state,
      userAgent: "preflight/\(Program.version)", accountKey: accountKey, answers: answers, outDirectory: out,
      orderTimeout: surroundings.orderTimeout)
    settings.contacts = contact.map { [$0] } ?? []
    settings.externalAccount = try externalAccount(surroundings.environment)
    settings.caBundle = caBundle
    settings.deployHook = deployHook
    settings.stopsAtReady = stopsAtReady
    settings.profile = profile
    settings.rates = surroundings.profile.requests
    settings.returnsOpenOrder = surroundings.profile.returnsOpenOrder
    // Before an account is counted that may never be asked for.
    do throws(SubmitterError) {
      try settings.examine()
    } catch {
      throw .input("\(error)")
    }
    return ACMESubmitter(settings, loop: surroundings.loop, say: surroundings.say)
  }

  /// The key comes by a file or the environment, never by an argument that every user of the machine can read.
  private func externalAccount(_ environment: [String: String]) throws(CommandError) -> ExternalAccount? {
    guard let eabKid else { return nil }
    let text: String
    if let eabKeyFile {
      text = String(decoding: try SmallFile.read(eabKeyFile, limit: 1 << 14), as: UTF8.self)
    } else if let variable = environment["PREFLIGHT_EAB_KEY"] {
      text = variable
    } else {
      throw .usage(
        UsageError(.conflict, "--eab-kid needs its key: give --eab-key-file, or set PREFLIGHT_EAB_KEY", command: .run))
    }
    do throws(EncodingError) {
      return try ExternalAccount(keyID: eabKid, key: text)
    } catch {
      throw .input("\(eabKeyFile ?? "PREFLIGHT_EAB_KEY"): \(error)")
    }
  }
}

extension OptionReader {
  /// A command as the user wrote it, in words.
  fileprivate func words(_ option: Option) throws(UsageError) -> [String]? {
    guard let text = values.text(option) else { return nil }
    do throws(CommandTextError) {
      let words = try CommandWords.split(text).map(\.text)
      guard let program = words.first, !program.isEmpty else { throw CommandTextError(.empty, position: 1) }
      return words
    } catch {
      throw UsageError(.invalidValue, "\(values.label(option)): \(error)", command: command)
    }
  }

  func accountKey() throws(UsageError) -> ACMESettings.AccountKey? {
    let file = values.text(.accountKey)
    switch (try words(.signer), values.text(.signerPublic)) {
    case (nil, nil): return file.map { .file($0) }
    case (let command?, let publicKey?):
      // What is typed takes the place of a signer that a variable or a file sets for every run.
      if let file, values.isCloser(.accountKey, than: .signer) { return .file(file) }
      if file != nil, isTyped(.accountKey) {
        throw conflict("--signer holds the account's key, and --account-key names another: keep one of them")
      }
      return .signer(command: command, publicKeyFile: publicKey)
    case (_?, nil): throw conflict("--signer needs --signer-public: the public half of the key that it holds")
    case (nil, _?): throw conflict("--signer-public needs --signer: the program that holds the key")
    }
  }

  fileprivate func answers(_ check: CheckOptions) throws(UsageError) -> ChallengeAnswers {
    if let hook = try words(.challengeHook) { return .hook(hook) }
    switch check.probe {
    case .webroot(let directory): return .webroot(directory)
    case .thumbprint(let text): return .thumbprint(text)
    case .nothing, .file:
      throw conflict(
        "--submitter acme needs --webroot to put the CA's token into, --thumbprint where the servers answer it, or "
          + "--challenge-hook")
    }
  }

  fileprivate func deployHook() throws(UsageError) -> CommandTemplate? {
    guard let text = values.text(.deployHook) else { return nil }
    do throws(CommandTextError) {
      return try CommandTemplate(text)
    } catch {
      throw UsageError(.invalidValue, "\(values.label(.deployHook)): \(error)", command: command)
    }
  }
}
