public import Gate

/// Any command: `--submit 'COMMAND'`.
public struct TemplatePreset: CommandPreset {
  private let template: CommandTemplate

  public init(_ template: CommandTemplate) {
    self.template = template
  }

  public var name: String { "command" }
  public var mayMakeAccount: Bool { false }
  public var outcomes: OutcomeTable { .generic }

  public func arguments(for order: Order) -> [String] { template.arguments(for: order) }

  public func environment(for order: Order, files directory: String) -> [String] { [] }

  public func prepare(_ run: (_ arguments: [String]) async -> PreparationOutcome) async throws(SubmitterError) {
    guard Files.program(template.program) != nil else {
      throw .commandMissing(program: template.program, hint: "give its path, or add its directory to PATH")
    }
  }

  public func forget(_ order: OrderID, files directory: String) {}
}
