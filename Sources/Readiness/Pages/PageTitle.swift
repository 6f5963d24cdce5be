/// What stands between `<title>` and `</title>`.
enum PageTitle {
  /// - Parameter lowered: The same body as signatures look at it: octet for octet in the same place.
  /// - Returns: On one line, at most 80 characters; nil where there is none.
  static func text(of body: [UInt8], lowered: BoundedText) -> String? {
    guard let tag = lowered.offset(of: "<title", from: 0), let open = lowered.offset(of: ">", from: tag) else {
      return nil
    }
    let close = lowered.offset(of: "</title", from: open) ?? lowered.octets.count
    guard open + 1 < close else { return nil }
    let text = oneLine(String(decoding: body[(open + 1)..<close], as: UTF8.self), limit: 80)
    return text.isEmpty ? nil : text
  }

  /// Runs of white space become a blank; cut to `limit` characters, the last of which is then "…".
  static func oneLine(_ text: String, limit: Int) -> String {
    let words = text.unicodeScalars.prefix(4096).split { $0.properties.isWhitespace || $0.value < 32 }
    let line = words.map { String($0) }.joined(separator: " ")
    return line.count > limit ? line.prefix(limit - 1) + "…" : line
  }
}
