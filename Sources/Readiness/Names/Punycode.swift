/// Punycode (RFC 3492): how a label with other letters than ASCII's is written in ASCII. Without the "xn--" before it.
enum Punycode {
  // RFC 3492 section 5.
  private static let base: UInt32 = 36
  private static let tMin: UInt32 = 1
  private static let tMax: UInt32 = 26
  private static let initialBias: UInt32 = 72
  private static let initialN: UInt32 = 0x80
  private static let delimiter = UInt8(ascii: "-")
  /// A label has at most 63 octets; longer input is not worth the quadratic time.
  static let maximumOctets = 63

  /// The ASCII form; nil where it would be longer than a label.
  static func encode(_ scalars: some Collection<Unicode.Scalar>) -> [UInt8]? {
    guard scalars.count <= maximumOctets else { return nil }
    // Section 6.3: the basic code points first, then a delimiter if there are any.
    var output = scalars.filter(\.isASCII).map { UInt8(truncatingIfNeeded: $0.value) }
    let basic = UInt32(output.count)
    if basic > 0 { output.append(delimiter) }
    var n = initialN
    var delta: UInt32 = 0
    var bias = initialBias
    var handled = basic
    while handled < scalars.count {
      guard let next = scalars.lazy.map(\.value).filter({ $0 >= n }).min() else { return nil }
      // At most 0x10FFFF times 64: far below the 32 bits.
      delta += (next - n) * (handled + 1)
      n = next
      for scalar in scalars {
        if scalar.value < n { delta += 1 }
        guard scalar.value == n else { continue }
        var q = delta
        var k = base
        while true {
          let t = threshold(k, bias)
          if q < t { break }
          output.append(digit(t + (q - t) % (base - t)))
          q = (q - t) / (base - t)
          k += base
        }
        output.append(digit(q))
        guard output.count <= maximumOctets else { return nil }
        bias = adapt(delta, points: handled + 1, first: handled == basic)
        delta = 0
        handled += 1
      }
      delta += 1
      n += 1
    }
    return output
  }

  /// The text of the ASCII form; nil where it is no Punycode.
  static func decode(_ input: some Collection<UInt8>) -> [Unicode.Scalar]? {
    let input = Array(input)
    guard input.count <= maximumOctets, input.allSatisfy({ $0 < 0x80 }) else { return nil }
    // Section 6.2: what stands before the last delimiter is itself.
    let split = input.lastIndex(of: delimiter)
    var output = input[..<(split ?? 0)].map { Unicode.Scalar($0) }
    var rest = input[(split.map { $0 + 1 } ?? 0)...]
    var n = initialN
    var i: UInt32 = 0
    var bias = initialBias
    while !rest.isEmpty {
      let oldI = i
      var weight: UInt32 = 1
      var k = base
      while true {
        guard let octet = rest.popFirst(), let digit = value(of: octet) else { return nil }
        let (product, overflow) = digit.multipliedReportingOverflow(by: weight)
        let (sum, spill) = i.addingReportingOverflow(product)
        guard !overflow, !spill else { return nil }
        i = sum
        let t = threshold(k, bias)
        if digit < t { break }
        let (next, tooFar) = weight.multipliedReportingOverflow(by: base - t)
        guard !tooFar else { return nil }
        weight = next
        k += base
      }
      let points = UInt32(output.count) + 1
      bias = adapt(i - oldI, points: points, first: oldI == 0)
      let (sum, overflow) = n.addingReportingOverflow(i / points)
      // A decoder must not make ASCII or half a surrogate pair out of digits.
      guard !overflow, let scalar = Unicode.Scalar(sum) else { return nil }
      n = sum
      i %= points
      output.insert(scalar, at: Int(i))
      i += 1
    }
    return output
  }

  private static func threshold(_ k: UInt32, _ bias: UInt32) -> UInt32 {
    k <= bias + tMin ? tMin : k >= bias + tMax ? tMax : k - bias
  }

  /// Section 6.1: skew 38, damp 700.
  private static func adapt(_ delta: UInt32, points: UInt32, first: Bool) -> UInt32 {
    var delta = first ? delta / 700 : delta / 2
    delta += delta / points
    var k: UInt32 = 0
    while delta > (base - tMin) * tMax / 2 {
      delta /= base - tMin
      k += base
    }
    return k + (base - tMin + 1) * delta / (delta + 38)
  }

  private static func digit(_ value: UInt32) -> UInt8 {
    UInt8(truncatingIfNeeded: value < 26 ? value + 0x61 : value - 26 + 0x30)
  }

  private static func value(of octet: UInt8) -> UInt32? {
    switch octet {
    case 0x30...0x39: UInt32(octet) - 0x30 + 26
    case 0x41...0x5a: UInt32(octet) - 0x41
    case 0x61...0x7a: UInt32(octet) - 0x61
    default: nil
    }
  }
}
