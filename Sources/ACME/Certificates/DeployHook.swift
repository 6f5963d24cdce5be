import Gate
import Submission
import Timing

/// A program of the user's that is run once a certificate is in place.
struct DeployHook: Sendable {
  private let template: CommandTemplate
  private let waiting: any Waiting

  private static let patience = Duration.seconds(300)

  init(_ template: CommandTemplate, waiting: any Waiting) {
    self.template = template
    self.waiting = waiting
  }

  /// - Parameter path: Where key and certificate are.
  /// - Returns: What went wrong; nil for nothing.
  func run(_ order: Order, _ path: String) async -> String? {
    let environment = [
      "PREFLIGHT_ORDER=\(order.id)", "PREFLIGHT_NAMES=\(order.names.joined(separator: " "))",
      "PREFLIGHT_CERTIFICATE=\(path)",
    ]
    do throws(SystemError) {
      let ended = try await Tool.run(
        template.arguments(for: order), environment: environment,
        until: waiting.clocks.instant() + DeployHook.patience, on: waiting)
      return ended.isSuccess ? nil : "the deploy hook failed: \(ended.words)"
    } catch {
      return "the deploy hook could not be run: \(error)"
    }
  }
}
