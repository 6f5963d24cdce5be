import ACMEWire
import Network
import Timing

/// Whatever carries requests to the CA: libcurl, or a test.
protocol Transport: Sendable {
  func send(_ request: CARequest) async -> Result<WebAnswer, WebFailure>
  func close() async
}

/// One HTTP request to a CA.
struct CARequest: Hashable, Sendable {
  var method: WebRequest.Method
  var url: String
  var accept: String
  var body: [UInt8] = []
  var bodyLimit: Int
  var end: Instant
  var isRepeatable: Bool
}

struct WebTransport: Transport {
  let web: WebClient

  func send(_ request: CARequest) async -> Result<WebAnswer, WebFailure> {
    guard let url = ParsedURL(request.url) else { return .failure(.notSent("\(request.url) is no URL")) }
    var fields = ["Accept: \(request.accept)"]
    // RFC 8555 section 6.2.
    if request.method == .post { fields.append("Content-Type: application/jose+json") }
    return await web.send(
      WebRequest(
        request.method, url, fields: fields, body: request.body, bodyLimit: request.bodyLimit, end: request.end,
        isRepeatable: request.isRepeatable))
  }

  func close() async { await web.close() }
}
