import Foundation
import Glibc
import Testing

/// One of the web servers that `probe-config` knows, on a port of its own of this host, with two virtual hosts that
/// redirect everything else to https. Gone afterwards.
final class WebServer {
  enum Kind: String, CaseIterable, Sendable {
    case nginx
    case apache
    case caddy
    case haproxy
  }

  /// Those that can run here: Apache as root becomes another user, which a namespace of one user alone has not.
  static let kinds = Kind.allCases.filter { $0 != .apache || canBecomeOthers }

  static let canBecomeOthers: Bool = {
    let map = (try? String(contentsOfFile: "/proc/self/uid_map", encoding: .utf8)) ?? ""
    return getuid() != 0 || map.split(whereSeparator: \.isWhitespace).last.flatMap { Int($0) } ?? 0 > 1000
  }()

  let kind: Kind
  let port: UInt16
  let folder: URL
  private var server: Server?

  var webroot: String { folder.appendingPathComponent("webroot").path }

  static func with(_ kind: Kind, lines: String? = nil, _ body: (WebServer) throws -> Void) throws {
    let server = try WebServer(kind)
    defer { server.end() }
    if let lines { try server.start(lines: lines) }
    try body(server)
  }

  private init(_ kind: Kind) throws {
    self.kind = kind
    port = 9101 + UInt16(Kind.allCases.firstIndex(of: kind) ?? 0)
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("preflight-\(UUID().uuidString)")
    let tokens = folder.appendingPathComponent("webroot/.well-known/acme-challenge")
    try FileManager.default.createDirectory(
      at: tokens, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
  }

  private func end() {
    server?.end()
    try? FileManager.default.removeItem(at: folder)
  }

  func put(_ token: String, _ body: String) throws {
    try Data(body.utf8).write(to: folder.appendingPathComponent("webroot/.well-known/acme-challenge/\(token)"))
  }

  /// Starts it with these lines in its configuration, and waits until it takes connections.
  func start(lines: String) throws {
    try Data(lines.utf8).write(to: folder.appendingPathComponent("lines"))
    let file = folder.appendingPathComponent("configuration").path
    try Data(configuration(lines).utf8).write(to: URL(filePath: file))
    let program =
      switch kind {
      case .nginx: ["/usr/sbin/nginx", "-e", "\(folder.path)/log", "-c", file]
      case .apache: ["/usr/sbin/apache2", "-X", "-f", file]
      case .caddy: ["/usr/bin/caddy", "run", "--config", file, "--adapter", "caddyfile"]
      case .haproxy: ["/usr/sbin/haproxy", "-f", file]
      }
    let script = """
      (for i in {1..500}; do (exec 3<>/dev/tcp/127.0.0.1/\(port)) 2> /dev/null && echo up && exit; sleep 0.02; done) &
      cd \(folder.path) && HOME=\(folder.path) exec "$0" "$@" > \(folder.path)/output 2>&1
      """
    do {
      server = try Server(["bash", "-c", script] + program)
    } catch {
      let output = try? String(contentsOf: folder.appendingPathComponent("output"), encoding: .utf8)
      Issue.record("\(kind) does not start: \(output ?? "")")
      throw error
    }
  }

  private func configuration(_ lines: String) -> String {
    let place = folder.path
    switch kind {
    case .nginx:
      let site = { (name: String, more: String) in
        """
        server {
          listen 127.0.0.1:\(self.port)\(more);
          server_name \(name);
          location ~ /\\. { deny all; }
          location / { return 301 https://$host$request_uri; }
          include \(place)/lines;
        }
        """
      }
      // As Debian's: a rule that denies files with dots, which must not come first for tokens.
      return """
        daemon off; master_process off; pid \(place)/pid; error_log \(place)/log; user root;
        events { worker_connections 64; }
        http {
          access_log off; include /etc/nginx/mime.types; default_type application/octet-stream;
          \(site("shop-001.shop", " default_server").replacing("location ~ /\\. { deny all; }", with: ""))
          \(site("shop-002.shop", ""))
        }
        """
    case .apache:
      let modules = ["mpm_event", "authz_core", "alias", "mime", "headers", "rewrite"].map {
        "LoadModule \($0)_module /usr/lib/apache2/modules/mod_\($0).so"
      }
      // One redirects by mod_alias, the other rewrites. That the first needs a line more for files, the lines say.
      let engine = lines.contains("<Directory") ? "RewriteEngine On" : ""
      return """
        \(modules.joined(separator: "\n"))
        ServerRoot \(place)
        PidFile \(place)/pid
        ErrorLog \(place)/log
        ServerName localhost
        User www-data
        Group www-data
        TypesConfig /etc/mime.types
        Listen 127.0.0.1:\(port)
        <Directory />
          Require all denied
        </Directory>
        Include \(place)/lines
        <VirtualHost 127.0.0.1:\(port)>
          ServerName shop-001.shop
          \(engine)
          Redirect permanent / https://shop-001.shop/
        </VirtualHost>
        <VirtualHost 127.0.0.1:\(port)>
          ServerName shop-002.shop
          RewriteEngine On
          RewriteRule ^ https://%{HTTP_HOST}%{REQUEST_URI} [R=301,L]
        </VirtualHost>

        """
    case .caddy:
      let site = { (names: String) in
        "\(names) {\n\tbind 127.0.0.1\n\timport acme-challenge\n\thandle {\n\t\tredir https://{host}{uri} permanent\n\t}\n}\n"
      }
      return "{\n\tadmin off\n\tauto_https off\n}\n\(lines)" + site("http://shop-002.shop:\(port)")
        + site("http://:\(port)")
    case .haproxy:
      return """
        defaults
            mode http
            timeout client 5s
            timeout server 5s
            timeout connect 5s
        frontend plain
            bind 127.0.0.1:\(port)
        \(lines)
            http-request redirect scheme https code 301

        """
    }
  }
}

extension WebServer {
  struct Answer {
    /// As it came.
    var text: String

    private var head: [Substring] { text.components(separatedBy: "\r\n\r\n")[0].split(separator: "\r\n") }
    var status: Int { Int(head.first?.split(separator: " ").dropFirst().first ?? "") ?? 0 }
    var body: String { text.components(separatedBy: "\r\n\r\n").dropFirst().joined(separator: "\r\n\r\n") }

    /// A header's value, by its name in lower case.
    subscript(name: String) -> String? {
      head.dropFirst().first { $0.lowercased().hasPrefix(name + ":") }
        .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
    }
  }

  /// A request as it stands here, byte for byte. Without a host it is one of HTTP/1.0.
  func ask(_ method: String, _ path: String, host: String?) throws -> Answer {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    try #require(socket >= 0)
    defer { close(socket) }
    var patience = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let connected = withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(connected == 0)
    let request =
      host.map { "\(method) \(path) HTTP/1.1\r\nHost: \($0)\r\nConnection: close\r\n\r\n" }
      ?? "\(method) \(path) HTTP/1.0\r\n\r\n"
    let bytes = Array(request.utf8)
    try #require(send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count)
    var answer: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while answer.count < 1 << 16 {
      let count = recv(socket, &piece, piece.count, 0)
      guard count > 0 else { break }
      answer += piece.prefix(count)
    }
    return Answer(text: String(decoding: answer, as: UTF8.self))
  }
}
