public import Gate
import Timing

/// How far a client got with its order, as its output shows.
enum OrderProgress: Hashable, Sendable {
  /// It had not asked the CA for an order yet.
  case notAsked
  /// It had, and nothing proves that there is none.
  case mayHaveBegun
  /// The CA answered with a problem instead of an order.
  case refused
  /// A client that does not tell.
  case untold
}

/// By which rules a client's exit status and output are read. Whatever no rule covers is `unknown`, so that the order's
/// slot stays taken: a client that fails may have left an order pending.
public struct OutcomeTable: Sendable {
  /// Exit statuses that say it all.
  let exits: [Int32: Settlement.Outcome]
  /// What it prints beside exit status 0 where it found its certificate good for longer and did nothing; nil where the
  /// status says so.
  var currentText: String?
  /// From its whole output.
  var progress: @Sendable (Substring) -> OrderProgress = { _ in .untold }

  /// Any command: 0 means issued.
  public static let generic = OutcomeTable(exits: [0: .issued])

  /// The rules of the submitter of that name; nil for one that runs no command.
  static func named(_ submitter: String) -> OutcomeTable? {
    switch submitter {
    case "command": generic
    case "uacme": uacme
    case "lego": lego
    case "certbot": certbot
    case "dehydrated": dehydrated
    case "acme.sh": acmeSh
    default: nil
    }
  }

  /// Problems with which an authorization, and so its order, ends as invalid (RFC 8555 sections 6.7 and 7.1.6).
  private static let validation: Set<Substring> = [
    "caa", "connection", "dns", "incorrectResponse", "tls", "unauthorized",
  ]

  /// Problems that a CA answers instead of beginning an order (RFC 8555 sections 6.7 and 7.4).
  private static let refusals: Set<Substring> = [
    "accountDoesNotExist", "externalAccountRequired", "invalidContact", "rejectedIdentifier", "unsupportedContact",
    "unsupportedIdentifier", "userActionRequired",
  ]

  /// Texts of clients that do not show the problem's type, each printed only once an authorization has failed.
  private static let endingTexts = [
    "\"status\": \"invalid\"", "\"status\":\"invalid\"", "certbot failed to authenticate some domains",
    "invalid status. verification error details:",
  ]

  /// No limit of any CA lasts longer than a week; what claims to is a mistake, or a stranger's.
  static let longestWait = Duration.seconds(8 * 86_400)

  /// - Parameter isRetry: Whether an earlier try may have left an order at the CA: that none began this time says nothing
  ///   of that one.
  public func settle(_ result: CommandResult, isRetry: Bool = false) -> Settlement {
    switch result.exit {
    case .notStarted(let number):
      return Settlement(
        isRetry ? .unknown : .failed, detail: "the command could not be started: \(errorText(number))", fault: .system)
    case .exited(let code) where result.cut == nil:
      if code == 0, let currentText, result.output[...].after(currentText) != nil { return Settlement(.alreadyCurrent) }
      if let outcome = exits[code] { return Settlement(outcome, detail: "") }
    case .exited, .signalled: break
    }
    return byOutput(result, isRetry: isRetry)
  }

  private func byOutput(_ result: CommandResult, isRetry: Bool) -> Settlement {
    let output = result.output
    let progress = progress(of: result)
    let problems = Problem.all(in: output)
    func isEnding(_ problem: Problem) -> Bool {
      Self.validation.contains(problem.type) || (!isRetry && Self.refusals.contains(problem.type))
    }
    if let limit = problems.first(where: { $0.type == "rateLimited" }), !problems.contains(where: isEnding) {
      let retryAt = limit.retryTime(now: result.ended).map { min($0, result.ended + Self.longestWait) }
      return Settlement(
        isRetry || progress == .mayHaveBegun ? .unknown : .rateLimited, detail: limit.detail, retryAt: retryAt,
        limit: LimitWords.limit(in: limit.rest), isPaused: LimitWords.isPause(limit.rest))
    }
    if let problem = problems.first(where: isEnding) { return Settlement(.failed, detail: problem.detail) }
    if OutcomeTable.endingTexts.contains(where: { output[...].after($0) != nil }) {
      return Settlement(.failed, detail: lastWords(result))
    }
    if !isRetry, progress == .notAsked || progress == .refused, !wasInterrupted(result),
      problems.allSatisfy({ $0.type != "serverInternal" })
    {
      return Settlement(.failed, detail: "no order began: \(problems.last?.detail ?? lastWords(result))")
    }
    if !isRetry, saysNotFound(result) { return Settlement(.failed, detail: lastWords(result)) }
    return Settlement(.unknown, detail: problems.last?.detail ?? lastWords(result))
  }

  private func progress(of result: CommandResult) -> OrderProgress {
    let progress = progress(result.output[...])
    // What is left out may have held the line that says it.
    return progress == .notAsked && result.omitted > 0 ? .untold : progress
  }

  /// Ended by somebody from outside, which says nothing about the names: the order is to be taken up again, not held
  /// back as a failure.
  private func wasInterrupted(_ result: CommandResult) -> Bool {
    switch (result.cut, result.exit) {
    case (.stopped, _), (nil, .signalled): true
    default: false
    }
  }

  /// A shell that found no such command and did nothing else.
  private func saysNotFound(_ result: CommandResult) -> Bool {
    let lines = result.output.split(whereSeparator: \.isNewline)
    return result.exit == .exited(127) && lines.count <= 1 && result.output[...].after("not found") != nil
  }

  private func lastWords(_ result: CommandResult) -> String {
    let how =
      switch (result.cut, result.exit) {
      case (.timeLimit, _): "ended by its time limit"
      case (.stopped, _): "stopped"
      case (_, .exited(let code)): "exit status \(code)"
      case (_, .signalled(let signal)): "killed by signal \(signal)"
      case (_, .notStarted): "not started"
      }
    let lines = result.output.split(whereSeparator: \.isNewline)
    // Some clients say something after the error that ended them.
    guard let line = lines.last(where: { $0.contains("ERROR: ") }) ?? lines.last(where: { $0.contains { $0.isLetter } })
    else { return how }
    return "\(line.suffix(300)) (\(how))"
  }
}
