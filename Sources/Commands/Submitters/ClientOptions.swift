import Gate
import Options
import Readiness
import Submission

/// An ACME client that preflight knows: `--submitter uacme`.
struct ClientOptions: SubmitterOptions, Hashable {
  enum Client: String, Hashable, Sendable, CaseIterable {
    case uacme
  }

  static let words = Client.allCases.map(\.rawValue)
  static let options: Set<Option> = [.clientDir, .directory, .contact]
  static let implyingOption: Option? = nil

  var client: Client
  /// Nil: below the state directory.
  var clientDirectory: String?
  /// Nil: the CA profile's.
  var directoryURL: String?
  var contact: String?

  init(_ client: Client, clientDirectory: String? = nil, directoryURL: String? = nil, contact: String? = nil) {
    self.client = client
    self.clientDirectory = clientDirectory
    self.directoryURL = directoryURL
    self.contact = contact
  }

  init(_ word: String, _ reader: OptionReader, _ check: CheckOptions) throws(UsageError) {
    let client = Client(rawValue: word) ?? .uacme
    if check.method != .http01 {
      throw reader.conflict("--submitter \(client.rawValue) orders by http-01 only: for dns-01 give --submit 'COMMAND'")
    }
    switch check.probe {
    case .webroot, .thumbprint: break
    case .nothing, .file:
      throw reader.conflict(
        "\(client.rawValue) needs --webroot to put the CA's token into, or --thumbprint where the servers answer it")
    }
    self.init(
      client, clientDirectory: reader.values.text(.clientDir),
      directoryURL: try reader.single(.directory, "a URL that begins with https://") {
        $0.hasPrefix("https://") && $0.isPrintableASCII ? $0 : nil
      },
      contact: try reader.single(.contact, "an email address") {
        $0.contains("@") && $0.isPrintableASCII && !$0.contains(" ") && !$0.hasPrefix("-") ? $0 : nil
      })
  }

  func submitter(_ surroundings: SubmitterSurroundings) throws(CommandError) -> any Submitter {
    guard let directory = directoryURL ?? surroundings.profile.directoryURL else {
      throw .usage(
        UsageError(
          .conflict,
          "\(surroundings.profile.title) has no public ACME directory: give --directory URL, or --submit 'COMMAND'",
          command: .run))
    }
    switch client {
    case .uacme:
      return surroundings.commands(
        UacmePreset(
          directoryURL: directory, stateDirectory: surroundings.state, clientDirectory: clientDirectory,
          email: contact, webroot: surroundings.webroot))
    }
  }
}
