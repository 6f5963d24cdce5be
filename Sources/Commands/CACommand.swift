import Gate
import JSONText
import Options
import Reports

/// `preflight ca list` and `preflight ca show`: the CA profiles.
enum CACommand {
  static func list(_ values: OptionValues, _ context: Context) throws(CommandError) -> ExitCode {
    let output = try OutputOptions(values, context)
    guard output.format != .text else {
      try output.write(ProfileText.list(CAProfile.builtIn, width: output.width))
      return ExitCode()
    }
    try output.writeAll(CAProfile.builtIn) { ProfileJSON.write($0, to: &$1) }
    return ExitCode()
  }

  static func show(
    _ arguments: [String], _ values: OptionValues, _ context: Context
  ) throws(CommandError) -> ExitCode {
    let profile = try Profiles.find(arguments.first ?? "", for: .caShow)
    let output = try OutputOptions(values, context)
    guard output.format != .text else {
      try output.write(ProfileText.block(profile, style: output.resultStyle, width: output.width))
      return ExitCode()
    }
    var writer = JSONWriter()
    ProfileJSON.write(profile, to: &writer)
    writer.endLine()
    try output.write(writer.bytes)
    return ExitCode()
  }
}
