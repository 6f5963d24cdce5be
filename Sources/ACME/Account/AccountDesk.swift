import ACMEWire
import Gate
import Glibc
import Submission
import Timing

/// Finds or makes the one account by which everything is ordered.
struct AccountDesk: Sendable {
  let settings: ACMESettings
  let home: any Waiting & Actor
  let openssl: OpenSSL
  let client: ACMEClient
  let signer: any Signer
  let say: @Sendable (String) -> Void

  struct Account: Hashable, Sendable {
    var url: String
    var thumbprint: String
    /// Where the CA lists its orders; nil where it keeps no list.
    var orders: String?
  }

  /// For all that has to be known before the first order.
  private static let patience = Duration.seconds(90)

  /// One process at a time: two that begin together must not make two keys or two accounts.
  func open() async throws(SubmitterError) -> (account: Account, directory: DirectoryDocument) {
    let deadline = home.clocks.instant() + AccountDesk.patience
    let lock = try await lock(until: deadline)
    defer { withExtendedLifetime(lock) {} }
    let isNew = try await makeKey()
    let key = try await start()
    let thumbprint: String
    do throws(ToolError) {
      thumbprint = try await AccountThumbprint.of(key, openssl)
    } catch {
      throw .noAccount(reason: "\(error)")
    }
    try compare(thumbprint, isNew: isNew)
    let directory = try await directory(until: deadline)
    await client.begin(directory: directory, key: key)
    if let name = settings.profile, directory.profiles[name] == nil {
      let known = directory.profiles.keys.sorted().joined(separator: ", ")
      throw .noAccount(
        reason: "the CA has no profile \"\(name)\"" + (known.isEmpty ? ", and names none" : "; it has \(known)"))
    }
    let account = try await account(key, thumbprint, directory, until: deadline)
    await client.use(account: account.url)
    return (account, directory)
  }

  private func lock(until deadline: Instant) async throws(SubmitterError) -> Descriptor {
    do throws(SystemError) {
      try Files.makeDirectory(settings.ordersDirectory)
      while true {
        if let lock = try Descriptor.locking("\(settings.home)/lock") { return lock }
        guard home.clocks.instant() < deadline else { break }
        await home.sleep(until: home.clocks.instant() + .milliseconds(100))
      }
    } catch {
      throw .unusable(path: error.path, reason: error.reason)
    }
    throw .unusable(path: "\(settings.home)/lock", reason: "another process has held it for too long")
  }

  // MARK: The key

  /// Whether there was none.
  private func makeKey() async throws(SubmitterError) -> Bool {
    guard case .file(let path) = settings.accountKey, access(path, F_OK) != 0 else { return false }
    guard settings.makesAccount else {
      throw .noAccount(reason: "there is no key in \(path), and none is made for this")
    }
    let key: [UInt8]
    do throws(ToolError) {
      key = try await openssl.newKey()
    } catch {
      throw .noAccount(reason: "\(error)")
    }
    do throws(SystemError) {
      try Files.makeDirectory(Files.parent(of: path))
      return try Files.create(path, key)
    } catch {
      throw .unusable(path: error.path, reason: error.reason)
    }
  }

  private func start() async throws(SubmitterError) -> PublicKey {
    do throws(ToolError) {
      return try await signer.start()
    } catch {
      let place =
        switch settings.accountKey {
        case .file(let path): "its key \(path) cannot be used"
        case .signer: "its key cannot be used"
        }
      throw .noAccount(reason: "\(place): \(error)")
    }
  }

  /// Servers that answer by a thumbprint answer by the right one, or every order fails.
  private func compare(_ thumbprint: String, isNew: Bool) throws(SubmitterError) {
    guard case .thumbprint(let served) = settings.answers, served != thumbprint else { return }
    let key =
      switch settings.accountKey {
      case .file(let path): isNew ? "the account key just made in \(path)" : "the account key in \(path)"
      case .signer(_, let path): "the account key in \(path)"
      }
    throw .noAccount(
      reason: "--thumbprint is \(served), and that of \(key) is \(thumbprint): have the servers answer by this one, or "
        + "give --account-key with the key that they answer for")
  }

  // MARK: The CA

  private func directory(until deadline: Instant) async throws(SubmitterError) -> DirectoryDocument {
    let (say, url) = (say, settings.directoryURL)
    do throws(RequestFailure) {
      let answer = try await client.get(.directory, url, until: deadline) { reason in
        say(
          "the CA's directory at \(url) cannot be read (\(reason)): asking again for \(AccountDesk.patience.components.seconds)s at most"
        )
      }
      return try answer.document(DirectoryDocument.init)
    } catch {
      throw .noAccount(reason: "the CA's directory at \(url): \(error)")
    }
  }

