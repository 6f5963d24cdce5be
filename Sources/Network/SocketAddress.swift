import Addressing
import Glibc

/// An endpoint in the form that the kernel takes.
struct SocketAddress {
  private var storage = sockaddr_storage()
  private var length: socklen_t

  init(_ endpoint: Endpoint) {
    switch endpoint.address {
    case .v4(let value):
      length = socklen_t(MemoryLayout<sockaddr_in>.size)
      withUnsafeMutableBytes(of: &storage) { bytes in
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = endpoint.port.bigEndian
        address.sin_addr.s_addr = value.bigEndian
        bytes.storeBytes(of: address, as: sockaddr_in.self)
      }
    case .v6(let value):
      length = socklen_t(MemoryLayout<sockaddr_in6>.size)
      withUnsafeMutableBytes(of: &storage) { bytes in
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = endpoint.port.bigEndian
        withUnsafeMutableBytes(of: &address.sin6_addr) { $0.storeBytes(of: value.number.bigEndian, as: UInt128.self) }
        bytes.storeBytes(of: address, as: sockaddr_in6.self)
      }
    }
  }

  func connect(_ descriptor: Int32) -> Int32 { with { Glibc.connect(descriptor, $0, $1) } }

  func bind(_ descriptor: Int32) -> Int32 { with { Glibc.bind(descriptor, $0, $1) } }

  private func with(_ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    withUnsafePointer(to: storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, length) }
    }
  }
}

/// A non-blocking socket towards one endpoint. Whoever holds it closes it.
struct ConnectedSocket {
  let descriptor: Int32

  /// Starts to connect; a TCP connection is complete when the socket can be written. The kernel chooses a random port.
  ///
  /// Throws: the errno of the call that failed.
  init(to endpoint: Endpoint, stream: Bool, from source: IPAddress? = nil) throws(SocketError) {
    let family = endpoint.address.family == .ipv4 ? AF_INET : AF_INET6
    let kind = Int32((stream ? SOCK_STREAM : SOCK_DGRAM).rawValue)
    descriptor = socket(family, kind | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw SocketError(number: errno) }
    if let source, source.family == endpoint.address.family {
      guard SocketAddress(Endpoint(source, port: 0)).bind(descriptor) == 0 else { throw failure() }
    }
    guard SocketAddress(endpoint).connect(descriptor) == 0 || errno == EINPROGRESS else { throw failure() }
  }

  /// Closes the socket and says why it could not be used.
  private func failure() -> SocketError {
    let error = SocketError(number: errno)
    Glibc.close(descriptor)
    return error
  }

  /// The error that a connection attempt ended in; 0 where it succeeded.
  var pendingError: Int32 {
    var number: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &length) == 0 ? number : errno
  }

  func close() {
    Glibc.close(descriptor)
  }
}

/// A call on a socket failed.
public struct SocketError: Error, Hashable, CustomStringConvertible {
  /// The errno.
  public let number: Int32

  public init(number: Int32) {
    self.number = number
  }

  public var description: String { String(cString: strerror(number)) }
}
