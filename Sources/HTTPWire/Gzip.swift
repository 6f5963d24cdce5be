/// A gzip stream (RFC 1952): one member after another, checksums heeded, as Go's reader does it.
struct Gzip {
  enum End {
    /// Whole to its last octet.
    case complete
    /// The output reached its bound; what comes after it is not looked at.
    case full
    /// More input could make it whole.
    case short
    case damaged
  }

  let output: [UInt8]
  let end: End

  init(_ input: [UInt8], limit: Int) {
    var output: [UInt8] = []
    var rest = input[...]
    while true {
      // Nothing behind a member is the end, and no input at all is an empty body.
      if rest.isEmpty {
        end = .complete
        break
      }
      do throws(Inflate.Fault) {
        guard try Gzip.member(&rest, &output, limit: limit) else {
          end = .full
          break
        }
      } catch {
        end = error == .short ? .short : .damaged
        break
      }
    }
    self.output = output
  }

  /// Returns false where the output reached its bound.
  private static func member(_ rest: inout ArraySlice<UInt8>, _ output: inout [UInt8], limit: Int)
    throws(Inflate.Fault) -> Bool
  {
    try header(&rest)
    var inflate = Inflate(rest, limit: limit - output.count)
    do throws(Inflate.Fault) {
      let isWhole = try inflate.run()
      output += inflate.output
      if !isWhole { return false }
    } catch {
      output += inflate.output
      throw error
    }
    rest = rest[inflate.position...]
    let trailer = try take(8, &rest)
    let number = { (at: Int) in (0..<4).reduce(UInt32(0)) { $0 | UInt32(trailer[at + $1]) << UInt32(8 * $1) } }
    guard number(0) == crc32(inflate.output[...]), number(4) == UInt32(truncatingIfNeeded: inflate.output.count) else {
      throw .damaged
    }
    return true
  }

  // Section 2.3.
  private static func header(_ rest: inout ArraySlice<UInt8>) throws(Inflate.Fault) {
    let whole = rest
    let fixed = try take(10, &rest)
    guard fixed[0] == 0x1f, fixed[1] == 0x8b, fixed[2] == 8 else { throw .damaged }
    let flags = fixed[3]
    if flags & 4 != 0 {
      let length = try take(2, &rest)
      _ = try take(Int(length[0]) | Int(length[1]) << 8, &rest)
    }
    for flag: UInt8 in [8, 16] where flags & flag != 0 {
      guard let end = rest.firstIndex(of: 0) else { throw rest.count >= 512 ? .damaged : .short }
      guard end - rest.startIndex < 512 else { throw .damaged }
      rest = rest[(end + 1)...]
    }
    if flags & 2 != 0 {
      let sum = crc32(whole[..<rest.startIndex])
      let given = try take(2, &rest)
      guard sum & 0xffff == UInt32(given[0]) | UInt32(given[1]) << 8 else { throw .damaged }
    }
  }

  private static func take(_ count: Int, _ rest: inout ArraySlice<UInt8>) throws(Inflate.Fault) -> [UInt8] {
    guard rest.count >= count else { throw .short }
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  private static func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var sum = UInt32.max
    for octet in bytes {
      sum ^= UInt32(octet)
      for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0xedb8_8320 }
    }
    return ~sum
  }
}
