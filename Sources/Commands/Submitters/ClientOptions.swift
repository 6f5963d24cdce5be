import Gate
import Options
import Readiness
import Submission

/// An ACME client that preflight knows: `--submitter uacme`, `lego` and so on.
struct ClientOptions: SubmitterOptions, Hashable {
  enum Client: String, Hashable, Sendable, CaseIterable {
    case uacme
    case lego
    case certbot
    case dehydrated
    case acmeSh = "acme.sh"
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
    if client == .lego, !reader.values.isGiven(.contact) {
      throw reader.conflict("lego needs --contact EMAIL: it keeps its account under that address")
    }
    self.init(
      client, clientDirectory: reader.values.text(.clientDir), directoryURL: try reader.directoryURL(),
      contact: try reader.contact())
  }

  func submitter(_ surroundings: SubmitterSurroundings) throws(CommandError) -> any Submitter {
    let place = ClientPlace(
      client: client.rawValue, directoryURL: try surroundings.directory(directoryURL),
      stateDirectory: surroundings.state,
      clientDirectory: clientDirectory, email: contact, webroot: surroundings.webroot)
    return surroundings.commands(preset(place, surroundings.profile))
  }

  private func preset(_ place: ClientPlace, _ profile: CAProfile) -> any CommandPreset {
    switch client {
    case .uacme: UacmePreset(place)
    case .lego: LegoPreset(place, email: contact ?? "", renewBefore: profile.renewBefore)
    case .certbot: CertbotPreset(place)
    case .dehydrated: DehydratedPreset(place)
    case .acmeSh: AcmeShPreset(place)
    }
  }
}
