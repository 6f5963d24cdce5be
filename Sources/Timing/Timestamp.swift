/// A moment of the calendar (UTC), in milliseconds since 1970-01-01T00:00:00Z. What is written down or shown is dated
/// by it; the wall clock may step, so it never drives a time-out.
public struct Timestamp: Hashable, Comparable, Sendable {
  public var milliseconds: Int64

  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.milliseconds < right.milliseconds
  }

  public static func + (moment: Timestamp, duration: Duration) -> Timestamp {
    let (sum, overflow) = moment.milliseconds.addingReportingOverflow(duration.milliseconds)
    return Timestamp(milliseconds: overflow ? .max : sum)
  }

  public static func - (later: Timestamp, earlier: Timestamp) -> Duration {
    .milliseconds(later.milliseconds &- earlier.milliseconds)
  }
}

// MARK: - RFC 3339

extension Timestamp {
  /// RFC 3339 in UTC with whole seconds, "2026-11-23T05:48:12Z".
  public var text: String { format(fraction: false) }

  /// RFC 3339 in UTC with milliseconds, "2026-11-23T05:48:12.250Z".
  public var preciseText: String { format(fraction: true) }

  /// Reads RFC 3339 in UTC ("Z"), with or without a fraction (digits after the third are dropped). Nil for anything
  /// else: an offset, a leap second, a day that the month does not have.
  public init?(_ text: some StringProtocol) {
    var text = String(text)
    guard let moment = text.withUTF8({ Timestamp(utf8: $0) }) else { return nil }
    self = moment
  }

  /// The same, of text as it stands in a file.
  public init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count >= 20, bytes.count <= 40, bytes.last == UInt8(ascii: "Z"), bytes[4] == UInt8(ascii: "-"),
      bytes[7] == UInt8(ascii: "-"), bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
      bytes[16] == UInt8(ascii: ":"), let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
      let day = number(bytes[8..<10]), let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]),
      let second = number(bytes[17..<19]), hour < 24, minute < 60, second < 60,
      let days = daysSinceEpoch(year: year, month: month, day: day)
    else { return nil }
    var fraction: Int64 = 0
    if bytes.count > 20 {
      let digits = bytes[20..<(bytes.count - 1)]
      guard bytes[19] == UInt8(ascii: "."), !digits.isEmpty, number(digits.prefix(9)) != nil else { return nil }
      guard digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
      for place in 0..<3 {
        let index = 20 + place
        fraction = fraction * 10 + (index < bytes.count - 1 ? Int64(bytes[index] - 48) : 0)
      }
    }
    milliseconds = ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + fraction
  }

  private func format(fraction: Bool) -> String {
    // Years outside 0000...9999 have no RFC 3339 form: shown as its nearest end.
    let bounded = min(max(milliseconds, -62_167_219_200_000), 253_402_300_799_999)
    let days = bounded.flooredQuotient(by: 86_400_000)
    let rest = bounded - days * 86_400_000
    let (year, month, day) = civil(days: days)
    return String(unsafeUninitializedCapacity: 24) { octets in
      var count = 0
      // Every report and every record of the journal is dated: octet by octet, without a text for each number.
      func put(_ value: Int64, _ width: Int, _ end: Character) {
        var value = value
        for place in stride(from: count + width - 1, through: count, by: -1) {
          octets[place] = 48 + UInt8(value % 10)
          value /= 10
        }
        octets[count + width] = end.asciiValue ?? 0
        count += width + 1
      }
      put(year, 4, "-")
      put(month, 2, "-")
      put(day, 2, "T")
      put(rest / 3_600_000, 2, ":")
      put(rest / 60_000 % 60, 2, ":")
      put(rest / 1000 % 60, 2, fraction ? "." : "Z")
      if fraction { put(rest % 1000, 3, "Z") }
      return count
    }
  }
}

private func number(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
  var value: Int64 = 0
  for digit in digits {
    guard (48...57).contains(digit) else { return nil }
    value = value * 10 + Int64(digit - 48)
  }
  return value
}

// The proleptic Gregorian calendar counted in eras of 400 years (146,097 days) that begin on 1 March, so that the leap
// day is the last of its year.

private func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64? {
  guard (1...12).contains(month), day >= 1, day <= daysInMonth(year: year, month: month) else { return nil }
  let shifted = month <= 2 ? year - 1 : year
  let era = shifted.flooredQuotient(by: 400)
  let yearOfEra = shifted - era * 400
  let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
  return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}

private func daysInMonth(year: Int64, month: Int64) -> Int64 {
  switch month {
  case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
  case 4, 6, 9, 11: 30
  default: 31
  }
}

private func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
  let shifted = days + 719_468
  let era = shifted.flooredQuotient(by: 146_097)
  let dayOfEra = shifted - era * 146_097
  let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let shiftedMonth = (5 * dayOfYear + 2) / 153
  let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
}

extension Int64 {
  fileprivate func flooredQuotient(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
