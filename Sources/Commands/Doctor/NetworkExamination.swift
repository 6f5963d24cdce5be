import Addressing
import Checking
import DNSWire
import EventLoop
import Network
import Reports
import Timing

/// The resolvers, DNSSEC, routes, and port 53 to the world.
struct NetworkExamination: Sendable {
  let options: DoctorOptions
  let clients: DoctorClients
  private var loop: Loop { clients.loop }

  /// How long one answer may take.
  private static let patience = Duration.seconds(5)

  struct Found: Sendable {
    var checks: [HostCheck]
    /// Those of the root zone, unvalidated; empty where none were seen.
    var signatures: [SignatureRecord]
  }

  private struct Reply: Sendable {
    var name: String
    var outcome: Result<Message, LookupFailure>
    var milliseconds: Int64

    var isGood: Bool {
      if case .success(let message) = outcome {
        message.responseCode == .noError && !message.answers.isEmpty
      } else {
        false
      }
    }
  }

  func run() async -> Found {
    let resolvers = clients.resolvers
    let soa = Query(name: .root, type: .soa, dnssecOK: true)
    let replies = await ask(resolvers, soa)
    let working = zip(replies, resolvers.all).first { $0.0.isGood }?.1.resolver
    var signatures: [SignatureRecord] = []
    var root = RootServers.known
    if let working {
      // Without validation: a clock that is wrong must not hide the times that say so.
      let unchecked = Query(name: .root, type: .soa, checkingDisabled: true, dnssecOK: true)
      signatures = await answer(working, unchecked)?.answers.compactMap(\.signature) ?? []
      root = await RootServers.find { await answer(working, $0) } ?? root
    }
    var checks = resolverChecks(replies) + [signatureCheck(replies)]
    let routes = RouteExamination(root: root, source: options.check.source)
    checks += routes.run()
    checks.append(await PortExamination(root: routes.reachable, client: clients.nameServers, loop: loop).run())
    return Found(checks: checks, signatures: signatures)
  }

  private func answer(_ resolver: any Resolving, _ query: Query) async -> Message? {
    try? await resolver.ask(query, deadline: loop.clocks.instant() + Self.patience)
  }

  private func ask(_ resolvers: DoctorResolvers, _ query: Query) async -> [Reply] {
    await withTaskGroup(of: (Int, Reply).self) { group in
      for (index, (name, resolver)) in resolvers.all.enumerated() {
        group.addTask {
          let start = loop.clocks.instant()
          var outcome: Result<Message, LookupFailure>
          do throws(LookupFailure) {
            outcome = .success(try await resolver.ask(query, deadline: start + Self.patience))
          } catch {
            outcome = .failure(error)
          }
          return (
            index, Reply(name: name, outcome: outcome, milliseconds: (loop.clocks.instant() - start).milliseconds)
          )
        }
      }
      var replies: [(Int, Reply)] = []
      for await reply in group { replies.append(reply) }
      return replies.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  private func resolverChecks(_ replies: [Reply]) -> [HostCheck] {
    let works = replies.contains(where: \.isGood)
    return replies.map { reply in
      let problem: String
      switch reply.outcome {
      case .success(let message):
        if reply.isGood { return HostCheck(.resolver, .ok, "\(reply.name) answers (\(reply.milliseconds) ms)") }
        problem =
          message.responseCode == .noError
          ? "knows no root zone" : "answers \(message.responseCode) when it is asked for the root zone"
      case .failure(let failure): problem = "\(failure)"
      }
      return HostCheck(
        .resolver, works ? .warning : .broken, "\(reply.name): \(problem)",
        remedy: works
          ? "Start it or take it out, lest every question waits for it first."
          : "Start a resolver that validates DNSSEC, such as unbound, and name it in /etc/resolv.conf or by --resolver."
      )
    }
  }

  private func signatureCheck(_ replies: [Reply]) -> HostCheck {
    var unchecked: [String] = []
    for reply in replies where reply.isGood {
      if case .success(let message) = reply.outcome, !message.authenticatedData { unchecked.append(reply.name) }
    }
    guard replies.contains(where: \.isGood) else {
      return HostCheck(.dnssec, .skipped, "no resolver answers")
    }
    guard !unchecked.isEmpty else { return HostCheck(.dnssec, .ok, "validated by the resolver, as the CA's does") }
    return HostCheck(
      .dnssec, .warning, "not validated by \(unchecked.joined(separator: ", ")): broken signatures stay unseen",
      remedy: "Use a resolver that validates, such as unbound on this host; the CA's does.")
  }
}
