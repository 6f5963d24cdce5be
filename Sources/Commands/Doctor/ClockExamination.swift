import DNSWire
import Gate
import Reports
import Timing

/// The clock, held against what others have dated: ledger, limits and TLS go by it.
struct ClockExamination: Sendable {
  let now: Timestamp
  /// Those of the root zone, which is signed anew every day.
  let signatures: [SignatureRecord]
  /// The CA's own clock.
  let authority: Timestamp?

  private static let remedy = "Set the clock and keep it right (systemd-timesyncd, chrony)."
  /// What a signature's time or a whole second on the way may differ by.
  private static let tolerance = Duration.seconds(30)

  func run() -> HostCheck {
    let seconds = now.milliseconds / 1000
    if let written = ClockExamination.written, now < written {
      return HostCheck(
        .clock, .broken, "\(now.text) is before this program was written", remedy: ClockExamination.remedy)
    }
    if let authority {
      let difference = now > authority ? now - authority : authority - now
      let words = "\(difference.shortText) \(now > authority ? "ahead of" : "behind") the CA's"
      return difference <= ClockExamination.tolerance
        ? HostCheck(.clock, .ok, "\(now.text), as the CA's")
        : HostCheck(.clock, .warning, "\(now.text), \(words)", remedy: ClockExamination.remedy)
    }
    if let wrong = signatures.first(where: { $0.isEarly(at: seconds) || $0.isExpired(at: seconds) }) {
      let side = wrong.isEarly(at: seconds) ? "not valid yet" : "expired"
      return HostCheck(
        .clock, .broken, "\(now.text): by this clock the root zone's signatures are \(side)",
        remedy: ClockExamination.remedy)
    }
    return signatures.isEmpty
      ? HostCheck(.clock, .skipped, "\(now.text): nothing that is dated was seen to hold it against")
      : HostCheck(
        .clock, .ok, "\(now.text): within some days, as the root zone's signatures hold; --ca compares it closely")
  }

  /// When the latest of the CAs' figures was read: the program is no older than that.
  static let written = CAProfile.builtIn.compactMap { Timestamp($0.sourceDate.prefix(7) + "-01T00:00:00Z") }.max()
}
