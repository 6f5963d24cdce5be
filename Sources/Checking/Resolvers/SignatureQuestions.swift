import DNSWire
import Network
import Readiness
import Timing

/// Finds out why a zone's signatures are refused: asks for DS, keys and signatures without validation, since a
/// resolver's word ("DNSKEY missing") often does not tell an expired signature from a DS that no longer fits.
struct SignatureQuestions {
  let resolver: any Resolving
  let deadline: Instant
  let clocks: (any Clocks)?

  /// Nil where it remains unknown.
  func fault(
    of name: DNSName, _ type: RecordType, _ errors: [ExtendedError], isolation: isolated (any Actor)? = #isolation
  ) async -> SignatureFault? {
    guard let clocks, let (zone, signers) = await signedZone(of: name) else { return SignatureFault(errors) }
    // Where the keys could not be asked for, nobody knows that there are none.
    guard let keys = await ask(zone, .dnskey)?.answers else { return SignatureFault(errors) }
    let answers = await ask(name, type)?.answers ?? []
    let signatures = answers.compactMap(\.signature).filter { $0.covered == type }
    return SignatureFault(
      signers: signers,
      keys: (
        keys.compactMap(\.zoneKey), keys.compactMap(\.signature).filter { $0.covered == .dnskey }
      ),
      signatures: answers.contains { $0.type == type } ? signatures : nil, errors: errors,
      now: clocks.timestamp().milliseconds / 1000)
  }

  /// The zone of the name that its parent says is signed.
  private func signedZone(of name: DNSName, isolation: isolated (any Actor)? = #isolation) async -> (
    DNSName, [DelegationSigner]
  )? {
    var zone = name
    // The zone is mostly the name itself or the one above.
    for _ in 0..<4 where !zone.isRoot {
      let signers = await ask(zone, .ds)?.answers.compactMap(\.delegationSigner) ?? []
      if !signers.isEmpty { return (zone, signers) }
      zone = zone.parent ?? .root
    }
    return nil
  }

  private func ask(_ name: DNSName, _ type: RecordType, isolation: isolated (any Actor)? = #isolation) async
    -> Message?
  {
    let query = Query(name: name, type: type, checkingDisabled: true, dnssecOK: true)
    // Once more where it fails: a busy resolver may have lost a packet, and this is what the customer is told.
    for _ in 0..<2 {
      let message = try? await resolver.ask(query, deadline: deadline)
      if let message, message.responseCode == .noError { return message }
    }
    return nil
  }
}
