/// Takes chunk framing off a body (RFC 9112 section 7.1), as strictly as Go's reader: every line of the framing ends in
/// CR LF, and framing may not outweigh what it frames.
struct ChunkReader {
  private enum Part {
    case sizeLine
    case data(UInt64)
    case dataEnd(Int)
    case trailer
    case done
  }

  private var part = Part.sizeLine
  private var line: [UInt8] = []
  /// Octets of framing beyond what chunks of a sensible size would need.
  private var excess: Int64 = 0

  static let maximumLine = 4096
  static let maximumExcess = 16 * 1024

  var isDone: Bool {
    if case .done = part { true } else { false }
  }

  /// Takes what it can; the content goes to `sink`. Octets behind the end are left.
  mutating func take(
    _ bytes: inout Slice<UnsafeRawBufferPointer>, _ sink: (Slice<UnsafeRawBufferPointer>) -> Void
  )
    throws(HTTPFault)
  {
    while let octet = bytes.first {
      switch part {
      case .data(let left):
        let piece = bytes.prefix(Int(min(left, UInt64(bytes.count))))
        sink(piece)
        bytes = bytes.dropFirst(piece.count)
        part = left == UInt64(piece.count) ? .dataEnd(0) : .data(left - UInt64(piece.count))
      case .dataEnd(let seen):
        guard octet == (seen == 0 ? .carriageReturn : .newline) else { throw .chunkEnd }
        bytes = bytes.dropFirst()
        part = seen == 0 ? .dataEnd(1) : .sizeLine
      case .sizeLine:
        bytes = bytes.dropFirst()
        line.append(octet)
        guard line.count < ChunkReader.maximumLine else { throw .chunkLine }
        if octet == .newline { try endSizeLine() }
      case .trailer:
        bytes = bytes.dropFirst()
        line.append(octet)
        guard line.count <= ChunkReader.maximumLine else { throw .trailer }
        if octet == .newline { try endTrailerLine() }
      case .done: return
      }
    }
  }

  private mutating func endSizeLine() throws(HTTPFault) {
    guard line.firstIndex(of: .carriageReturn) == line.count - 2 else { throw .chunkLine }
    excess += Int64(line.count) + 2
    var text = line[...]
    while let last = text.last, last.isBlank || last == .newline || last == .carriageReturn { text.removeLast() }
    let digits = text.prefix { $0 != UInt8(ascii: ";") }
    guard !digits.isEmpty, digits.count <= 16 else { throw .chunkLine }
    var size: UInt64 = 0
    for digit in digits {
      guard let value = digit.hexadecimalValue else { throw .chunkLine }
      size = size << 4 | UInt64(value)
    }
    line.removeAll(keepingCapacity: true)
    let sensible = size.multipliedReportingOverflow(by: 2)
    excess -= sensible.overflow ? excess : Int64(clamping: sensible.partialValue)
    excess = max(0, excess - 16)
    guard excess <= ChunkReader.maximumExcess else { throw .chunkWaste }
    part = size == 0 ? .trailer : .data(size)
  }

  private mutating func endTrailerLine() throws(HTTPFault) {
    if line == [.carriageReturn, .newline] {
      part = .done
      return
    }
    guard line.suffix(4) == [13, 10, 13, 10] else { return }
    part = .done
    var fields = HeaderFields()
    for row in line.dropLast(2).split(separator: .newline) {
      let row = row.last == .carriageReturn ? row.dropLast() : row
      if row.isEmpty { break }
      do { try fields.take(row) } catch { throw .trailer }
    }
    do { try fields.finish() } catch { throw .trailer }
  }
}
