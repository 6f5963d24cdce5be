import Addressing
import Checking
import EventLoop
import Glibc
import Network
import Reports
import Timing
import Webroot

/// A token put where the CA will look, fetched from a web server.
struct WebExamination: Sendable {
  let options: DoctorOptions
  let http: HTTPClient

  private struct Expected {
    var path: String
    var body: String
  }

  func run() async -> [HostCheck] {
    let server = options.webServer
    let skipped = HostCheck(
      .port80, .skipped, "outbound port 80 was not tried: --target with an address that serves HTTP tries it")
    switch options.check.probe {
    case .nothing, .file:
      let token = HostCheck(.token, .skipped, "--webroot or --thumbprint is not given")
      guard server.isNamed else { return [skipped, token] }
      return [port(server.endpoint, await fetch("/", from: server.endpoint)), token]
    case .thumbprint(let thumbprint):
      let token = SystemRandomness().token()
      let expected = Expected(path: "\(ChallengeDirectory.path)/\(token)", body: "\(token).\(thumbprint)")
      return await fetched(expected, server.isNamed ? nil : skipped)
    case .webroot(let webroot):
      do throws(CommandError) {
        let (probe, held) = try HeldToken.probe(options.check.probe, state: options.tokenState)
        defer { held?.remove() }
        guard case .file(let path, let body) = probe else { return [skipped] }
        return await fetched(Expected(path: path, body: body), server.isNamed ? nil : skipped, webroot)
      } catch {
        let token = HostCheck(.token, .broken, "\(error)")
        return [skipped, token]
      }
    }
  }

  private func fetched(_ expected: Expected, _ skipped: HostCheck?, _ webroot: String? = nil) async -> [HostCheck] {
    let endpoint = options.webServer.endpoint
    let outcome = await fetch(expected.path, from: endpoint)
    let token = token(outcome, expected, endpoint, webroot)
    return [skipped ?? port(endpoint, outcome), token]
  }

  private func fetch(_ path: String, from endpoint: Endpoint) async -> Result<FetchAnswer, FetchFailure> {
    let host = endpoint.port == 80 ? Endpoint(endpoint.address, port: 80).hostText : "\(endpoint)"
    guard let url = ParsedURL("http://\(host)\(path)") else { return .failure(.local("no URL")) }
    return await http.fetch(
      FetchRequest(
        url: url, address: endpoint.address, port: endpoint.port, dialTimeout: .seconds(5), timeout: .seconds(8),
        source: options.check.source, userAgent: options.check.userAgent))
  }

  private func port(_ endpoint: Endpoint, _ outcome: Result<FetchAnswer, FetchFailure>) -> HostCheck {
    switch outcome {
    case .success(let answer):
      return HostCheck(.port80, .ok, "\(endpoint) answers HTTP (status \(answer.status))")
    case .failure(let failure):
      return HostCheck(
        .port80, .warning, "\(endpoint): \(failure.words)",
        remedy:
          "Is a web server there? Else a firewall of this host or its network keeps it from port 80, and no domain "
          + "can be fetched.")
    }
  }

  private func token(
    _ outcome: Result<FetchAnswer, FetchFailure>, _ expected: Expected, _ endpoint: Endpoint, _ webroot: String?
  ) -> HostCheck {
    let lines = "`preflight probe-config` prints the lines that a web server needs."
    switch outcome {
    case .failure(let failure):
      return HostCheck(
        .token, .broken, "not fetched from \(endpoint): \(failure.words)",
        remedy: "Start the web server, or name another by --connect-to or --target.")
    case .success(let answer) where answer.status == 200:
      // White space at the end is forgiven, as the CA does.
      var body = answer.body[...]
      while let last = body.last, last == 10 || last == 13 || last == 32 || last == 9 { body.removeLast() }
      if body.elementsEqual(expected.body.utf8) { return HostCheck(.token, .ok, "\(endpoint) serves it") }
      return HostCheck(.token, .broken, "\(endpoint) answered with something else", remedy: lines)
    case .success(let answer) where (300...399).contains(answer.status):
      let place = answer.header("location").map { String(decoding: $0, as: UTF8.self) } ?? "nowhere"
      return HostCheck(
        .token, .warning, "\(endpoint) redirects it to \(place): it is well only if it is served there",
        remedy: "Have it answered over port 80 before the redirect. \(lines)")
    case .success(let answer):
      let closed = webroot.flatMap { WebExamination.closed(to: $0) }
      return HostCheck(
        .token, .broken, "\(endpoint) answered with status \(answer.status)\(closed.map { "; \($0)" } ?? "")",
        remedy: closed == nil ? lines : "Let others pass through each directory of the path (chmod o+x). \(lines)")
    }
  }

  /// The first directory on the way that others may not pass through. The web server runs as somebody else.
  static func closed(to webroot: String) -> String? {
    guard let real = realpath(webroot + ChallengeDirectory.path, nil) else { return nil }
    defer { free(real) }
    var path = ""
    for component in String(cString: real).split(separator: "/") {
      path += "/\(component)"
      var status = stat()
      if stat(path, &status) == 0, status.st_mode & S_IXOTH == 0 {
        return "\(path) lets no other user pass (mode \(String(status.st_mode & 0o7777, radix: 8)))"
      }
    }
    return nil
  }
}

extension Endpoint {
  /// As a URL has the address alone.
  fileprivate var hostText: String { address.family == .ipv6 ? "[\(address)]" : "\(address)" }
}

extension FetchFailure {
  /// A clause for people.
  fileprivate var words: String {
    switch self {
    case .connectRefused: "nothing listens there"
    case .connectTimeout: "no connection in time"
    case .unreachable: "it cannot be reached"
    case .networkUnreachable: "there is no route"
    case .reset: "the connection was cut"
    case .responseTimeout: "no answer in time"
    case .badResponse(let reason): "no HTTP: \(reason)"
    case .tls(let reason): reason
    case .plainHTTPOnTLS: "plain HTTP where TLS was due"
    case .local(let reason): reason
    case .cancelled: "it was ended"
    }
  }
}
