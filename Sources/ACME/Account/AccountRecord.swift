import ACMEWire
import Glibc
import JSONText
import Submission

/// Which account there is at a CA for a key, written down so that later runs need not ask for it.
struct AccountRecord: Hashable {
  var directoryURL: String
  var thumbprint: String
  var accountURL: String

  /// One file for each CA: its directory's URL in harmless characters.
  static func path(_ settings: ACMESettings) -> String {
    let name = settings.directoryURL.dropFirst("https://".count).utf8.prefix(200).map { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: ".")
        ? byte : UInt8(ascii: "-")
    }
    return "\(settings.home)/account.\(String(decoding: name, as: UTF8.self)).json"
  }

  /// Nil where none was written, or for another directory.
  static func read(_ settings: ACMESettings) -> AccountRecord? {
    guard let bytes = try? Files.read(path(settings), limit: 1 << 16), let json = try? JSONValue(parsing: bytes),
      let directory = json["directory"]?.string, directory == settings.directoryURL,
      let thumbprint = json["thumbprint"]?.string, let account = json["account"]?.string
    else { return nil }
    return AccountRecord(directoryURL: directory, thumbprint: thumbprint, accountURL: account)
  }

  func write(_ settings: ACMESettings) throws(SystemError) {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("directory", directoryURL)
      writer.field("thumbprint", thumbprint)
      writer.field("account", accountURL)
    }
    writer.endLine()
    let path = AccountRecord.path(settings)
    try Files.replaceDurably(path, with: writer.bytes)
    try Files.syncDirectory(settings.home)
  }

  static func forget(_ settings: ACMESettings) {
    unlink(path(settings))
  }
}
