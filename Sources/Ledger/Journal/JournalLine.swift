import Gate
import JSONText
import Timing

/// One line of the journal: a JSON object whose last member is the CRC-32C of all bytes before it.
enum JournalLine {
  static let schema = "preflight.ledger/1"
  static let schemaFamily = "preflight.ledger/"
  /// `,"crc":"01234567"}`
  static let tailLength = 18
  /// No version writes a longer one: a hundred names of 253 characters, twice.
  static let maximumLength = 1 << 17

  enum Content {
    case header(schema: String)
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
    bytes.append(contentsOf: hexadecimal(Checksum.of(body)))
    bytes.append(contentsOf: "\"}\n".utf8)
  }

  /// Reads a line without its line feed.
  static func parse(_ line: ArraySlice<UInt8>, isFirst: Bool) throws(Fault) -> Content {
    guard isSealed(line) else { throw .checksum }
    let json: JSONValue
    do {
      json = try JSONValue(parsing: line)
    } catch {
      throw .content("\(error)")
    }
    if isFirst {
      guard let schema = json["schema"]?.string else { throw .content("the first line names no schema") }
      return .header(schema: schema)
    }
    do {
      return .entry(try LedgerEntry(json))
    } catch .unknownKind(let kind) {
      throw .newer("a record of the kind \"\(kind.prefix(40))\"")
    } catch {
      throw .content("\(error)")
    }
  }

  /// Whether a line that is not sealed is a whole one with something else than a line feed behind it. A write that was
  /// cut short leaves no such thing.
  static func isGrown(_ line: ArraySlice<UInt8>) -> Bool {
    let mark = Array(",\"crc\":\"".utf8)
    var index = line.startIndex
    while let start = line[index...].firstIndex(of: mark[0]) {
      let end = start + tailLength
      guard end < line.endIndex else { return false }
      if line[start...].starts(with: mark), isSealed(line[..<end]) { return true }
      index = start + 1
    }
    return false
  }

  private static func isSealed(_ line: ArraySlice<UInt8>) -> Bool {
    guard line.count > tailLength, line.count <= maximumLength else { return false }
    let tail = line.suffix(tailLength)
    return tail.starts(with: ",\"crc\":\"".utf8) && tail.suffix(2).elementsEqual("\"}".utf8)
      && tail.dropFirst(8).prefix(8).elementsEqual(hexadecimal(Checksum.of(line.dropLast(tailLength))))
  }

  private static func hexadecimal(_ value: UInt32) -> [UInt8] {
    (0..<8).map { place in
      let digit = UInt8(value >> UInt32(28 - 4 * place) & 15)
      return digit < 10 ? 48 + digit : 87 + digit
    }
  }
}
