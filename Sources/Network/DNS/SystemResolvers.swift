public import Addressing
import Glibc

/// The resolvers that the machine is set up with.
public enum SystemResolvers {
  /// As the system's own resolver does it: three at most, this machine where none is named (resolv.conf(5)).
  public static func servers(path: String = "/etc/resolv.conf") -> [Endpoint] {
    let servers = parse(contents(of: path))
    return servers.isEmpty ? [Endpoint(.v4(0x7f00_0001), port: 53)] : servers
  }

  /// The addresses of `nameserver` lines. One with a zone (fe80::1%eth0) is passed over.
  static func parse(_ text: String) -> [Endpoint] {
    let servers = text.split(whereSeparator: \.isNewline).compactMap { line -> Endpoint? in
      let words = line.split(whereSeparator: \.isWhitespace)
      guard words.count >= 2, words[0] == "nameserver", let address = IPAddress(words[1]) else { return nil }
      return Endpoint(address, port: 53)
    }
    return Array(servers.prefix(3))
  }

  private static func contents(of path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = read(descriptor, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }
}
