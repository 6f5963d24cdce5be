import Addressing
import CCurl
import CLibCurl
import Timing

/// One request on its way: the easy handle, what is posted and what has come so far. Reused for the next when it is
/// done.
///
/// Lives on the loop's thread, as `CurlMulti` does.
final class WebExchange {
  let easy: UnsafeMutableRawPointer
  var continuation: CheckedContinuation<Result<WebAnswer, WebFailure>, Never>?
  /// Of the request, unlike the handle never used twice.
  var number: UInt64 = 0
  private var request: WebRequest?
  /// How much of the body was handed out.
  private var sent = 0
  private var body: [UInt8] = []
  private var fields: [WebAnswer.Field] = []
  private var fieldOctets = 0
  private var isTooLong = false
  private var isRepeated = false
  private var lists: [UnsafeMutablePointer<curl_slist>] = []
  private let errorText: UnsafeMutablePointer<CChar>

  private static let maximumFields = 200
  private static let maximumFieldOctets = 65_536

  init?() {
    guard let easy = curl_easy_init() else { return nil }
    self.easy = easy
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    curl_easy_cleanup(easy)
    lists.forEach(curl_slist_free_all)
    errorText.deallocate()
  }

  /// Sets everything anew; false where libcurl refuses an option, which is out of memory.
  func prepare(_ request: WebRequest, _ settings: WebSettings, now: Instant) -> Bool {
    self.request = request
    isRepeated = false
    forgetAnswer()
    errorText[0] = 0
    curl_easy_reset(easy)
    lists.forEach(curl_slist_free_all)
    lists.removeAll()
    return setNumbers(request, settings, now) && setTexts(request, settings) && setLists(request) && setBody(request)
      && setCallbacks()
  }

  private func forgetAnswer() {
    sent = 0
    body.removeAll(keepingCapacity: body.capacity <= 65_536)
    fields.removeAll(keepingCapacity: true)
    fieldOctets = 0
    isTooLong = false
  }

  private func setNumbers(_ request: WebRequest, _ settings: WebSettings, _ now: Instant) -> Bool {
    let options: [(CURLoption, Int)] = [
      (CURLOPT_NOSIGNAL, 1),
      // Many requests on one connection: a new one waits for the connection that is just being made.
      (CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS),
      (CURLOPT_PIPEWAIT, 1),
      (CURLOPT_FOLLOWLOCATION, 0),
      (CURLOPT_HTTP09_ALLOWED, 0),
      (CURLOPT_SUPPRESS_CONNECT_HEADERS, 1),
      (CURLOPT_SSL_VERIFYPEER, 1),
      (CURLOPT_SSL_VERIFYHOST, 2),
      (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
      (CURLOPT_CONNECTTIMEOUT_MS, Int(settings.dialTime.milliseconds)),
      (CURLOPT_TIMEOUT_MS, Int(max(1, (request.end - now).milliseconds))),
    ]
    return options.allSatisfy { ccurl_set_long(easy, $0.0, $0.1) == CURLE_OK }
  }

  private func setTexts(_ request: WebRequest, _ settings: WebSettings) -> Bool {
    var texts: [(CURLoption, String)] = [
      (CURLOPT_USERAGENT, settings.userAgent), (CURLOPT_PROTOCOLS_STR, "https"),
    ]
    if !settings.usesProxy { texts.append((CURLOPT_PROXY, "")) }
    if let bundle = settings.caBundle { texts.append((CURLOPT_CAINFO, bundle)) }
    if let source = settings.source { texts.append((CURLOPT_INTERFACE, "host!\(source)")) }
    return ccurl_set_pointer(easy, CURLOPT_CURLU, UnsafeRawPointer(request.url.handle.pointer)) == CURLE_OK
      && ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText) == CURLE_OK
      && (settings.caBundle == nil || ccurl_set_pointer(easy, CURLOPT_CAPATH, nil) == CURLE_OK)
      && texts.allSatisfy { option, text in text.withCString { ccurl_set_pointer(easy, option, $0) } == CURLE_OK }
  }

  private func setLists(_ request: WebRequest) -> Bool {
    // Without a word of ours libcurl would ask for leave before a long body.
    guard let fields = list(request.fields + ["Expect:"]),
      ccurl_set_pointer(easy, CURLOPT_HTTPHEADER, fields) == CURLE_OK
    else { return false }
    if request.addresses.isEmpty { return true }
    let texts = request.addresses.map { $0.family == .ipv4 ? "\($0)" : "[\($0)]" }.joined(separator: ",")
    let host = request.url.host.filter { $0 != "[" && $0 != "]" }
    guard let pins = list(["\(host):\(request.url.port ?? 443):\(texts)"]) else { return false }
    return ccurl_set_pointer(easy, CURLOPT_RESOLVE, pins) == CURLE_OK
  }

  private func list(_ lines: [String]) -> UnsafeMutablePointer<curl_slist>? {
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines {
      guard let longer = curl_slist_append(list, line) else {
        curl_slist_free_all(list)
        return nil
      }
      list = longer
    }
    if let list { lists.append(list) }
    return list
  }