  private func account(
    _ key: PublicKey, _ thumbprint: String, _ directory: DirectoryDocument, until deadline: Instant
  ) async throws(SubmitterError) -> Account {
    if let record = AccountRecord.read(settings), record.thumbprint == thumbprint {
      return try await known(record, until: deadline)
    }
    let answer: (url: String, document: AccountDocument, isNew: Bool)
    do throws(RequestFailure) {
      answer = try await register(key, directory, until: deadline)
    } catch {
      throw .noAccount(reason: "\(error)")
    }
    try check(answer.document, answer.url)
    do throws(SystemError) {
      try AccountRecord(directoryURL: settings.directoryURL, thumbprint: thumbprint, accountURL: answer.url)
        .write(settings)
    } catch {
      throw .unusable(path: error.path, reason: error.reason)
    }
    if answer.isNew {
      let terms = directory.termsOfService.map { "; its terms of service, \($0), are agreed to" } ?? ""
      say("a new account was made at the CA: \(answer.url)\(terms)")
    }
    return Account(url: answer.url, thumbprint: thumbprint, orders: answer.document.orders)
  }

  /// The account of an earlier run, looked at without asking for one.
  private func known(_ record: AccountRecord, until deadline: Instant) async throws(SubmitterError) -> Account {
    await client.use(account: record.accountURL)
    var document: AccountDocument?
    do throws(RequestFailure) {
      document = try await client.fetch(record.accountURL, until: deadline).document(AccountDocument.init)
    } catch {
      switch error {
      case .refused(let refusal) where refusal.problem.type == "accountDoesNotExist" || refusal.status == 404:
        AccountRecord.forget(settings)
        throw .noAccount(
          reason:
            "the CA does not know the account \(record.accountURL) any more (\(error)): run again to have one made")
      case .refused(let refusal) where refusal.status == 401 || refusal.status == 403 || refusal.isLimit:
        throw .noAccount(reason: "\(record.accountURL): \(error)")
      case .notSent, .lost, .local: throw .noAccount(reason: "\(record.accountURL): \(error)")
      // Some CAs show no account; they take its orders all the same.
      case .refused, .unreadable: break
      }
    }
    if let document { try check(document, record.accountURL) }
    return Account(url: record.accountURL, thumbprint: record.thumbprint, orders: document?.orders)
  }

  private func check(_ document: AccountDocument, _ url: String) throws(SubmitterError) {
    guard document.status != .valid else { return }
    throw .noAccount(
      reason: "the account \(url) is \(document.status.rawValue) at the CA: give another --account-key for a new one")
  }

  /// newAccount: finds the key's account, or makes one (RFC 8555 section 7.3).
  private func register(
    _ key: PublicKey, _ directory: DirectoryDocument, until deadline: Instant
  ) async throws(RequestFailure) -> (url: String, document: AccountDocument, isNew: Bool) {
    let needsBinding = directory.requiresExternalAccount && settings.externalAccount == nil
    var request = NewAccount(contacts: settings.contacts, onlyReturnExisting: needsBinding || !settings.makesAccount)
    do throws(ToolError) {
      if let external = settings.externalAccount {
        let binding = external.binding(key, newAccountURL: directory.newAccount)
        request.externalAccountBinding = binding.json(mac: try await openssl.mac(binding.input, key: external.key))
      }
    } catch {
      throw .local("\(error)")
    }
    let answer: CAAnswer
    do throws(RequestFailure) {
      answer = try await client.post(
        .newAccount, directory.newAccount, request.payload, .repeatable, byKey: true, until: deadline)
    } catch {
      if case .refused(let refusal) = error, refusal.problem.type == "accountDoesNotExist", !settings.makesAccount {
        throw .local("the CA knows no account of this key, and none is made for this")
      }
      if needsBinding, case .refused(let refusal) = error, refusal.problem.type == "accountDoesNotExist" {
        throw .local(
          "the CA makes accounts only for those who have one with it already: give --eab-kid and --eab-key-file with "
            + "what it shows you")
      }
      throw error
    }
    guard let url = answer.location, url.hasPrefix("https://"), url.utf8.count <= 2048 else {
      throw .unreadable("newAccount gave no Location for the account")
    }
    return (url, try answer.document(AccountDocument.init), answer.status == 201)
  }
}
