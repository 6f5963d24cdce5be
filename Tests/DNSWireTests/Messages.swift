import Addressing
import DNSWire
import Testing

/// A name that the test knows to be one.
func name(_ text: String) -> DNSName {
  DNSName(text) ?? .root
}

func address(_ text: String, at owner: String, ttl: UInt32 = 300) throws -> ResourceRecord {
  let address = try #require(IPAddress(text))
  return ResourceRecord(
    name: name(owner), type: address.family == .ipv4 ? .a : .aaaa, ttl: ttl, data: .address(address))
}

func cname(_ target: String, at owner: String, ttl: UInt32 = 300) -> ResourceRecord {
  ResourceRecord(name: name(owner), type: .cname, ttl: ttl, data: .cname(name(target)))
}

func soa(ttl: UInt32, minimum: UInt32) -> ResourceRecord {
  ResourceRecord(
    name: name("example.com"), type: .soa, ttl: ttl,
    data: .soa(SOA(primary: name("ns.example.com"), mailbox: name("root.example.com"), serial: 7, minimum: minimum)))
}

/// Octets written as a person reads a dump: hexadecimal pairs, and text in quotes; a space parts.
func octets(_ dump: String) -> [UInt8] {
  var bytes: [UInt8] = []
  for word in dump.split(whereSeparator: \.isWhitespace) {
    if word.first == "\"" {
      bytes += word.dropFirst().dropLast().utf8
    } else {
      var digits = word[...]
      while digits.count >= 2 {
        bytes.append(UInt8(digits.prefix(2), radix: 16) ?? 0)
        digits = digits.dropFirst(2)
      }
    }
  }
  return bytes
}

/// The error of reading; nil where there is none.
func fault(_ bytes: [UInt8]) -> WireError? {
  do throws(WireError) {
    _ = try Message(parsing: bytes)
    return nil
  } catch {
    return error
  }
}

/// Random numbers that are the same in each run (SplitMix64).
struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
