import EventLoop
import Gate
import Ledger
import Options
import Submission
import Timing

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

  /// An account that has to be made is counted first: the CA allows so many from one address.
  static func prepare(_ submitter: CommandSubmitter, _ ledger: Ledger, _ gate: Gate) async throws(CommandError) {
    if submitter.mayMakeAccount {
      let closed: Timestamp?
      do throws(LedgerError) {
        closed = try await ledger.transact { transaction in
          let closed = gate.accountOpening(book: transaction.book, now: transaction.now)
          if closed == nil { transaction.append(.account) }
          return closed
        }
      } catch {
        throw .system("\(error)")
      }
      if let closed {
        throw .input(
          "\(gate.profile.title) lets no further account be made from here before \(closed.text); run again then, or "
            + "give --client-dir with an account that exists")
      }
    }
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
