/// The rules of a Public Suffix List, found by their text. One arena holds all texts and one array all slots: the list's
/// ten thousand rules are loaded in some two milliseconds, and a look-up hashes the name once, from its end.
struct SuffixTable: Sendable {
  /// What kinds of rule stand at one name, a bit each per section.
  struct Kinds: OptionSet, Sendable {
    let rawValue: UInt8

    static let plain = Kinds(rawValue: 0b01_0001)
    /// "*.ck": every name one label below is a suffix.
    static let wildcard = Kinds(rawValue: 0b10_0010)
    /// "!www.ck": this one is none after all.
    static let exception = Kinds(rawValue: 0b100_0100)
    static let icann = Kinds(rawValue: 0b0000_0111)
    static let `private` = Kinds(rawValue: 0b0111_0000)
    static let all: Kinds = [.icann, .private]
  }

  private struct Slot {
    /// Of the text in the arena.
    var start: UInt32 = 0
    /// 0: the slot is free.
    var length: UInt8 = 0
    var kinds: Kinds = []
    var hash: UInt32 = 0
  }

  private var arena: [UInt8] = []
  private var slots: [Slot]
  private(set) var count = 0

  init(reservingRules rules: Int, octets: Int) {
    var capacity = 64
    while capacity < rules * 2 { capacity *= 2 }
    slots = Array(repeating: Slot(), count: capacity)
    arena.reserveCapacity(octets)
  }

  /// Adds a kind of rule at `text`, which is in lower case and 1 to 253 octets long.
  mutating func insert(_ text: some BidirectionalCollection<UInt8>, _ kinds: Kinds) {
    if count * 2 >= slots.count { grow() }
    let hash = text.reversed().reduce(SuffixHash()) { $0.adding($1) }.value
    var index = Int(hash) & (slots.count - 1)
    while slots[index].length > 0 {
      let slot = slots[index]
      if slot.hash == hash, arena[Int(slot.start)...].prefix(Int(slot.length)).elementsEqual(text) {
        slots[index].kinds.formUnion(kinds)
        return
      }
      index = (index + 1) & (slots.count - 1)
    }
    slots[index] = Slot(
      start: UInt32(truncatingIfNeeded: arena.count), length: UInt8(truncatingIfNeeded: text.count), kinds: kinds,
      hash: hash)
    arena.append(contentsOf: text)
    count += 1
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(), count: old.count * 2)
    for slot in old where slot.length > 0 {
      var index = Int(slot.hash) & (slots.count - 1)
      while slots[index].length > 0 { index = (index + 1) & (slots.count - 1) }
      slots[index] = slot
    }
  }

  /// The list's algorithm (publicsuffix.org/list): an exception beats all, else the rule with most labels; nil where no
  /// rule of these kinds matches. `start` is where the suffix begins in the name.
  func find(_ name: UnsafeBufferPointer<UInt8>, _ kinds: Kinds) -> (section: PublicSuffixList.Section, start: Int)? {
    var best: (section: PublicSuffixList.Section, start: Int)?
    var hash = SuffixHash()
    // Where the name without its leftmost label so far begins: the suffix that an exception leaves.
    var parentStart = name.count
    var end = name.count
    while end > 0 {
      var start = end
      while start > 0, name[start - 1] != UInt8(ascii: ".") {
        start -= 1
        hash = hash.adding(lowercase(name[start]))
      }
      let found = self.kinds(at: name[start...], hash.value).intersection(kinds)
      if !found.isDisjoint(with: .exception) {
        return (section(of: found, .exception), parentStart)
      }
      if !found.isDisjoint(with: .plain) { best = (section(of: found, .plain), start) }
      if !found.isDisjoint(with: .wildcard), start > 1 {
        let label = name[..<(start - 1)].lastIndex(of: UInt8(ascii: ".")).map { $0 + 1 } ?? 0
        best = (section(of: found, .wildcard), label)
      }
      guard start > 0 else { break }
      hash = hash.adding(UInt8(ascii: "."))
      parentStart = start
      end = start - 1
    }
    return best
  }

  private func kinds(at text: Slice<UnsafeBufferPointer<UInt8>>, _ hash: UInt32) -> Kinds {
    var index = Int(hash) & (slots.count - 1)
    while slots[index].length > 0 {
      let slot = slots[index]
      if slot.hash == hash, Int(slot.length) == text.count {
        var equal = true
        for (offset, octet) in text.enumerated() where lowercase(octet) != arena[Int(slot.start) + offset] {
          equal = false
          break
        }
        if equal { return slot.kinds }
      }
      index = (index + 1) & (slots.count - 1)
    }
    return []
  }

  private func section(of found: Kinds, _ kind: Kinds) -> PublicSuffixList.Section {
    found.intersection(kind).isDisjoint(with: .icann) ? .private : .icann
  }
}

/// FNV-1a over a name from its end, so that each label to the left only adds to what is there.
private struct SuffixHash {
  var value: UInt32 = 0x811c_9dc5

  @inline(__always)
  func adding(_ octet: UInt8) -> SuffixHash {
    SuffixHash(value: (value ^ UInt32(octet)) &* 0x0100_0193)
  }
}

@inline(__always)
private func lowercase(_ octet: UInt8) -> UInt8 { octet &- 0x41 < 26 ? octet | 0x20 : octet }
