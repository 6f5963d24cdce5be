/// Undoes DEFLATE (RFC 1951), as far as a bound on the output allows. A page that unfolds to gigabytes costs no more than
/// its first few kilobytes.
struct Inflate {
  enum Fault: Error {
    /// The input ends too early.
    case short
    case damaged
  }

  private let input: ArraySlice<UInt8>
  /// Where the next octet is read.
  private(set) var position: Int
  private var bitBuffer: UInt32 = 0
  private var bitCount = 0
  private(set) var output: [UInt8] = []
  private let limit: Int

  init(_ input: ArraySlice<UInt8>, limit: Int) {
    self.input = input
    position = input.startIndex
    self.limit = limit
  }

  private var isFull: Bool { output.count >= limit }

  /// Returns whether the end was reached; false where the output reached its bound first.
  mutating func run() throws(Fault) -> Bool {
    while true {
      let isLast = try bits(1) == 1
      switch try bits(2) {
      case 0: try stored()
      case 1: try compressed(Inflate.fixed.literals, Inflate.fixed.distances)
      case 2:
        let codes = try dynamicCodes()
        try compressed(codes.literals, codes.distances)
      default: throw .damaged
      }
      if isFull { return false }
      if isLast { return true }
    }
  }

  private mutating func octet() throws(Fault) -> UInt8 {
    guard position < input.endIndex else { throw .short }
    defer { position += 1 }
    return input[position]
  }

  private mutating func bits(_ count: Int) throws(Fault) -> Int {
    while bitCount < count {
      bitBuffer |= UInt32(try octet()) << UInt32(bitCount)
      bitCount += 8
    }
    defer {
      bitBuffer >>= UInt32(count)
      bitCount -= count
    }
    return Int(bitBuffer & (1 << UInt32(count) - 1))
  }

  // Section 3.2.4.
  private mutating func stored() throws(Fault) {
    bitBuffer = 0
    bitCount = 0
    let length = Int(try octet()) | Int(try octet()) << 8
    let complement = Int(try octet()) | Int(try octet()) << 8
    guard length == ~complement & 0xffff else { throw .damaged }
    for _ in 0..<length {
      if isFull { return }
      output.append(try octet())
    }
  }

  // Section 3.2.5.
  private mutating func compressed(_ literals: HuffmanCode, _ distances: HuffmanCode) throws(Fault) {
    while !isFull {
      let symbol = try decode(literals)
      if symbol < 256 {
        output.append(UInt8(symbol))
        continue
      }
      if symbol == 256 { return }
      guard symbol <= 285 else { throw .damaged }
      let length = Inflate.lengthBases[symbol - 257] + (try bits(Inflate.lengthExtra[symbol - 257]))
      let distanceSymbol = try decode(distances)
      guard distanceSymbol < 30 else { throw .damaged }
      let distance =
        Inflate.distanceBases[distanceSymbol] + (try bits(distanceSymbol < 2 ? 0 : distanceSymbol / 2 - 1))
      guard distance <= output.count else { throw .damaged }
      for _ in 0..<length {
        if isFull { return }
        output.append(output[output.count - distance])
      }
    }
  }

  private mutating func decode(_ code: HuffmanCode) throws(Fault) -> Int {
    var value = 0
    var first = 0
    var index = 0
    for length in 1...15 {
      value |= try bits(1)
      let count = code.counts[length]
      if value - count < first { return code.symbols[index + value - first] }
      index += count
      first = (first + count) << 1
      value <<= 1
    }
    throw .damaged
  }

  // Section 3.2.7.
  private mutating func dynamicCodes() throws(Fault) -> (literals: HuffmanCode, distances: HuffmanCode) {
    let literalCount = try bits(5) + 257
    let distanceCount = try bits(5) + 1
    let lengthCount = try bits(4) + 4
    guard literalCount <= 286, distanceCount <= 30 else { throw .damaged }
    var lengths = [Int](repeating: 0, count: 19)
    for index in 0..<lengthCount { lengths[Inflate.order[index]] = try bits(3) }
    guard let lengthCode = HuffmanCode(lengths[...]) else { throw .damaged }
    lengths = []
    while lengths.count < literalCount + distanceCount {
      let symbol = try decode(lengthCode)
      switch symbol {
      case 0...15: lengths.append(symbol)
      case 16:
        guard let last = lengths.last else { throw .damaged }
        lengths += Array(repeating: last, count: 3 + (try bits(2)))
      case 17: lengths += Array(repeating: 0, count: 3 + (try bits(3)))
      default: lengths += Array(repeating: 0, count: 11 + (try bits(7)))
      }
    }
    guard lengths.count == literalCount + distanceCount, lengths[256] != 0,
      let literals = HuffmanCode(lengths[..<literalCount]), let distances = HuffmanCode(lengths[literalCount...])
    else { throw .damaged }
    return (literals, distances)
  }

  private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
  private static let lengthBases = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
  ]
  private static let lengthExtra = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let distanceBases = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
    8193, 12289, 16385, 24577,
  ]

  // Section 3.2.6.
  private static let fixed = (
    literals: HuffmanCode(
      unchecked: (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }),
    distances: HuffmanCode(unchecked: Array(repeating: 5, count: 30))
  )
}

/// A code given by the lengths of its words (section 3.2.2).
private struct HuffmanCode {
  /// How many words have each length; 0 to 15.
  var counts = [Int](repeating: 0, count: 16)
  /// In the order of the words.
  var symbols: [Int] = []

  init(unchecked lengths: [Int]) {
    for length in lengths { counts[length] += 1 }
    for length in 1...15 where counts[length] > 0 {
      for (symbol, own) in lengths.enumerated() where own == length { symbols.append(symbol) }
    }
    counts[0] = 0
  }

  /// Nil where the lengths make no code: too many words, or too few (but for a code of one word).
  init?(_ lengths: ArraySlice<Int>) {
    self.init(unchecked: Array(lengths))
    var left = 1
    for length in 1...15 {
      left = left << 1 - counts[length]
      if left < 0 { return nil }
    }
    if left > 0, symbols.count > 1 || counts[1] != symbols.count { return nil }
  }
}
