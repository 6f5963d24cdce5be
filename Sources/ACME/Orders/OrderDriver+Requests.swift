import ACMEWire
import Gate
import Submission
import Timing

/// The requests of one order.
extension OrderDriver {
  func pause(_ delay: Duration) async throws(RequestFailure) {
    guard delay > .zero else { return }
    await home.sleep(until: home.clocks.instant() + delay)
    if Task.isCancelled { throw .local("stopped while the order was waited for") }
  }

  /// newOrder. A second one is another order for the CA's counts, so that the ledger must know before.
  func place() async throws(RequestFailure) -> OrderEvent {
    if !isNew {
      guard await log.retried() else {
        throw .local("the order was not asked for again: the run ended, or the ledger failed")
      }
    }
    isNew = false
    sent = home.clocks.instant()
    let answer: CAAnswer
    do throws(RequestFailure) {
      answer = try await newOrder(replacing: replaces)
    } catch {
      // The certificate before cannot be said to be replaced (RFC 9773 section 5): then it is an order like any other.
      guard replaces != nil, case .refused(let refusal) = error, !refusal.isLimit else { throw error }
      replaces = nil
      answer = try await newOrder(replacing: nil)
    }
    guard let url = answer.location, url.hasPrefix("https://"), url.utf8.count <= 2048,
      url.utf8.allSatisfy({ (0x21..<0x7f).contains($0) })
    else { throw .unreadable("newOrder gave no Location for the order") }
    return .placed(url: url, try? answer.document(OrderDocument.init))
  }

  private func newOrder(replacing certificate: String?) async throws(RequestFailure) -> CAAnswer {
    let request = NewOrder(names: order.nameSet.names, profile: session.settings.profile, replaces: certificate)
    return try await session.client.post(
      .newOrder, session.directory.newOrder, request.payload, .once, until: deadline)
  }

  func publish(_ answer: ChallengeAnswer) async throws(RequestFailure) -> OrderEvent {
    do throws(ToolError) {
      try await session.responder.publish(answer, for: order.id)
    } catch {
      throw .local("\(error)")
    }
    return .published(answer)
  }

  /// The key and the request are durable before the CA hears of them, and the same after a crash.
  func finalize(_ url: String) async throws(RequestFailure) -> OrderEvent {
    let request: SigningRequest
    do {
      if let kept = try session.files.request(of: order.id) {
        request = kept.request
      } else {
        let new = try await session.openssl.newRequest(names: order.nameSet.names)
        try await session.files.write(key: new.key, new.request, of: order.id)
        request = new.request
      }
    } catch {
      throw .local("no key for the certificate: \(error)")
    }
    let answer = try await session.client.post(
      .other, url, Array(#"{"csr":"\#(Base64.encodeURL(request.der))"}"#.utf8), .once, until: deadline)
    return .order(try answer.document(OrderDocument.init), retryAfter: answer.retryAfter)
  }

  /// The chain, checked against the key and the names, and put in place.
  func download(_ url: String) async throws(RequestFailure) -> OrderEvent {
    let answer = try await session.client.fetch(url, .certificate, until: deadline)
    let body = try answer.body(of: .certificate)
    let chain: [[UInt8]]
    let facts: CertificateFacts
    do throws(EncodingError) {
      chain = try PEM.chain(body)
      facts = try CertificateFacts(der: chain[0])
    } catch {
      throw .unreadable("the certificate: \(error)")
    }
    guard facts.names.isSuperset(of: names) else {
      throw .unreadable("the certificate is for other names: \(facts.names.sorted().joined(separator: " "))")
    }
    do {
      guard let kept = try session.files.request(of: order.id) else {
        return .foreignCertificate("it was issued, but its key is not in \(session.files.directory) any more")
      }
      guard kept.request.publicKey == facts.publicKey else {
        return .foreignCertificate("it was issued for another key than the one in \(session.files.directory)")
      }
      _ = try await session.store.install(order, key: kept.key, chain: chain)
    } catch {
      throw .local("the certificate could not be put in place: \(error)")
    }
    certificate = facts
    return .downloaded
  }
}
