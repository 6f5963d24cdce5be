import Gate
import Glibc
import JSONText
import Timing

/// One line of the journal: a JSON object whose last member is the CRC-32C of all bytes before it.
enum JournalLine {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  static let schema = "preflight.ledger/1"
  static let schemaFamily = "preflight.ledger/"
  /// `,"crc":"01234567"}`
  static let tailLength = 18
  /// No version writes a longer one: a hundred names of 253 characters, twice.
  static let maximumLength = 1 << 17

  enum Content {
    case header(schema: String, created: String?)
    case entry(LedgerEntry)
  }

  enum Fault: Error {
    /// The checksum is missing or wrong.
    case checksum
    case content(String)
    case newer(String)
  }

  static func append(_ entry: LedgerEntry, to bytes: inout [UInt8], using writer: inout JSONWriter) {
    writer.removeAll()
    writer.object { entry.write(to: &$0) }
    seal(writer.bytes, into: &bytes)
  }

  static func header(at date: Timestamp) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("schema", schema)
      writer.field("created", date.text)
    }
    var bytes: [UInt8] = []
    seal(writer.bytes, into: &bytes)
    return bytes
  }

  private static func seal(_ object: [UInt8], into bytes: inout [UInt8]) {
    let body = object.dropLast()
    bytes.append(contentsOf: body)
    bytes.append(contentsOf: ",\"crc\":\"".utf8)
    let sum = Checksum.of(body)
    for place in 0..<8 {
      let digit = UInt8(sum >> UInt32(28 - 4 * place) & 15)
      bytes.append(digit < 10 ? 48 + digit : 87 + digit)
    }
    bytes.append(contentsOf: "\"}\n".utf8)
  }

  /// Reads a line without its line feed.
  static func parse(_ line: Bytes, isFirst: Bool) throws(Fault) -> Content {
    guard isSealed(line) else { throw .checksum }
    if !isFirst, let entry = LedgerEntry(written: Bytes(rebasing: line[..<(line.count - tailLength)])) {
      return .entry(entry)
    }
    let json: JSONValue
    do {
      json = try JSONValue(parsing: line)
    } catch {
      throw .content("\(error)")
    }
    if isFirst {
      guard let schema = json["schema"]?.string else { throw .content("the first line names no schema") }
      return .header(schema: schema, created: json["created"]?.string)
    }
    do {
      return .entry(try LedgerEntry(json))
    } catch .unknownKind(let kind) {
      throw .newer("a record of the kind \"\(kind.prefix(40))\"")
    } catch {
      throw .content("\(error)")
    }
  }

  /// The line's object without its checksum and without its closing brace.
  static func body(of line: Bytes) -> Slice<Bytes> { line.dropLast(tailLength) }

  /// Whether a line that is not sealed is a whole one with something else than a line feed behind it. A write that was
  /// cut short leaves no such thing.
  static func isGrown(_ line: Bytes) -> Bool {
    for end in stride(from: tailLength + 1, to: line.count, by: 1)
    where line[end - 1] == UInt8(ascii: "}") && isSealed(Bytes(rebasing: line[..<end])) {
      return true
    }
    return false
  }

  private static func isSealed(_ line: Bytes) -> Bool {
    guard line.count > tailLength, line.count <= maximumLength, let base = line.baseAddress else { return false }
    let body = line.count - tailLength
    guard memcmp(base + body, ",\"crc\":\"", 8) == 0, memcmp(base + line.count - 2, "\"}", 2) == 0 else { return false }
    var sum: UInt32 = 0
    for digit in line[(body + 8)..<(body + 16)] {
      switch digit {
      case 48...57: sum = sum << 4 | UInt32(digit - 48)
      case 97...102: sum = sum << 4 | UInt32(digit - 87)
      default: return false
      }
    }
    return sum == Checksum.of(Bytes(rebasing: line[..<body]))
  }
}
