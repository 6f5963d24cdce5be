import Options

extension FuzzTarget {
  /// A configuration file that was found: nothing in it sets what only the user may, and what is wrong is said briefly.
  static let configuration = FuzzTarget(
    "configuration",
    samples: [
      "// c\n{target: ['192.0.2.0/24', \"2001:db8::/32\",], quiet: true, format: 'json'}",
      "{platforms: {eu: {thumbprint: 'abc', ca: 'sm2'}, us: {target: 'a.example'}}, platform: 'eu'}",
      "{submit: 'x'}", "{platforms: {eu: {'deploy-hook': 'x'}}, platform: 'eu'}", "{state: '/x', 'max-pending': 7}",
    ],
    words: Option.all.map(\.name) + [
      "platforms", "platform", "{", "}", "[", "]", ":", ",", "'", "\"", "true", "1", "90s", "\\u0073", "\\", "/",
      ".json",
    ]
  ) { input in
    do throws(UsageError) {
      for line in [["run", "-"], ["run", "-", "--platform", "eu"], ["config", "show"]] {
        let invocation = try Invocation(line) { _ throws(UsageError) in
          [try ConfigurationFile(input, path: "p.json", trust: .found)]
        }
        guard case .command(_, _, let values) = invocation else { return "no command" }
        for option in Option.all where !values.places(of: option).isEmpty {
          if !option.isOpenToFoundFiles, option != .platform { return "\(option.name) was set" }
        }
      }
      return nil
    } catch {
      return fault(ofText: error.message, limit: 800)
    }
  }
}
