public import Timing

/// The line on which a terminal shows how far the work is.
public enum ProgressLine {
  /// The line without its end, colours included, in at most `width` columns.
  ///
  /// What does not fit is first said in fewer words, then left out, the least important first.
  public static func text(_ model: ProgressModel, width: Int, style: Style = .plain, now: Timestamp) -> String {
    for form in Form.all {
      let spans = spans(model, form, now)
      guard spans.reduce(0, { $0 + $1.text.columns }) <= width else { continue }
      return spans.map { span in span.role.map { style($0, span.text) } ?? span.text }.joined()
    }
    return spans(model, Form.all[Form.all.count - 1], now).map(\.text).joined().fitted(into: width)
  }

  /// How much of it is said.
  private struct Form {
    var hasWords = true
    var hasRate = true
    var hasLeft = true
    var hasWait = true
    var hasVerdicts = true
    var hasOrders = true

    static let all: [Form] = {
      var form = Form()
      var forms = [form]
      for part in [\Form.hasWords, \.hasRate, \.hasLeft, \.hasWait, \.hasVerdicts, \.hasOrders] {
        form[keyPath: part] = false
        forms.append(form)
      }
      return forms
    }()
  }

  private struct Span {
    var text: String
    var role: Style.Role?

    init(_ text: String, _ role: Style.Role? = nil) {
      self.text = text
      self.role = role
    }
  }

  private static func spans(_ model: ProgressModel, _ form: Form, _ now: Timestamp) -> [Span] {
    var parts: [[Span]] = [[Span(done(model, form))]]
    if form.hasVerdicts, model.alone == nil { parts.append(verdicts(model.verdicts, form)) }
    if let orders = model.orders {
      if form.hasOrders { parts.append([Span("pending \(orders.pending)/\(orders.cap)")]) }
      if form.hasWait, let wait = wait(orders, form, now) { parts.append([Span(wait, .unsure)]) }
    }
    if form.hasRate, let rate = model.rate { parts.append([Span(speed(rate))]) }
    if model.isEnding {
      parts.append([Span("ending", .unsure)])
    } else if form.hasLeft, let left = model.left {
      parts.append([Span("about \(rounded(left).shortText) left")])
    }
    if model.alone != nil, form.hasRate, model.elapsed >= .seconds(1) {
      parts.append([Span(whole(model.elapsed).shortText)])
    }
    return Array(parts.joined(separator: [Span("  ")]))
  }

  private static func done(_ model: ProgressModel, _ form: Form) -> String {
    if let alone = model.alone { return "checking \(Inert.text(alone, limit: 253))" }
    let noun = form.hasWords ? " \(model.noun)s" : ""
    return switch model.total {
    case .unknown: "\(model.done) \(model.noun)\(model.done == 1 ? "" : "s")"
    case .about(let total): "\(model.done) of about \(round(total))\(noun)"
    case .known(let total): "\(model.done)/\(total)\(noun)"
    }
  }

  private static func verdicts(_ counts: VerdictCounts, _ form: Form) -> [Span] {
    let words = form.hasWords
    return [
      Span("✓ \(counts.ready)\(words ? " ready" : "")", .good), Span(words ? "  " : " "),
      Span("✗ \(counts.notReady)\(words ? " not ready" : "")", .bad), Span(words ? "  " : " "),
      Span("? \(counts.undetermined)\(words ? " undetermined" : "")", .unsure),
    ]
  }

  private static func wait(_ orders: ProgressModel.Orders, _ form: Form, _ now: Timestamp) -> String? {
    guard let name = orders.waitsFor else { return nil }
    let reason = "waits for \(Inert.text(name, limit: 60))"
    guard let until = orders.until, until > now else { return reason }
    let rest = Duration.seconds((until - now).secondsRoundedUp).shortText
    guard form.hasWords else { return "\(reason) \(rest)" }
    // The day only where it is another one.
    let text = until.text
    let isToday = text.prefix(10) == now.text.prefix(10)
    let moment = (isToday ? "" : "\(text.prefix(10)) ") + text.dropFirst(11).prefix(5)
    return "\(reason) until \(moment) UTC (\(rest))"
  }

  /// A number that is only guessed is not said to the last digit.
  private static func round(_ count: Int) -> Int {
    var unit = 1
    while count / unit >= 1000 { unit *= 10 }
    return (count + unit / 2) / unit * unit
  }

  private static func speed(_ rate: Double) -> String {
    for (factor, unit) in [(1.0, "s"), (60, "min")] where rate * factor >= 1 {
      return "\(number(rate * factor))/\(unit)"
    }
    return "\(number(rate * 3600))/h"
  }

  /// "310", "4.2"
  private static func number(_ value: Double) -> String {
    if value >= 10 { return "\(Int(min(value, 1e9).rounded()))" }
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }

  /// In steps that fit what is left: nobody needs the second of an hour.
  private static func rounded(_ left: Duration) -> Duration {
    let seconds = left.secondsRoundedUp
    let step: Int64 = seconds <= 20 ? 1 : seconds <= 120 ? 5 : seconds <= 600 ? 30 : seconds <= 86_400 ? 60 : 3600
    return .seconds((seconds + step - 1) / step * step)
  }

  private static func whole(_ duration: Duration) -> Duration { .seconds(duration.nanoseconds / 1_000_000_000) }
}
