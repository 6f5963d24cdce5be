import EventLoop
import Gate
import Options
import Submission

/// The submitter that the options name.
enum SubmitterChoice {
  static func make(_ options: RunOptions, profile: CAProfile, loop: Loop) throws(CommandError) -> CommandSubmitter {
    let preset: any CommandPreset
    switch options.submitter {
    case .command(let text):
      do throws(CommandTextError) {
        preset = TemplatePreset(try CommandTemplate(text, webroot: options.webroot))
      } catch {
        throw .usage(UsageError(.invalidValue, "--submit: \(error)", command: .run))
      }
    case .uacme(let uacme):
      guard let directory = uacme.directoryURL ?? profile.directoryURL else {
        throw .usage(
          UsageError(
            .conflict, "\(profile.title) has no public ACME directory: give --directory URL, or --submit 'COMMAND'",
            command: .run))
      }
      preset = UacmePreset(
        directoryURL: directory, stateDirectory: options.state, clientDirectory: uacme.clientDirectory,
        email: uacme.contact, webroot: options.webroot)
    }
    return CommandSubmitter(
      preset, directory: options.state + "/orders", waiting: loop, timeLimit: options.orderTimeout)
  }

  static func prepare(_ submitter: CommandSubmitter) async throws(CommandError) {
    do throws(SubmitterError) {
      try await submitter.prepare()
    } catch {
      throw .input("\(error)")
    }
  }
}

extension RunOptions {
  fileprivate var webroot: String? {
    if case .webroot(let directory) = check.probe { directory } else { nil }
  }
}
