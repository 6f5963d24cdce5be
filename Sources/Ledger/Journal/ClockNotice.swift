import Gate
import Timing

/// What there is to say where the machine's clock was set back while it was off.
enum ClockNotice {
  /// Less than this is what clocks without a battery or a time server do.
  static let tolerance = Duration.seconds(60)

  /// Nil where the clocks agree, or where the steady clock of the same boot makes the wall clock unimportant.
  static func text(last: Moment, now: Moment) -> String? {
    guard last.boot != now.boot else { return nil }
    let behind = last.date - now.date
    guard behind > tolerance else { return nil }
    return
      "this machine was restarted, and its clock (\(now.date.text)) is \(behind.shortText) behind the ledger's last "
      + "record (\(last.date.text)); limits and pauses are measured from that record on, so they end later, never "
      + "sooner; set the clock if it is wrong"
  }
}
