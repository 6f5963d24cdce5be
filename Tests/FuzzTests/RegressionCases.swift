import Testing

/// An input that once broke a promise.
struct RegressionCase: Sendable, CustomTestStringConvertible {
  let target: String
  let hex: String
  let note: String

  init(_ target: String, _ hex: String, _ note: String) {
    self.target = target
    self.hex = hex
    self.note = note
  }

  var testDescription: String { "\(target): \(note)" }

  static let all: [RegressionCase] = [
    RegressionCase(
      "suffixes", "2f2f203d3d3d424547494e204943414e4e20444f4d41494e533d3d3d0a21636b",
      "an exception of one label left an empty suffix"),
    RegressionCase("redirect", "687474703a2f2f5b323a303a3a5d", "an IPv6 literal that libcurl shortens"),
    RegressionCase("redirect", "687474703a2f2f723a2e6f6d3a", "a host with a colon in it was taken for a name"),
  ]
}
