/// Makes inputs from samples: by changes of octets, by words that mean something to the reader, and by splicing.
struct Mutator {
  let samples: [[UInt8]]
  let words: [[UInt8]]
  /// Octets; longer results are cut.
  let limit: Int

  /// The same for the same dice.
  func input(_ dice: inout Dice) -> [UInt8] {
    var bytes = dice.pick(samples) ?? []
    // One in eight is of words alone, so that nothing depends on the samples' shape.
    if dice.below(8) == 0 {
      bytes = []
      for _ in 0...dice.below(12) { bytes += dice.pick(words) ?? [] }
    }
    for _ in 0...dice.below(6) { change(&bytes, &dice) }
    return Array(bytes.prefix(limit))
  }

  private func change(_ bytes: inout [UInt8], _ dice: inout Dice) {
    let place = dice.below(bytes.count + 1)
    switch dice.below(9) {
    case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(dice.below(8))
    case 1 where place < bytes.count: bytes[place] = UInt8(truncatingIfNeeded: dice.next())
    case 2 where place < bytes.count: bytes[place] = [0, 1, 0x7f, 0x80, 0xc0, 0xff][dice.below(6)]
    case 3: bytes.insert(UInt8(truncatingIfNeeded: dice.next()), at: place)
    case 4: bytes.insert(contentsOf: dice.pick(words) ?? [], at: place)
    case 5: bytes.removeSubrange(place..<min(bytes.count, place + 1 + dice.below(8)))
    case 6:
      // Repeats grow what is counted: labels, parameters, records.
      let piece = bytes[place..<min(bytes.count, place + 1 + dice.below(24))]
      let count = dice.below(20) == 0 ? 200 : 1 + dice.below(4)
      for _ in 0..<count where bytes.count < limit { bytes.insert(contentsOf: piece, at: place) }
    case 7:
      let other = dice.pick(samples) ?? []
      let from = dice.below(other.count + 1)
      bytes.replaceSubrange(place..., with: other[from...])
    default:
      // Letters' case.
      if place < bytes.count, (0x41...0x5a).contains(bytes[place] & 0xdf) { bytes[place] ^= 0x20 }
    }
  }

  /// A shorter input that fails as well, as far as a bounded search finds one.
  static func shrink(_ input: [UInt8], _ fails: ([UInt8]) -> Bool) -> [UInt8] {
    var best = input
    var size = max(best.count / 2, 1)
    var tries = 0
    while size >= 1, tries < 2000 {
      var start = 0
      while start < best.count, tries < 2000 {
        tries += 1
        let shorter = Array(best[..<start] + best[min(best.count, start + size)...])
        if fails(shorter) { best = shorter } else { start += size }
      }
      size = size == 1 ? 0 : size / 2
    }
    return best
  }
}
