import Addressing
import CCurl
import CLibCurl
import DNSWire
import Timing

/// One question on its way over HTTPS: the easy handle, the message that is posted and what has come so far.
///
/// Lives on the loop's thread, as `CurlMulti` does.
final class DoHExchange {
  let easy: UnsafeMutableRawPointer
  var continuation: CheckedContinuation<Result<Message, LookupFailure>, Never>?
  private var query: Query?
  private var posted: [UInt8] = []
  private var received: [UInt8] = []
  private var isTooLong = false
  private var isRepeated = false
  /// When it must have ended.
  private(set) var end = Instant.never
  private var lists: [UnsafeMutablePointer<curl_slist>] = []
  private let errorText: UnsafeMutablePointer<CChar>

  /// Of a DNS message (RFC 8484 section 6).
  private static let maximumOctets = 65_535
  /// For a connection and TLS.
  private static let dialTime = Duration.seconds(5)

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
  ///
  /// - Parameter addresses: What the server's host name stands for; empty where the URL names an address.
  func prepare(
    _ query: Query, to server: DoHServer, at addresses: [IPAddress], source: IPAddress?, now: Instant, end: Instant
  ) -> Bool {
    self.query = query
    self.end = end
    isRepeated = false
    received.removeAll(keepingCapacity: true)
    posted.removeAll(keepingCapacity: true)
    isTooLong = false
    errorText[0] = 0
    // RFC 8484 section 4.1: id 0, as the transport matches answer and question.
    query.encode(id: 0, into: &posted)
    curl_easy_reset(easy)
    lists.forEach(curl_slist_free_all)
    lists.removeAll()
    return setNumbers(end - now) && setTexts(server, source) && setLists(server, addresses) && setBody()
      && setCallbacks()
  }

  private func setNumbers(_ timeout: Duration) -> Bool {
    let options: [(CURLoption, Int)] = [
      (CURLOPT_NOSIGNAL, 1),
      // Many questions on one connection: a new question waits for the connection that is just being made.
      (CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS),
      (CURLOPT_PIPEWAIT, 1),
      (CURLOPT_FOLLOWLOCATION, 0),
      (CURLOPT_HTTP09_ALLOWED, 0),
      (CURLOPT_SSL_VERIFYPEER, 1),
      (CURLOPT_SSL_VERIFYHOST, 2),
      (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
      (CURLOPT_CONNECTTIMEOUT_MS, Int(DoHExchange.dialTime.milliseconds)),
      (CURLOPT_TIMEOUT_MS, Int(max(1, timeout.milliseconds))),
      (CURLOPT_POST, 1),
      (CURLOPT_POSTFIELDSIZE, posted.count),
    ]
    return options.allSatisfy { ccurl_set_long(easy, $0.0, $0.1) == CURLE_OK }
  }

  private func setTexts(_ server: DoHServer, _ source: IPAddress?) -> Bool {
    var texts: [(CURLoption, String)] = [
      // The environment's proxy is not asked: the resolver is named, and reached as it is named.
      (CURLOPT_PROXY, ""), (CURLOPT_USERAGENT, "preflight"), (CURLOPT_PROTOCOLS_STR, "https"),
    ]
    if let source { texts.append((CURLOPT_INTERFACE, "host!\(source)")) }
    return ccurl_set_pointer(easy, CURLOPT_CURLU, UnsafeRawPointer(server.url.handle.pointer)) == CURLE_OK
      && ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText) == CURLE_OK
      && texts.allSatisfy { option, text in text.withCString { ccurl_set_pointer(easy, option, $0) } == CURLE_OK }
  }

  private func setLists(_ server: DoHServer, _ addresses: [IPAddress]) -> Bool {
    guard
      let headers = list(["Content-Type: application/dns-message", "Accept: application/dns-message"]),
      ccurl_set_pointer(easy, CURLOPT_HTTPHEADER, headers) == CURLE_OK
    else { return false }
    if addresses.isEmpty { return true }
    let texts = addresses.map { $0.family == .ipv4 ? "\($0)" : "[\($0)]" }.joined(separator: ",")
    guard let pins = list(["\(server.host):\(server.port):\(texts)"]) else { return false }
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

  private func setBody() -> Bool {
    // libcurl copies it, so that the array may move.
    posted.withUnsafeBytes { ccurl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) } == CURLE_OK
  }

  private func setCallbacks() -> Bool {
    let this = Unmanaged.passUnretained(self).toOpaque()
    return ccurl_set_pointer(easy, CURLOPT_WRITEDATA, this) == CURLE_OK
      && ccurl_set_data_function(easy, CURLOPT_WRITEFUNCTION, receive) == CURLE_OK
  }

  fileprivate func take(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard received.count + bytes.count <= DoHExchange.maximumOctets else {
      isTooLong = true
      return 0
    }
    received.append(contentsOf: bytes)
    return bytes.count
  }

  // MARK: How it ended

  /// Gets ready to go out once more on a fresh connection, where the other side had closed this one or reset the stream:
  /// servers end connections at will. False where it failed for another reason, or twice.
  func prepareAgain(after result: CURLcode, now: Instant) -> Bool {
    let isCut = [
      CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE,
    ].contains(result)
    guard isCut, !isRepeated, !isTooLong, now < end else { return false }
    isRepeated = true
    received.removeAll(keepingCapacity: true)
    return ccurl_set_long(easy, CURLOPT_FRESH_CONNECT, 1) == CURLE_OK
      && ccurl_set_long(easy, CURLOPT_TIMEOUT_MS, Int(max(1, (end - now).milliseconds))) == CURLE_OK
  }

  func outcome(of result: CURLcode) -> Result<Message, LookupFailure> {
    if isTooLong { return .failure(.resolverFailed("it sent more than a DNS message can hold")) }
    if result == CURLE_OPERATION_TIMEDOUT { return .failure(.timeout) }
    guard result == CURLE_OK else {
      let words = errorText[0] == 0 ? String(cString: curl_easy_strerror(result)) : String(cString: errorText)
      return .failure(.resolverFailed(words))
    }
    var status = 0
    _ = ccurl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
    if status == 429 || status == 503 { return .failure(.overloaded("it answered with HTTP status \(status)")) }
    guard (200...299).contains(status) else {
      return .failure(.resolverFailed("it answered with HTTP status \(status)"))
    }
    guard hasDNSType else { return .failure(.resolverFailed("it answered with something else than a DNS message")) }
    guard let query, let message = try? Message(parsing: received), message.id == 0, message.answers(query),
      !message.isTruncated
    else { return .failure(.malformed) }
    return .success(message)
  }

  private var hasDNSType: Bool {
    var pointer: UnsafeMutableRawPointer?
    guard ccurl_get_pointer(easy, CURLINFO_CONTENT_TYPE, &pointer) == CURLE_OK, let pointer else { return false }
    let type = String(cString: pointer.assumingMemoryBound(to: CChar.self)).prefix { $0 != ";" && $0 != " " }
    return type.lowercased() == "application/dns-message"
  }
}

private func receive(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ data: UnsafeMutableRawPointer?
) -> Int {
  guard let data else { return 0 }
  return Unmanaged<DoHExchange>.fromOpaque(data).takeUnretainedValue()
    .take(UnsafeRawBufferPointer(start: bytes, count: size * count))
}
