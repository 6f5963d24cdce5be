/// An address and a port.
public struct Endpoint: Hashable, Sendable, CustomStringConvertible {
  public var address: IPAddress
  public var port: UInt16

  public init(_ address: IPAddress, port: UInt16) {
    self.address = address
    self.port = port
  }

  /// Reads "192.0.2.1", "192.0.2.1:53", "2001:db8::1" and "[2001:db8::1]:53".
  public init?(_ text: some StringProtocol, defaultPort: UInt16) {
    if let address = IPAddress(text) {
      self.init(address, port: defaultPort)
      return
    }
    var host = Substring(text)
    var port = defaultPort
    if let colon = host.lastIndex(of: ":"), host.last != "]" {
      let digits = host[host.index(after: colon)...]
      guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let value = UInt16(digits), value > 0
      else { return nil }
      port = value
      host = host[..<colon]
    }
    if host.first == "[", host.last == "]" {
      guard let address = IPAddress(host.dropFirst().dropLast()), address.family == .ipv6 else { return nil }
      self.init(address, port: port)
    } else {
      guard let address = IPAddress(host), address.family == .ipv4 else { return nil }
      self.init(address, port: port)
    }
  }

  public var description: String {
    address.family == .ipv4 ? "\(address):\(port)" : "[\(address)]:\(port)"
  }
}
