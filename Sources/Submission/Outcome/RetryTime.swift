package import Timing

/// When a CA wants to be asked again, as its error's text or its header says.
package enum RetryTime {
  /// Looks for "retry after 2026-11-24 09:12:44 UTC" (Let's Encrypt's detail), "Retry-After: 120", "Retry-After: Tue, 24
  /// Nov 2026 09:12:44 GMT" (RFC 9110 section 10.2.3) and "retryafter=120" (acme.sh); seconds count from `now`.
  package static func find(in text: Substring, now: Timestamp) -> Timestamp? {
    if let rest = text.after("retry after "), let time = date(rest.prefix(19)) { return time }
    guard let rest = text.after("retry-after:") ?? text.after("retryafter=") else { return nil }
    return header(String(rest.prefix { !$0.isNewline }.drop { $0 == " " }), now: now)
  }

  /// The value of a header "Retry-After".
  package static func header(_ value: String, now: Timestamp) -> Timestamp? {
    let digits = value.prefix { $0.isASCII && $0.isNumber }
    if let seconds = Int64(digits), digits.utf8.count <= 9 { return now + .seconds(seconds) }
    return httpDate(value[...])
  }

  /// "2026-11-24 09:12:44"
  private static func date(_ text: Substring) -> Timestamp? {
    let parts = text.split(separator: " ")
    guard parts.count == 2 else { return nil }
    return Timestamp("\(parts[0])T\(parts[1])Z")
  }

  /// "Tue, 24 Nov 2026 09:12:44 GMT"; the two obsolete forms are not sent by any CA.
  package static func httpDate(_ text: Substring) -> Timestamp? {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let parts = text.split(separator: " ")
    guard parts.count >= 6, parts[5].hasPrefix("GMT"), parts[1].utf8.count == 2,
      let month = months.firstIndex(of: String(parts[2]))
    else { return nil }
    return Timestamp("\(parts[3])-\(month < 9 ? "0" : "")\(month + 1)-\(parts[1])T\(parts[4])Z")
  }
}

extension Substring {
  /// What follows the first occurrence of `part` (in lower case), which is looked for without regard to ASCII case.
  package func after(_ part: String) -> Substring? {
    var part = part
    return part.withUTF8 { part in
      let bytes = utf8
      var start = bytes.startIndex
      while start < bytes.endIndex {
        var index = start
        var matched = 0
        while matched < part.count, index < bytes.endIndex, asciiLowercased(bytes[index]) == part[matched] {
          index = bytes.index(after: index)
          matched += 1
        }
        if matched == part.count { return self[index...] }
        start = bytes.index(after: start)
      }
      return nil
    }
  }
}

private func asciiLowercased(_ byte: UInt8) -> UInt8 {
  (65...90).contains(byte) ? byte | 0x20 : byte
}
