internal import JSONText

extension ConfigurationFile {
  /// The largest file that is read, in bytes.
  public static let maximumSize = 1 << 20

  /// Reads the JSON5 of a configuration file.
  ///
  /// Every error says file, line and column, the keys that lead there, and where one is near, what was meant.
  public init(_ bytes: [UInt8], path: String, trust: Trust) throws(UsageError) {
    let reader = ConfigurationReader(path: path, trust: trust)
    let document: LocatedValue
    do throws(JSON5Error) {
      document = try LocatedValue(json5: bytes)
    } catch {
      throw UsageError(.configuration, "\(path):\(error)", command: .configShow)
    }
    self = try reader.file(document)
  }
}

private struct ConfigurationReader {
  static let platform = Option.platform.name
  static let platforms = "platforms"

  let path: String
  let trust: ConfigurationFile.Trust

  func file(_ document: LocatedValue) throws(UsageError) -> ConfigurationFile {
    let members = try self.members(document, key: "the file")
    var common: ConfigurationFile.Layer = [:]
    var platforms: [String: ConfigurationFile.Layer] = [:]
    for member in members {
      switch member.key {
      case Self.platform: break
      case Self.platforms:
        for platform in try self.members(member.value, key: Self.platforms) {
          let key = "\(Self.platforms).\(platform.key)"
          guard Self.isPlatformName(platform.key) else {
            throw error(
              platform.position,
              "\(UsageError.quote(key)): a platform's name is of letters, digits, - _ and ., 64 at most")
          }
          platforms[platform.key] = try layer(try self.members(platform.value, key: key), under: key + ".")
        }
      default: try read(member, under: "", into: &common)
      }
    }
    return ConfigurationFile(
      path: path, trust: trust, common: common, platforms: platforms,
      ownPlatform: try ownPlatform(members.first { $0.key == Self.platform }, among: platforms.keys.sorted()))
  }

  private func ownPlatform(
    _ member: LocatedValue.Member?, among names: [String]
  ) throws(UsageError) -> ConfigurationFile.Setting? {
    guard let member else { return nil }
    guard case .string(let name) = member.value.content else {
      throw error(member.value.position, "\(Self.platform) is \(member.value.kind): it must be the name of a platform")
    }
    guard names.contains(name) else {
      let meant = NearestName.find(name, among: names).map { "did you mean '\($0)'?" }
      let known = names.isEmpty ? "the file has no platforms" : "it must be one of " + names.joined(separator: ", ")
      throw error(member.value.position, "\(Self.platform) is \(UsageError.quote(name)): \(meant ?? known)")
    }
    return .init(values: [.text(name)], places: [place(member.value.position, Self.platform)])
  }

  private func layer(
    _ members: [LocatedValue.Member], under prefix: String
  ) throws(UsageError) -> ConfigurationFile.Layer {
    var layer: ConfigurationFile.Layer = [:]
    for member in members { try read(member, under: prefix, into: &layer) }
    return layer
  }

  private func read(
    _ member: LocatedValue.Member, under prefix: String, into layer: inout ConfigurationFile.Layer
  ) throws(UsageError) {
    let key = prefix + member.key
    guard let option = Option.named(member.key), option != .platform else { throw unknown(member, key, prefix) }
    guard option.isTakenFromFiles else {
      throw error(member.position, "\(key) is for the command line alone: give \(option.flagText) there")
    }
    guard trust == .trusted || option.isOpenToFoundFiles else {
      throw error(
        member.position,
        "\(key) cannot be set by a file that nobody named, only what is expected and how it is shown: give --config "
          + "\(path), or write it to /etc/preflight/preflight.json")
    }
    layer[option] = try setting(option, member.value, key: key)
  }

  private func setting(
    _ option: Option, _ value: LocatedValue, key: String
  ) throws(UsageError) -> ConfigurationFile.Setting {
    var setting = ConfigurationFile.Setting(values: [], places: [])
    if case .array(let elements) = value.content {
      guard option.repetition == .commas else {
        throw error(value.position, "\(key) is an array: \(option.flagText) takes one value")
      }
      guard !elements.isEmpty else { throw error(value.position, "\(key) is empty: leave the key out") }
      for (index, element) in elements.enumerated() {
        try add(element, to: &setting, option, key: "\(key)[\(index)]")
      }
    } else {
      try add(value, to: &setting, option, key: key)
    }
    return setting
  }

  private func add(
    _ value: LocatedValue, to setting: inout ConfigurationFile.Setting, _ option: Option, key: String
  ) throws(UsageError) {
    let text = try text(option, value, key: key)
    let place = place(value.position, key)
    if trust == .found, option.isNameInFoundFiles, text.contains("/") || text.hasSuffix(".json") {
      throw error(
        value.position,
        "\(key) is \(UsageError.quote(text)): a file that nobody named gives a name or an address here, no path and no "
          + "URL; give --config \(path)")
    }
    let reader = ValueReader(option: option, label: "\(place): \(key)", command: .configShow)
    let values = try reader.read(text)
    setting.values += values
    setting.places += Array(repeating: place, count: values.count)
  }

  /// The value as it would stand on the command line.
  private func text(_ option: Option, _ value: LocatedValue, key: String) throws(UsageError) -> String {
    switch (option.kind, value.content) {
    case (.flag, .bool(let flag)): return flag ? "true" : "false"
    case (.flag, _): throw error(value.position, "\(key) is \(value.kind): write true or false")
    case (_, .string(let text)): return text
    case (.integer, .number(let text)), (.duration, .number(let text)): return text
    case (_, .null): throw error(value.position, "\(key) is null: leave the key out")
    case (.integer, _): throw error(value.position, "\(key) is \(value.kind): write a whole number")
    case (.duration, _): throw error(value.position, "\(key) is \(value.kind): write a time such as \"90s\" or \"10m\"")
    case (_, _): throw error(value.position, "\(key) is \(value.kind): write \(option.placeholder) in quotes")
    }
  }

  private func members(_ value: LocatedValue, key: String) throws(UsageError) -> [LocatedValue.Member] {
    if case .object(let members) = value.content { return members }
    throw error(value.position, "\(key) is \(value.kind): it must be an object, as in { … }")
  }

  private func unknown(_ member: LocatedValue.Member, _ key: String, _ prefix: String) -> UsageError {
    let special = prefix.isEmpty ? [Self.platform, Self.platforms] : []
    let known = Option.all.filter { $0.isTakenFromFiles && $0 != .platform }.map(\.name) + special
    let hint =
      NearestName.find(Self.dashed(member.key), among: known).map { "did you mean '\($0)'?" }
      ?? "keys are the long names of options, without their dashes"
    return error(member.position, "unknown key \(UsageError.quote(key)): \(hint)")
  }

  /// As options are spelled: "maxPending", "max_pending" and "--max-pending" are "max-pending".
  private static func dashed(_ key: String) -> String {
    var name = ""
    for character in key.prefix(64).drop(while: { $0 == "-" }) {
      if character.isUppercase, !name.isEmpty { name += "-" }
      name += character == "_" ? "-" : character.lowercased()
    }
    return name
  }

  private static func isPlatformName(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count)
      && name.unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains($0))
      }
  }

  private func place(_ position: TextPosition, _ key: String) -> ConfigurationPlace {
    ConfigurationPlace(file: path, line: position.line, column: position.column, key: key)
  }

  private func error(_ position: TextPosition, _ message: String) -> UsageError {
    UsageError(.configuration, "\(path):\(position): \(message)", command: .configShow)
  }
}
