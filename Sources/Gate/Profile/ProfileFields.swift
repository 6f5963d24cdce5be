import JSONText
import Timing

/// The members of one object of a profile, read strictly.
struct ProfileFields {
  private let value: JSONValue
  private let path: String

  /// Throws: where it is no object, or has a key that is not among `keys`.
  init(_ value: JSONValue, path: String = "", keys: [String]) throws(ProfileError) {
    guard let members = value.members else {
      throw ProfileError(String(path.dropLast()), "should be an object, not \(value.kind)")
    }
    for member in members where !keys.contains(member.key) {
      throw ProfileError(path + member.key, "is no key of a profile", known: keys)
    }
    self.value = value
    self.path = path
  }

  func string(_ key: String) throws(ProfileError) -> String? {
    guard let value = value[key] else { return nil }
    guard let text = value.string else { throw ProfileError(path + key, "should be a string, not \(value.kind)") }
    guard !text.isEmpty else { throw ProfileError(path + key, "is empty") }
    return text
  }

  func strings(_ key: String) throws(ProfileError) -> [String]? {
    guard let value = value[key] else { return nil }
    guard let list = value.strings else { throw ProfileError(path + key, "should be an array of strings") }
    return list
  }

  func bool(_ key: String) throws(ProfileError) -> Bool? {
    guard let value = value[key] else { return nil }
    guard let flag = value.bool else { throw ProfileError(path + key, "should be true or false") }
    return flag
  }

  func integer(_ key: String, _ range: ClosedRange<Int64>) throws(ProfileError) -> Int? {
    guard let value = value[key] else { return nil }
    guard let number = value.int, range.contains(number) else {
      throw ProfileError(path + key, "should be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return Int(number)
  }

  func duration(_ key: String) throws(ProfileError) -> Duration? {
    guard let value = value[key] else { return nil }
    return try Self.duration(value.string ?? "", path + key)
  }

  static func duration(_ text: String, _ key: String) throws(ProfileError) -> Duration {
    guard let time = Duration(preflight: text), time > .zero, time < .seconds(86_400 * 36_500) else {
      throw ProfileError(key, "should be a duration such as \"10m\", \"3h\" or \"7d\"")
    }
    return time
  }
}

extension Duration {
  /// As an option takes it, in the largest unit that says it exactly: "3h", "100m".
  var optionText: String {
    let milliseconds = milliseconds
    let units: [(Int64, String)] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s")]
    for (size, name) in units where milliseconds >= size && milliseconds % size == 0 {
      return "\(milliseconds / size)\(name)"
    }
    return "\(milliseconds)ms"
  }
}
