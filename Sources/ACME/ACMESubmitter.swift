import ACMEWire
public import EventLoop
public import Gate
import Glibc
import Network
public import Submission
import Synchronization
import Timing

/// Orders at a CA by RFC 8555 itself: it knows each order's URL, asks the CA how it stands, and so can tell after a crash
/// what became of it.
public actor ACMESubmitter: Submitter {
  public nonisolated let name = "acme"
  nonisolated let loop: Loop
  nonisolated let settings: ACMESettings
  nonisolated let files: OrderFiles
  /// Sentences for people.
  private nonisolated let say: @Sendable (String) -> Void
  private nonisolated let openssl: OpenSSL
  private nonisolated let signer: any Signer
  private nonisolated let transport: any Transport
  private nonisolated let control = Mutex(Control())
  private var session: Session?

  private struct Control {
    var isStopping = false
    /// Orders under way, by what ends them.
    var running: [OrderID: @Sendable () -> Void] = [:]
  }

  public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unownedExecutor }

  public init(_ settings: ACMESettings, loop: Loop, say: @escaping @Sendable (String) -> Void) {
    self.settings = settings
    self.loop = loop
    self.say = say
    files = OrderFiles(directory: settings.ordersDirectory)
    openssl = OpenSSL(home: loop)
    signer =
      switch settings.accountKey {
      case .file(let path): FileSigner(openssl: openssl, keyFile: path)
      case .signer(let command, let publicKeyFile):
        SignerProcess(
          command, publicKeyFile: publicKeyFile, openssl: openssl, scratch: settings.home, loop: loop, say: say)
      }
    transport = WebTransport(
      web: WebClient(
        loop: loop,
        settings: WebSettings(userAgent: settings.userAgent, caBundle: settings.caBundle, usesProxy: true)))
  }

  /// Whether no account at this CA is known yet, or the key of the one that is has gone: another one would be made.
  public nonisolated var mayMakeAccount: Bool {
    if case .file(let path) = settings.accountKey, access(path, F_OK) != 0 { return true }
    return AccountRecord.read(settings) == nil
  }

  public func prepare() async throws(SubmitterError) {
    try settings.examine()
    let client = ACMEClient(
      home: loop, transport: transport, signer: signer, rates: settings.rates,
      pacePath: "\(settings.stateDirectory)/acme-requests")
    let desk = AccountDesk(
      settings: settings, home: loop, openssl: openssl, client: client, signer: signer, say: say)
    let (account, directory) = try await desk.open()
    use(
      Session(
        settings: settings, home: loop, openssl: openssl, client: client, account: account, directory: directory,
        finder: OrderFinder(
          home: loop, client: client, list: account.orders, returnsOpenOrder: settings.returnsOpenOrder),
        responder: ChallengeResponder(
          settings.answers, files: files, thumbprint: account.thumbprint, waiting: loop),
        files: files, store: CertificateStore(directory: settings.outDirectory)))
  }

  func use(_ session: Session) {
    self.session = session
  }

  // MARK: Orders

  public func submit(_ order: Order, log: OrderLog) async -> Settlement {
    guard let session else { return Settlement(.failed, detail: "no order began: there is no account") }
    do throws(SystemError) {
      try files.write(session.origin, of: order.id)
    } catch {
      return Settlement(.failed, detail: "no order began: \(error)", fault: error.fault)
    }
    return await carryOut(order, .new, purpose, log, session)
  }

  public func adopt(_ open: OpenOrder, log: OrderLog) async -> Settlement {
    guard let session else { return Settlement(.unknown, detail: "there is no account") }
    if let settlement = foreign(open, session) { return settlement }
    return await carryOut(open.order, open.url.map { .known(url: $0) } ?? .lost, purpose, log, session)
  }

  /// Gets rid of an order that is open at the CA: completes it where it is ready, else gives up its authorizations.
  public func clear(_ open: OpenOrder, log: OrderLog) async -> Settlement {
    guard let session else { return Settlement(.unknown, detail: "there is no account") }
    if let settlement = foreign(open, session) { return settlement }
    return await carryOut(open.order, open.url.map { .known(url: $0) } ?? .lost, .clear, log, session)
  }

  private var purpose: OrderCourse.Purpose { settings.stopsAtReady ? .validate : .obtain }

  /// An order of another account cannot be asked for.
  private func foreign(_ open: OpenOrder, _ session: Session) -> Settlement? {
    if let origin = files.origin(of: open.order.id) {
      guard origin != session.origin else { return nil }
      return Settlement(.unknown, detail: "it was begun at \(origin.directoryURL) by the account \(origin.account)")
    }
    // One that another submitter began, and of which no URL is known, may be anywhere.
    guard open.url == nil, open.submitter != name else { return nil }
    return Settlement(.unknown, detail: "it was begun by --submitter \(open.submitter), which alone can go on with it")
  }

  private func carryOut(
    _ order: Order, _ start: OrderCourse.Start, _ purpose: OrderCourse.Purpose, _ log: OrderLog, _ session: Session
  ) async -> Settlement {
    let driver = OrderDriver(order, session: session, log: log)
    // The hooks that follow an end belong to the order: whoever ends the run does not wait for them either.
    let task = Task {
      let end = await driver.drive(start, purpose)
      await close(order, end, session)
      return end
    }
    let isBegun = control.withLock { control in
      guard !control.isStopping else { return false }
      control.running[order.id] = { task.cancel() }
      return true
    }
    if !isBegun { task.cancel() }
    let end = await task.value
    control.withLock { control in control.running[order.id] = nil }
    return end.settlement(certificate: await driver.certificate, now: loop.clocks.timestamp())
  }

  /// What is done once an order has ended; one that is still open at the CA keeps what it may need.
  private func close(_ order: Order, _ end: OrderEnd, _ session: Session) async {
    if case .open = end { return }
    if case .validated(isFinalized: false) = end {
    } else {
      for complaint in await session.responder.cleanUp(order.id) { say(complaint) }
    }
    if end == .issued, let hook = settings.deployHook {
      if let complaint = await DeployHook(hook, waiting: loop).run(order, session.store.path(of: order)) {
        say("\(order.names.first ?? "") was issued, but \(complaint)")
      }
    }
  }

  public nonisolated func forget(_ order: OrderID) {
    for served in files.tokens(of: order) { served.remove() }
    files.forget(order)
  }

  public nonisolated func kept() -> Set<OrderID> { files.kept() }

  // MARK: Ending

  public func shutDown(grace: Duration) async {
    control.withLock { $0.isStopping = true }
    let end = loop.clocks.instant() + grace
    while control.withLock({ !$0.running.isEmpty }), loop.clocks.instant() < end, !Task.isCancelled {
      await loop.sleep(until: min(end, loop.clocks.instant() + .milliseconds(50)))
    }
    shutDownNow()
    while control.withLock({ !$0.running.isEmpty }) {
      await loop.sleep(until: loop.clocks.instant() + .milliseconds(10))
      if Task.isCancelled { break }
    }
    await signer.stop()
    await transport.close()
  }

  public nonisolated func shutDownNow() {
    let running = control.withLock { control in
      control.isStopping = true
      return Array(control.running.values)
    }
    for end in running { end() }
  }
}
