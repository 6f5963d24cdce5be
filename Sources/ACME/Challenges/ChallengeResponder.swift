import ACMEWire
import Gate
import Glibc
import Submission
import Timing
import Webroot

/// How the CA's tokens are answered.
public enum ChallengeAnswers: Hashable, Sendable {
  /// By files below this document root.
  case webroot(String)
  /// The servers answer every token with this thumbprint by themselves.
  case thumbprint(String)
  /// By a program, which is told `begin` and `done` with name, token and key authorization.
  case hook([String])
  /// Not at all: for whoever only asks how orders stand, and ends them.
  case none
}

/// Puts answers to challenges where the CA looks for them, and removes them when an order has ended.
struct ChallengeResponder: Sendable {
  private let answers: ChallengeAnswers
  private let files: OrderFiles
  private let thumbprint: String
  private let waiting: any Waiting

  private static let hookTime = Duration.seconds(60)

  /// - Parameter thumbprint: Of the account's key.
  init(_ answers: ChallengeAnswers, files: OrderFiles, thumbprint: String, waiting: any Waiting) {
    // What is written down must mean the same to the next process, wherever that is started.
    if case .webroot(let path) = answers, !path.hasPrefix("/") {
      self.answers = .webroot("\(ChallengeResponder.workingDirectory)/\(path)")
    } else {
      self.answers = answers
    }
    self.files = files
    self.thumbprint = thumbprint
    self.waiting = waiting
  }

  private static var workingDirectory: String {
    guard let path = getcwd(nil, 0) else { return "." }
    defer { free(path) }
    return String(cString: path)
  }

  func publish(_ answer: ChallengeAnswer, for order: OrderID) async throws(ToolError) {
    switch answers {
    case .thumbprint: return
    case .none: throw ToolError("nothing answers the CA's tokens here")
    case .webroot(let webroot):
      try note(answer, webroot: webroot, order)
      try put(answer, below: webroot)
    case .hook(let command):
      try note(answer, webroot: nil, order)
      try await run(command, "begin", name: answer.name, token: answer.token, order)
    }
  }

  private func note(_ answer: ChallengeAnswer, webroot: String?, _ order: OrderID) throws(ToolError) {
    do throws(SystemError) {
      try files.add(.init(token: answer.token, name: answer.name, webroot: webroot), to: order)
    } catch {
      throw ToolError("\(error)")
    }
  }

  private func put(_ answer: ChallengeAnswer, below webroot: String) throws(ToolError) {
    do throws(WebrootError) {
      try ChallengeDirectory(webroot: webroot).put(answer.token, keyAuthorization(answer.token), isReplacing: true)
    } catch {
      throw ToolError("\(error)")
    }
  }

  private func keyAuthorization(_ token: String) -> String { "\(token).\(thumbprint)" }

  /// Removes what was put for an order that has ended, by this process or an earlier one.
  ///
  /// - Returns: What a hook could not do.
  func cleanUp(_ order: OrderID) async -> [String] {
    var complaints: [String] = []
    for served in files.tokens(of: order) {
      served.remove()
      if served.webroot == nil, case .hook(let command) = answers {
        do throws(ToolError) {
          try await run(command, "done", name: served.name, token: served.token, order)
        } catch {
          complaints.append("\(error)")
        }
      }
    }
    return complaints
  }

  private func run(
    _ command: [String], _ verb: String, name: String, token: String, _ order: OrderID
  ) async throws(ToolError) {
    let arguments = command + [verb, name, token, keyAuthorization(token)]
    let ended: Tool.Ended
    do throws(SystemError) {
      ended = try await Tool.run(
        arguments, environment: ["PREFLIGHT_ORDER=\(order)"],
        until: waiting.clocks.instant() + ChallengeResponder.hookTime, on: waiting)
    } catch {
      throw ToolError("the challenge hook could not be run: \(error)")
    }
    guard ended.isSuccess else { throw ToolError("the challenge hook failed (\(verb) \(name)): \(ended.words)") }
  }
}
