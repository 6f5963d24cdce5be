import EventLoop
import Gate
import Options
import Submission

/// One kind of submitter as the options describe it, read and held against each other.
///
/// A kind has a file of its own here, and a place in `SubmitterChoice.kinds`.
protocol SubmitterOptions: Sendable {
  /// By which --submitter names it, or its clients.
  static var words: [String] { get }
  /// Those of the group `submitter` that mean something to it, beside --submitter and --order-timeout.
  static var options: Set<Option> { get }
  /// The option that says by itself that this kind is meant; nil where only its word does.
  static var implyingOption: Option? { get }

  /// --directory, where it is given.
  var directoryURL: String? { get }

  /// - Parameter word: the one that was given or implied.
  init(_ word: String, _ reader: OptionReader, _ check: CheckOptions) throws(UsageError)

  /// The submitter itself. Nothing is asked or begun yet.
  func submitter(_ surroundings: SubmitterSurroundings) throws(CommandError) -> any Submitter
}

extension SubmitterOptions {
  var directoryURL: String? { nil }
}

/// What a submitter finds around it.
struct SubmitterSurroundings: Sendable {
  /// The ledger's directory.
  var state: String
  /// How the platform's servers prove themselves, and so how they will answer the CA.
  var probe: CheckOptions.Probe
  /// For one order to end.
  var orderTimeout: Duration
  var profile: CAProfile
  var loop: Loop
  var environment: [String: String]
  /// Whether the ledger holds the order as open still.
  var isOpen: @Sendable (OrderID) async -> Bool
  /// Shows a line on standard error, made inert.
  var say: @Sendable (String) -> Void

  /// Where commands of orders leave how they ended.
  var ordersDirectory: String { state + "/orders" }

  /// Where the CA's tokens are to be put; nil where the servers answer them by themselves.
  var webroot: String? {
    if case .webroot(let directory) = probe { directory } else { nil }
  }

  /// The ACME directory that was given, else the CA profile's.
  func directory(_ given: String?) throws(CommandError) -> String {
    if let directory = given ?? profile.directoryURL { return directory }
    throw .usage(
      UsageError(
        .conflict, "\(profile.title) has no public ACME directory: give --directory URL, or --submit 'COMMAND'",
        command: .run))
  }

  /// A submitter that runs a command for each order.
  func commands(_ preset: any CommandPreset) -> CommandSubmitter {
    CommandSubmitter(preset, directory: ordersDirectory, waiting: loop, timeLimit: orderTimeout)
  }
}

extension OptionReader {
  /// --directory.
  func directoryURL() throws(UsageError) -> String? {
    try single(.directory, "a URL that begins with https://") {
      $0.hasPrefix("https://") && $0.isPrintableASCII ? $0 : nil
    }
  }

  /// --contact.
  func contact() throws(UsageError) -> String? {
    try single(.contact, "an email address") {
      $0.contains("@") && $0.isPrintableASCII && !$0.contains { " /".contains($0) } && !$0.hasPrefix("-") ? $0 : nil
    }
  }
}
