public import Gate
import Timing

/// CA profiles for people. One may come from a file, so nothing of it is trusted.
public enum ProfileText {
  public static func list(_ profiles: [CAProfile]) -> String {
    Columns.table(
      profiles.map { [Inert.text($0.name), Inert.text($0.title), "\($0.pendingCap) pending at most"] }, indent: 0)
  }

  public static func block(_ profile: CAProfile, style: Style = .plain) -> String {
    let identities = profile.caaIdentities.isEmpty ? "none published" : profile.caaIdentities.joined(separator: ", ")
    return "\(style(.strong, Inert.text(profile.name)))  \(Inert.text(profile.title))\n"
      + Columns.table(
        [
          ["Directory", Inert.text(profile.directoryURL ?? "no public ACME directory")],
          ["In CAA records", Inert.text(identities)],
          ["Pending orders", "\(profile.pendingCap) at most"],
          ["A pending order lasts", profile.pendingOrderLifetime.shortText],
          ["A certificate lasts", profile.certificateLifetime.shortText],
          ["Renewed before its end", profile.renewBefore.shortText],
          ["Names per certificate", "\(profile.namesPerCertificate) at most"],
          ["Pauses after failures", profile.failureBackoff.map(\.shortText).joined(separator: ", ")],
          ["Source", Inert.text(profile.source)],
          ["Read there", Inert.text(profile.sourceDate)],
        ], indent: 2)
  }
}