  private func setBody(_ request: WebRequest) -> Bool {
    switch request.method {
    case .get: return true
    case .head: return ccurl_set_long(easy, CURLOPT_NOBODY, 1) == CURLE_OK
    case .post:
      guard ccurl_set_long(easy, CURLOPT_POST, 1) == CURLE_OK,
        ccurl_set_long(easy, CURLOPT_POSTFIELDSIZE, request.body.count) == CURLE_OK
      else { return false }
      if request.isRepeatable {
        // libcurl copies it, so that the array may move.
        return request.body.withUnsafeBytes { ccurl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) }
          == CURLE_OK
      }
      // Where the server closes a connection that was used before, libcurl sends a request again by itself. It cannot
      // where the body comes from a function that knows no way back: then it fails instead, and we know.
      return ccurl_set_pointer(easy, CURLOPT_READDATA, Unmanaged.passUnretained(self).toOpaque()) == CURLE_OK
        && ccurl_set_data_function(easy, CURLOPT_READFUNCTION, giveBody) == CURLE_OK
    }
  }

  private func setCallbacks() -> Bool {
    let this = Unmanaged.passUnretained(self).toOpaque()
    return ccurl_set_pointer(easy, CURLOPT_WRITEDATA, this) == CURLE_OK
      && ccurl_set_data_function(easy, CURLOPT_WRITEFUNCTION, receiveBody) == CURLE_OK
      && ccurl_set_pointer(easy, CURLOPT_HEADERDATA, this) == CURLE_OK
      && ccurl_set_data_function(easy, CURLOPT_HEADERFUNCTION, receiveField) == CURLE_OK
  }

  // MARK: What libcurl asks for

  fileprivate func give(_ room: UnsafeMutableRawBufferPointer) -> Int {
    guard let request else { return 0 }
    let piece = request.body[sent...].prefix(room.count)
    room.copyBytes(from: piece)
    sent += piece.count
    return piece.count
  }

  fileprivate func takeBody(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard let request, body.count + bytes.count <= request.bodyLimit else {
      isTooLong = true
      return 0
    }
    body.append(contentsOf: bytes)
    return bytes.count
  }

  fileprivate func takeField(_ bytes: UnsafeRawBufferPointer) -> Int {
    // A status line: what came before was an interim answer.
    if bytes.starts(with: "HTTP/".utf8) {
      fields.removeAll()
      return bytes.count
    }
    fieldOctets += bytes.count
    guard fieldOctets <= WebExchange.maximumFieldOctets, fields.count < WebExchange.maximumFields else {
      isTooLong = true
      return 0
    }
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return bytes.count }
    let value = bytes[bytes.index(after: colon)...]
    fields.append(
      WebAnswer.Field(
        String(decoding: bytes[..<colon], as: UTF8.self).lowercased(),
        String(String(decoding: value, as: UTF8.self).drop { $0.isWhitespace }).trimmingEnd()))
    return bytes.count
  }

  // MARK: How it ended

  /// Gets ready to go out once more on a fresh connection, where the other side had closed this one or reset the stream:
  /// servers end connections at will. False where it failed for another reason, or twice, or may not be sent again.
  func prepareAgain(after result: CURLcode, now: Instant) -> Bool {
    let isCut = [
      CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE,
    ].contains(result)
    guard let request, request.isRepeatable, isCut, !isRepeated, !isTooLong, now < request.end else { return false }
    isRepeated = true
    forgetAnswer()
    return ccurl_set_long(easy, CURLOPT_FRESH_CONNECT, 1) == CURLE_OK
      && ccurl_set_long(easy, CURLOPT_TIMEOUT_MS, Int(max(1, (request.end - now).milliseconds))) == CURLE_OK
  }

  func outcome(of result: CURLcode) -> Result<WebAnswer, WebFailure> {
    if isTooLong { return .failure(.tooLong) }
    switch result {
    case CURLE_OK: break
    case CURLE_OPERATION_TIMEDOUT: return .failure(.timeout(isSent: hasBegun))
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR,
      CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ENGINE_INITFAILED, CURLE_PROXY,
      CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_INTERFACE_FAILED:
      return .failure(.notSent(words(result)))
    default: return .failure(hasBegun ? .lost(words(result)) : .notSent(words(result)))
    }
    var status = 0
    _ = ccurl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
    return .success(WebAnswer(status: status, fields: fields, body: body))
  }

  /// Whether anything of the request went out.
  private var hasBegun: Bool {
    var size = 0
    // Of the header: it precedes any body.
    guard ccurl_get_long(easy, CURLINFO_REQUEST_SIZE, &size) == CURLE_OK else { return true }
    return size > 0 || sent > 0
  }

  private func words(_ result: CURLcode) -> String {
    errorText[0] == 0 ? String(cString: curl_easy_strerror(result)) : String(cString: errorText)
  }
}

extension String {
  fileprivate func trimmingEnd() -> String {
    var text = self[...]
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}

private func exchange(_ data: UnsafeMutableRawPointer) -> WebExchange {
  Unmanaged<WebExchange>.fromOpaque(data).takeUnretainedValue()
}

private func giveBody(
  _ room: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ data: UnsafeMutableRawPointer?
) -> Int {
  guard let data else { return 0 }
  return exchange(data).give(UnsafeMutableRawBufferPointer(start: room, count: size * count))
}

private func receiveBody(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ data: UnsafeMutableRawPointer?
) -> Int {
  guard let data else { return 0 }
  return exchange(data).takeBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
}

private func receiveField(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ data: UnsafeMutableRawPointer?
) -> Int {
  guard let data else { return 0 }
  return exchange(data).takeField(UnsafeRawBufferPointer(start: bytes, count: size * count))
}
