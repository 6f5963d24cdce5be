extension Command {
  static let schema = Command(
    .schema, summary: "The JSON Schema of a report, event, plan, status, configuration or CA profile",
    description: [
      "Draft 2020-12. Of what preflight writes, keys may be added with time, so readers should pass over those that they do "
        + "not know; none is renamed or removed. A configuration and a CA profile are read strictly."
    ],
    arguments: Arguments("report|event|plan|status|config|profile", 1...1, help: "Whose schema"),
    examples: [
      Example("For a validator", "preflight schema report"),
      Example("For an editor that checks a configuration", "preflight schema config"),
    ])
}
