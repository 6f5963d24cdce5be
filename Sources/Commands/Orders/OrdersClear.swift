import ACME
import EventLoop
import Gate
import Ledger
import Options
import Reports
import Submission
import Timing

/// `preflight orders clear`: gets rid of orders that are open at the CA, or says what that would take.
enum OrdersClearCommand {
  static func run(_ values: OptionValues, _ context: Context) async throws(CommandError) -> ExitCode {
    let options = try StatusOptions.read(values, for: .ordersClear, context)
    let output = try OutputOptions(values, context)
    let profile = try Profiles.find(options.gate.ca, for: .ordersClear)
    let gate = options.gate.gate(profile, orderTimeout: values.duration(.orderTimeout))
    guard Ledger.exists(at: options.state) else { throw .noLedger(in: options.state) }
    let ledger = try await LedgerAccess.open(options.state, gate, context)
    do throws(CommandError) {
      try await LedgerAccess.expect(
        try authority(values, profile), of: ledger, in: options.state, isFirst: false)
      var model = try await release(ledger, profile)
      if values.flag(.yes), !model.clearable.isEmpty {
        try await clear(&model, ledger, try settings(values, options.state, profile), context)
      }
      await ledger.close()
      try show(model, output)
      var code = ExitCode()
      code.leftWaiting = !model.staying.isEmpty
      return code
    } catch {
      await ledger.close()
      throw error
    }
  }

  private static func show(_ model: ClearanceModel, _ output: OutputOptions) throws(CommandError) {
    if output.format == .text {
      try output.write(ClearanceText.block(model, style: output.resultStyle, width: output.width))
    } else {
      try output.writeOne { ClearanceJSON.write(model, to: &$0) }
    }
  }

  // MARK: The ledger

  /// Lets go of what the CA has let go of, and sorts the rest.
  private static func release(_ ledger: Ledger, _ profile: CAProfile) async throws(CommandError) -> ClearanceModel {
    let countsFailures = profile.limits[.failedValidations] != nil
    do throws(LedgerError) {
      return try await ledger.transact { transaction in
        let now = transaction.now
        var book = transaction.book
        let expired = book.openOrders.values.filter { book.hasExpired($0, at: now) }
        for order in expired { transaction.append(.expired(order.order.id)) }
        book = transaction.book
        var model = ClearanceModel(
          at: now.date, authority: profile.title, countsFailures: countsFailures, released: expired.count)
        for open in book.openOrders.values.sorted(by: { $0.order.id.text < $1.order.id.text }) {
          let item = ClearanceModel.Order(
            id: open.order.id.text, names: open.order.names, submitter: open.submitter,
            expires: book.expiry(of: open, at: now))
          if open.unknown == nil, transaction.isAlive(open.owner) {
            model.staying.append(.init(item, "a run that goes on works on it"))
          } else if open.url == nil, open.submitter != "acme" {
            model.staying.append(.init(item, "only \(open.submitter) can tell: run it again, or settle it by hand"))
          } else {
            model.clearable.append(item)
          }
        }
        return model
      }
    } catch {
      throw .system("\(error)")
    }
  }

  // MARK: The CA

  private static func authority(_ values: OptionValues, _ profile: CAProfile) throws(CommandError) -> CAIdentity {
    do throws(UsageError) {
      let directory = try OptionReader(values: values, command: .ordersClear).directoryURL()
      return profile.identity(at: directory)
    } catch {
      throw .usage(error)
    }
  }

  private static func settings(
    _ values: OptionValues, _ state: String, _ profile: CAProfile
  ) throws(CommandError) -> ACMESettings {
    let reader = OptionReader(values: values, command: .ordersClear)
    do throws(UsageError) {
      guard let directory = try reader.directoryURL() ?? profile.directoryURL else {
        throw reader.conflict("\(profile.title) has no public ACME directory: give --directory URL")
      }
      var settings = ACMESettings(
        directoryURL: directory, stateDirectory: state, userAgent: "preflight/\(Program.version)",
        accountKey: try reader.accountKey(), answers: .none, outDirectory: values.text(.out),
        orderTimeout: values.duration(.orderTimeout))
      settings.makesAccount = false
      settings.caBundle = values.text(.caBundle)
      settings.rates = profile.requests
      return settings
    } catch {
      throw .usage(error)
    }
  }

  private static func clear(
    _ model: inout ClearanceModel, _ ledger: Ledger, _ settings: ACMESettings, _ context: Context
  ) async throws(CommandError) {
    let loop: Loop
    do throws(LoopError) {
      loop = try Loop(clocks: context.clocks)
    } catch {
      throw .system("\(error)")
    }
    let submitter = ACMESubmitter(settings, loop: loop, say: { context.say(Inert.text($0, limit: 400)) })
    guard !submitter.mayMakeAccount else {
      await loop.stop()
      throw .input(
        "no account at \(settings.directoryURL) is known in \(settings.stateDirectory): nothing can be asked for")
    }
    let clearance = Clearance(ledger: ledger, submitter: submitter)
    let result: Result<[ClearanceModel.Settled], CommandError>
    do throws(CommandError) {
      do throws(SubmitterError) {
        try await submitter.prepare()
      } catch {
        throw .input("\(error)")
      }
      result = .success(try await clearance.clear(model.clearable.compactMap { OrderID($0.id) }))
    } catch {
      result = .failure(error)
    }
    await submitter.shutDown(grace: .zero)
    await loop.stop()
    model.settle(try result.get())
  }
}

/// Ends orders at the CA, one after the other, each taken over from whoever left it.
private struct Clearance {
  let ledger: Ledger
  let submitter: ACMESubmitter

  func clear(_ ids: [OrderID]) async throws(CommandError) -> [ClearanceModel.Settled] {
    var settled: [ClearanceModel.Settled] = []
    for id in ids {
      do throws(LedgerError) {
        guard let open = try await take(id) else { continue }
        let end = await submitter.clear(open, log: log(of: id))
        try await ledger.transact { transaction in
          guard transaction.book.openOrders[id] != nil else { return }
          transaction.append(.settled(id, end))
        }
        if end.outcome != .unknown { submitter.forget(id) }
        settled.append(.init(id: id.text, outcome: end.outcome, detail: end.detail))
      } catch {
        throw .system("\(error)")
      }
    }
    return settled
  }

  /// Nil where somebody else has it by now.
  private func take(_ id: OrderID) async throws(LedgerError) -> OpenOrder? {
    let owner = ledger.instance.id
    return try await ledger.transact { transaction -> OpenOrder? in
      guard let open = transaction.book.openOrders[id], open.unknown != nil || !transaction.isAlive(open.owner) else {
        return nil
      }
      transaction.append(.adopted(id, owner: owner))
      return transaction.book.openOrders[id]
    }
  }

  /// An order whose URL is not known is looked for in the CA's list; the CA is not asked for another.
  private func log(of id: OrderID) -> OrderLog {
    let ledger = ledger
    return OrderLog(
      placed: { url in
        (try? await ledger.transact { transaction in transaction.append(.placed(id, url: url)) }) != nil
      }, retried: { false })
  }
}
