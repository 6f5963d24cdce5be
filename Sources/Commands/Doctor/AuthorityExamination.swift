import ACMEWire
import EventLoop
import Network
import Reports
import Submission
import Timing

/// Whether the CA can be asked, and what time it has.
struct AuthorityExamination: Sendable {
  /// Nil: nobody to ask.
  let directory: String?
  let web: WebClient
  let loop: Loop

  private static let patience = Duration.seconds(10)

  func run() async -> (check: HostCheck, date: Timestamp?) {
    guard let directory, let url = ParsedURL(directory) else {
      return (HostCheck(.ca, .skipped, "not asked: --ca or --directory names one with an ACME directory"), nil)
    }
    let start = loop.clocks.instant()
    let result = await web.send(
      WebRequest(
        .get, url, fields: ["Accept: application/json"], bodyLimit: 1 << 18, end: start + Self.patience,
        isRepeatable: true))
    let milliseconds = (loop.clocks.instant() - start).milliseconds
    switch result {
    case .failure(let failure):
      return (
        HostCheck(
          .ca, .broken, "\(directory): \(failure)",
          remedy: "Let this host out to the CA by https, or set https_proxy; --ca-bundle names whom to trust there."),
        nil
      )
    case .success(let answer):
      let date = answer["date"].flatMap { RetryTime.httpDate($0[...]) }
      guard answer.status == 200 else {
        return (HostCheck(.ca, .broken, "\(directory) answered with status \(answer.status)"), date)
      }
      do throws(DocumentError) {
        _ = try DirectoryDocument(answer.body)
      } catch {
        return (HostCheck(.ca, .broken, "\(directory): \(error)", remedy: "Is it the URL of an ACME directory?"), date)
      }
      return (HostCheck(.ca, .ok, "\(directory) answers (\(milliseconds) ms)"), date)
    }
  }
}
