import Addressing
import CCurl
import CLibCurl
import Timing

/// One fetch under way: the easy handle, and what has come so far. Reused for the next fetch when it is done.
///
/// Lives on the loop's thread: libcurl calls back only from within its own functions, which that thread alone calls.
final class Transfer {
  let easy: UnsafeMutableRawPointer
  var continuation: CheckedContinuation<Result<FetchAnswer, FetchFailure>, Never>?
  var request: FetchRequest?
  private(set) var headerLines: [[UInt8]] = []
  private(set) var body: [UInt8] = []
  private(set) var bodyIsCut = false
  private var headerBytes = 0
  private var pins: UnsafeMutablePointer<curl_slist>?
  private var errorText: UnsafeMutablePointer<CChar>

  /// What is kept of headers; more end the fetch. libcurl itself stops at 300 KB.
  private static let maximumHeaderBytes = 65_536

  init?() {
    guard let easy = curl_easy_init() else { return nil }
    self.easy = easy
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    curl_easy_cleanup(easy)
    curl_slist_free_all(pins)
    errorText.deallocate()
  }

  /// Sets everything anew; false where libcurl refuses an option, which is out of memory.
  func prepare(_ request: FetchRequest) -> Bool {
    self.request = request
    headerLines.removeAll(keepingCapacity: true)
    body.removeAll(keepingCapacity: true)
    bodyIsCut = false
    headerBytes = 0
    errorText[0] = 0
    curl_easy_reset(easy)
    curl_slist_free_all(pins)
    let literal = request.address.family == .ipv4 ? "\(request.address)" : "[\(request.address)]"
    // "::" matches every host and port of the URL: the connection goes to what was judged, the Host header stays.
    pins = curl_slist_append(nil, "::\(literal):\(request.port)")
    guard pins != nil else { return false }
    return setNumbers(request) && setTexts(request) && setCallbacks()
  }

  private func setNumbers(_ request: FetchRequest) -> Bool {
    let options: [(CURLoption, Int)] = [
      (CURLOPT_NOSIGNAL, 1),
      (CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1),
      (CURLOPT_FOLLOWLOCATION, 0),
      (CURLOPT_HTTP09_ALLOWED, 0),
      (CURLOPT_PATH_AS_IS, 1),
      (CURLOPT_FRESH_CONNECT, 1),
      (CURLOPT_FORBID_REUSE, 1),
      // A CA looks at the token, not at the certificate that the redirect's host happens to have.
      (CURLOPT_SSL_VERIFYPEER, 0),
      (CURLOPT_SSL_VERIFYHOST, 0),
      (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
      (CURLOPT_SSL_ENABLE_ALPN, 0),
      (CURLOPT_BUFFERSIZE, 1024),
      (CURLOPT_CONNECTTIMEOUT_MS, Int(max(1, request.dialTimeout.milliseconds))),
      (CURLOPT_TIMEOUT_MS, Int(max(1, request.timeout.milliseconds))),
    ]
    return options.allSatisfy { ccurl_set_long(easy, $0.0, $0.1) == CURLE_OK }
  }

  private func setTexts(_ request: FetchRequest) -> Bool {
    ccurl_set_pointer(easy, CURLOPT_CURLU, UnsafeRawPointer(request.url.handle.pointer)) == CURLE_OK
      && ccurl_set_pointer(easy, CURLOPT_CONNECT_TO, pins) == CURLE_OK
      && ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText) == CURLE_OK
      // The environment's proxy would be asked even for a pinned connection.
      && "".withCString { ccurl_set_pointer(easy, CURLOPT_PROXY, $0) } == CURLE_OK
      && "gzip".withCString { ccurl_set_pointer(easy, CURLOPT_ACCEPT_ENCODING, $0) } == CURLE_OK
      && request.userAgent.withCString { ccurl_set_pointer(easy, CURLOPT_USERAGENT, $0) } == CURLE_OK
      && setSource(request)
  }

  private func setSource(_ request: FetchRequest) -> Bool {
    guard let source = request.source, source.family == request.address.family else { return true }
    return "host!\(source)".withCString { ccurl_set_pointer(easy, CURLOPT_INTERFACE, $0) } == CURLE_OK
  }

