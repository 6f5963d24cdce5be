public import JSONText

/// A JSON Schema (draft 2020-12), as far as preflight's own documents need one.
public indirect enum JSONSchema: Hashable, Sendable {
  case string
  /// One of these words.
  case words([String])
  /// A regular expression (ECMA-262) that the text holds.
  case pattern(String)
  /// RFC 3339, in UTC.
  case moment
  case integer(ClosedRange<Int>? = nil)
  case number
  case boolean
  case null
  case array(JSONSchema, minimum: Int = 0)
  /// Further keys may be there: readers pass over those that they do not know.
  case object([Property])
  /// No other key may be there.
  case closed([Property])
  /// Keys that are data, each with a value of this kind; `names` is what a key looks like.
  case map(JSONSchema, names: String? = nil)
  case any([JSONSchema])

  public struct Property: Hashable, Sendable {
    public var key: String
    public var schema: JSONSchema
    public var isRequired: Bool
    public var note: String

    public init(_ key: String, _ schema: JSONSchema, isRequired: Bool = true, _ note: String = "") {
      self.key = key
      self.schema = schema
      self.isRequired = isRequired
      self.note = note
    }
  }

  static func field(_ key: String, _ schema: JSONSchema, _ note: String = "") -> Property {
    Property(key, schema, note)
  }

  /// Left out where there is nothing to say.
  static func optional(_ key: String, _ schema: JSONSchema, _ note: String = "") -> Property {
    Property(key, schema, isRequired: false, note)
  }

  static let count = JSONSchema.integer(0...Int(Int64.max))
  static let strings = JSONSchema.array(.string)
}

extension JSONSchema {
  /// Writes it as the schema of a document.
  ///
  /// - Parameter name: "report"; with `version` its identifier, "urn:preflight:report:1".
  public func write(name: String, version: Int = 1, title: String, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("$schema", "https://json-schema.org/draft/2020-12/schema")
      writer.field("$id", "urn:preflight:\(name):\(version)")
      writer.field("title", title)
      writeMembers(to: &writer)
    }
  }

  private func write(note: String = "", to writer: inout JSONWriter) {
    writer.object { writer in
      writeMembers(to: &writer)
      if !note.isEmpty { writer.field("description", note) }
    }
  }

  private func writeMembers(to writer: inout JSONWriter) {
    switch self {
    case .string: writer.field("type", "string")
    case .words(let words):
      writer.field("type", "string")
      writer.field("enum", words)
    case .pattern(let pattern):
      writer.field("type", "string")
      writer.field("pattern", pattern)
    case .moment:
      writer.field("type", "string")
      writer.field("format", "date-time")
      writer.field("pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z$")
    case .integer(let range):
      writer.field("type", "integer")
      if let range {
        writer.field("minimum", range.lowerBound)
        if range.upperBound < Int.max { writer.field("maximum", range.upperBound) }
      }
    case .number: writer.field("type", "number")
    case .boolean: writer.field("type", "boolean")
    case .null: writer.field("type", "null")
    case .array(let element, let minimum):
      writer.field("type", "array")
      if minimum > 0 { writer.field("minItems", minimum) }
      writer.key("items")
      element.write(to: &writer)
    case .object(let properties): write(properties, to: &writer)
    case .closed(let properties):
      write(properties, to: &writer)
      writer.field("additionalProperties", false)
    case .map(let value, let names):
      writer.field("type", "object")
      if let names { writer.field(object: "propertyNames") { $0.field("pattern", names) } }
      writer.key("additionalProperties")
      value.write(to: &writer)
    case .any(let schemas):
      writer.field(array: "anyOf") { writer in for schema in schemas { schema.write(to: &writer) } }
    }
  }

  private func write(_ properties: [Property], to writer: inout JSONWriter) {
    writer.field("type", "object")
    writer.field(object: "properties") { writer in
      for property in properties {
        writer.key(property.key)
        property.schema.write(note: property.note, to: &writer)
      }
    }
    let required = properties.filter(\.isRequired).map(\.key)
    if !required.isEmpty { writer.field("required", required) }
  }
}
