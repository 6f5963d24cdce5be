import Addressing
import CCurl
import CLibCurl
import EventLoop
import HTTPWire
import Timing

/// One fetch under way: its connection, and the reader of what comes. Plain HTTP has a socket of its own; TLS is set up
/// by an easy handle of libcurl's, which is kept for the next fetch.
///
/// Lives on the loop's thread: libcurl calls back only from within its own functions, which that thread alone calls.
final class Transfer {
  let id: Int
  /// Nil until a fetch needs TLS.
  private(set) var easy: UnsafeMutableRawPointer?
  /// The connection of plain HTTP.
  var plain: ConnectedSocket?
  var continuation: CheckedContinuation<Result<FetchAnswer, FetchFailure>, Never>?
  var request: FetchRequest?
  /// -1 until connected.
  var socket: Int32 = -1
  var outgoing: [UInt8] = []
  /// Octets of `outgoing` that are on their way.
  var sent = 0
  var reader = ResponseReader(limit: 0)
  var clock = FetchClock()
  private(set) var clocks: (any Clocks)?
  var timer: Loop.TimerID?
  /// Counts the fetches that this handle has served.
  private(set) var serial = 0
  /// The first octets that came where TLS was due.
  var firstOctets: [UInt8] = []
  private var pins: UnsafeMutablePointer<curl_slist>?
  private var errorText: UnsafeMutablePointer<CChar>

  init(id: Int) {
    self.id = id
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    if let easy { curl_easy_cleanup(easy) }
    curl_slist_free_all(pins)
    errorText.deallocate()
  }

  /// What libcurl says of its last failure.
  var message: String {
    errorText[0] == 0 ? "" : String(cString: errorText)
  }

  var isHTTPS: Bool { request?.url.scheme == "https" }

  /// Sets everything anew, but for the connection.
  func prepare(_ request: FetchRequest, _ clocks: any Clocks) {
    self.request = request
    self.clocks = clocks
    serial &+= 1
    socket = -1
    sent = 0
    outgoing = RequestText.octets(request)
    reader = ResponseReader(limit: request.bodyLimit)
    clock = FetchClock(start: clocks.instant(), dialTimeout: request.dialTimeout, timeout: request.timeout)
    firstOctets.removeAll(keepingCapacity: true)
    errorText[0] = 0
  }

  /// Sets libcurl's handle up for the request; nil where it refuses, which is out of memory.
  func prepareCurl(_ request: FetchRequest) -> UnsafeMutableRawPointer? {
    if easy == nil { easy = curl_easy_init() }
    guard let easy else { return nil }
    curl_easy_reset(easy)
    curl_slist_free_all(pins)
    let literal = request.address.family == .ipv4 ? "\(request.address)" : "[\(request.address)]"
    // "::" matches every host and port of the URL: the connection goes to what was judged.
    pins = curl_slist_append(nil, "::\(literal):\(request.port)")
    guard pins != nil, setNumbers(easy), setTexts(easy, request), setTLS(easy) else { return nil }
    return easy
  }

  private func setNumbers(_ easy: UnsafeMutableRawPointer) -> Bool {
    let options: [(CURLoption, Int)] = [
      (CURLOPT_NOSIGNAL, 1),
      // libcurl dials and sets TLS up; what is said then is between HTTPWire and the server.
      (CURLOPT_CONNECT_ONLY, 1),
      (CURLOPT_FRESH_CONNECT, 1),
      (CURLOPT_BUFFERSIZE, 4096),
      // Time limits are the client's own: one for the dial, one for TLS, one for all.
      (CURLOPT_CONNECTTIMEOUT_MS, 86_400_000),
    ]
    return options.allSatisfy { ccurl_set_long(easy, $0.0, $0.1) == CURLE_OK }
  }

  private func setTexts(_ easy: UnsafeMutableRawPointer, _ request: FetchRequest) -> Bool {
    ccurl_set_pointer(easy, CURLOPT_CURLU, UnsafeRawPointer(request.url.handle.pointer)) == CURLE_OK
      && ccurl_set_pointer(easy, CURLOPT_CONNECT_TO, pins) == CURLE_OK
      && ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText) == CURLE_OK
      && ccurl_set_pointer(easy, CURLOPT_PRIVATE, Unmanaged.passUnretained(self).toOpaque()) == CURLE_OK
      // The environment's proxy would be asked even for a pinned connection.
      && "".withCString { ccurl_set_pointer(easy, CURLOPT_PROXY, $0) } == CURLE_OK
      && setSource(easy, request)
  }

  private func setSource(_ easy: UnsafeMutableRawPointer, _ request: FetchRequest) -> Bool {
    guard let source = request.source, source.family == request.address.family else { return true }
    return "host!\(source)".withCString { ccurl_set_pointer(easy, CURLOPT_INTERFACE, $0) } == CURLE_OK
  }
}
