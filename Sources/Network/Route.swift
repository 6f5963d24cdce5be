public import Addressing
import Glibc

/// Whether the kernel has a way to an address.
public enum Route {
  /// The local address from which something would be sent there. Nothing is sent: a UDP socket is connected and closed.
  ///
  /// - Parameter source: The address to send from, where it is not left to the kernel.
  ///
  /// Throws: why there is no way, such as ENETUNREACH.
  public static func source(to address: IPAddress, from source: IPAddress? = nil) throws(SocketError) -> IPAddress {
    let socket = try ConnectedSocket(to: Endpoint(address, port: 53), stream: false, from: source)
    defer { socket.close() }
    guard let local = SocketAddress.local(of: socket.descriptor) else { throw SocketError(number: errno) }
    return local
  }
}

extension SocketAddress {
  /// The address that a socket is bound to; nil with errno set where that cannot be told.
  fileprivate static func local(of descriptor: Int32) -> IPAddress? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    guard result == 0 else { return nil }
    let family = Int32(storage.ss_family)
    return withUnsafeBytes(of: &storage) { bytes in
      switch family {
      case AF_INET:
        let address = bytes.loadUnaligned(as: sockaddr_in.self).sin_addr
        return withUnsafeBytes(of: address) { IPAddress(bytes: $0) }
      case AF_INET6:
        let address = bytes.loadUnaligned(as: sockaddr_in6.self).sin6_addr
        return withUnsafeBytes(of: address) { IPAddress(bytes: $0) }
      default: return nil
      }
    }
  }
}
