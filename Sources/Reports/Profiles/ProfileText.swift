public import Gate
import Timing

/// CA profiles for people. One may come from a file, so nothing of it is trusted.
public enum ProfileText {
  public static func list(_ profiles: [CAProfile], width: Int = 80) -> String {
    Columns.table(
      profiles.map { profile in
        let read = profile.sourceDate.isEmpty ? "" : "read \(Inert.text(profile.sourceDate))"
        return [Inert.text(profile.name), Inert.text(profile.title), "\(profile.pendingCap) pending", read]
      }, indent: 0, width: width)
  }

  public static func block(_ profile: CAProfile, style: Style = .plain, width: Int = 80) -> String {
    let identities = profile.caaIdentities.isEmpty ? "none published" : profile.caaIdentities.joined(separator: ", ")
    var text = "\(style(.strong, Inert.text(profile.name)))  \(Inert.text(profile.title))\n"
    text += Columns.table(
      [
        ["Directory", Inert.text(profile.directoryURL ?? "no public ACME directory")],
        ["In CAA records", Inert.text(identities)],
        ["Pending orders", "\(profile.pendingCap) at most"],
        ["A pending order lasts", profile.pendingOrderLifetime.shortText],
        ["A pending authorization", profile.pendingAuthorizationLifetime.shortText],
        ["A valid one is reused for", profile.authorizationLifetime.shortText],
        ["A certificate lasts", profile.certificateLifetime.shortText],
        ["Renewed before its end", profile.renewBefore.shortText],
        ["Names per certificate", "\(profile.namesPerCertificate) at most"],
        ["Orders for one request", "\(profile.ordersPerRequest)"],
        ["Pauses after failures", profile.failureBackoff.map(\.shortText).joined(separator: ", ")],
        ["Source", Inert.text(profile.source)],
        ["Read there", Inert.text(profile.sourceDate)],
      ].filter { !$0[1].isEmpty }, indent: 2, width: width)
    if !profile.note.isEmpty { text += Columns.wrapped(Inert.text(profile.note, limit: 400), indent: 2, width: width) }
    let limits = LimitName.allCases.compactMap { name in
      profile.limits[name].map { [name.rawValue, figures($0), $0.exemptsRenewals ? "not for renewals" : ""] }
    }
    if !limits.isEmpty { text += "\n\(style(.strong, "Limits"))\n" + Columns.table(limits, indent: 2, width: width) }
    let requests = profile.requests.map { rate in
      [rate.endpoints.map(\.rawValue).sorted().joined(separator: " "), figures(rate.limit)]
    }
    if !requests.isEmpty {
      text +=
        "\n\(style(.strong, "Requests from one address"))\n"
        + Columns.table(requests.map { $0.reversed() }, indent: 2, width: width)
    }
    return text
  }

  private static func figures(_ limit: RateLimit) -> String {
    let window = limit.window == .sliding ? "in any" : "at once, refilled in"
    return "\(limit.count) \(window) \(limit.period.shortText)"
  }
}
