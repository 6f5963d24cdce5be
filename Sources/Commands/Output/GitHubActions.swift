import Reports

/// What a job on GitHub Actions finds in its environment
/// (https://docs.github.com/en/actions/reference/workflows-and-actions/variables).
enum GitHubActions {
  /// Where a step appends Markdown that its job shows; nil where there is none.
  static func summary(_ format: ReportFormat, _ context: Context) -> ReportFiles.Summary? {
    guard format == .github, let path = context.environment["GITHUB_STEP_SUMMARY"], !path.isEmpty else { return nil }
    do throws(OutputError) {
      return ReportFiles.Summary(output: try context.appendFile(path))
    } catch {
      // Nobody asked for it on the command line: annotations and exit code say the same.
      context.say(Inert.text("the job summary cannot be written: \(error)", limit: 400))
      return nil
    }
  }

  /// A file as annotations name it: from the top of the repository.
  static func path(_ path: String, _ context: Context) -> String {
    var path = path
    if path.hasPrefix("./") { path = String(path.dropFirst(2)) }
    guard let top = context.environment["GITHUB_WORKSPACE"], top.hasPrefix("/") else { return path }
    if !path.hasPrefix("/"), let here = context.environment["PWD"], here.hasPrefix("/") { path = here + "/" + path }
    return path.hasPrefix(top + "/") ? String(path.dropFirst(top.count + 1)) : path
  }
}