  private func setCallbacks() -> Bool {
    let this = Unmanaged.passUnretained(self).toOpaque()
    return ccurl_set_pointer(easy, CURLOPT_PRIVATE, this) == CURLE_OK
      && ccurl_set_pointer(easy, CURLOPT_WRITEDATA, this) == CURLE_OK
      && ccurl_set_pointer(easy, CURLOPT_HEADERDATA, this) == CURLE_OK
      && ccurl_set_data_function(easy, CURLOPT_WRITEFUNCTION, receiveBody) == CURLE_OK
      && ccurl_set_data_function(easy, CURLOPT_HEADERFUNCTION, receiveHeader) == CURLE_OK
  }

  // MARK: What comes

  /// Returns how many bytes were taken: fewer than came end the transfer.
  fileprivate func take(body bytes: UnsafeRawBufferPointer) -> Int {
    let room = (request?.bodyLimit ?? 0) - body.count
    body.append(contentsOf: bytes.prefix(max(0, room)))
    if bytes.count <= room { return bytes.count }
    bodyIsCut = true
    return 0
  }

  fileprivate func take(header bytes: UnsafeRawBufferPointer) -> Int {
    var line = bytes[...]
    while let last = line.last, last == 10 || last == 13 { line.removeLast() }
    // A status line begins a response: those before it (1xx) are done.
    if line.starts(with: "HTTP/".utf8) {
      headerLines.removeAll(keepingCapacity: true)
      headerBytes = 0
    }
    headerBytes += line.count
    guard headerBytes <= Transfer.maximumHeaderBytes else { return 0 }
    if !line.isEmpty { headerLines.append(Array(line)) }
    return bytes.count
  }

  // MARK: How it ended

  func outcome(of result: CURLcode) -> Result<FetchAnswer, FetchFailure> {
    let answer = answerSoFar
    // libcurl takes "HTTP/2 200" on an HTTP/1.1 connection; a CA's client does not.
    if let line = answer?.headerLines.first, !line.starts(with: "HTTP/1.".utf8) {
      return .failure(.badResponse("the status line is not HTTP/1.1's"))
    }
    if result == CURLE_OK, let answer { return .success(answer) }
    // More of a body than anyone asked for: what came decides.
    if bodyIsCut, let answer { return .success(answer) }
    return .failure(failure(result))
  }

  private var answerSoFar: FetchAnswer? {
    var status = 0
    guard ccurl_get_long(easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK, status > 0 else { return nil }
    return FetchAnswer(status: status, headerLines: headerLines, body: body, bodyIsCut: bodyIsCut)
  }

  private var message: String {
    errorText[0] == 0 ? "" : String(cString: errorText)
  }

  private func failure(_ result: CURLcode) -> FetchFailure {
    switch result {
    case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED: return connectFailure()
    case CURLE_OPERATION_TIMEDOUT:
      var connected: curl_off_t = 0
      _ = ccurl_get_offset(easy, CURLINFO_CONNECT_TIME_T, &connected)
      return connected > 0 ? .responseTimeout : .connectTimeout
    case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING: return .reset
    case CURLE_SSL_CONNECT_ERROR:
      // OpenSSL's words for bytes that are no TLS record.
      let isPlain = ["wrong version number", "http request", "packet length too long"].contains { message.contains($0) }
      return isPlain ? .plainHTTPOnTLS : .tls(message)
    case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT: return .local(message.isEmpty ? "out of memory" : message)
    default: return .badResponse(message.isEmpty ? String(cString: curl_easy_strerror(result)) : message)
    }
  }
}

private func receiveBody(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ data: UnsafeMutableRawPointer?
) -> Int {
  guard let data else { return 0 }
  return Unmanaged<Transfer>.fromOpaque(data).takeUnretainedValue()
    .take(body: UnsafeRawBufferPointer(start: bytes, count: size * count))
}

private func receiveHeader(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ data: UnsafeMutableRawPointer?
) -> Int {
  guard let data else { return 0 }
  return Unmanaged<Transfer>.fromOpaque(data).takeUnretainedValue()
    .take(header: UnsafeRawBufferPointer(start: bytes, count: size * count))
}
