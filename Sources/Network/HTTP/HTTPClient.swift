import Addressing
import CCurl
import CLibCurl
public import EventLoop
import HTTPWire
import Timing

/// Fetches over HTTP/1.1. Plain HTTP has sockets of its own; for https libcurl's multi interface, driven by the loop's
/// descriptors and timers, dials and sets up TLS. Request and answer are HTTPWire's, so that an answer is read as the CA
/// reads it. Follows nothing, asks no DNS: each request names the address to connect to.
public actor HTTPClient {
  nonisolated let loop: Loop
  private let owner: MultiHandle
  private var multi: UnsafeMutableRawPointer { owner.pointer }
  /// Under way, by their ids.
  private var running: [Int: Transfer] = [:]
  /// Those that libcurl dials, by the address of the easy handle.
  private var dialling: [Int: Transfer] = [:]
  private var lastID = 0
  private var idle: [Transfer] = []
  private var timer: Loop.TimerID?
  private var isClosed = false
  /// What comes is read here before it is judged, for one transfer at a time.
  private let buffer = ReadBuffer()

  public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unownedExecutor }

  /// Throws: `FetchFailure.local` where libcurl cannot be set up.
  public init(loop: Loop) throws(FetchFailure) {
    guard CurlLibrary.state == CURLE_OK, let multi = curl_multi_init() else {
      throw .local("libcurl could not be initialised")
    }
    self.loop = loop
    owner = MultiHandle(multi)
    let this = Unmanaged.passUnretained(self).toOpaque()
    _ = ccurl_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, this)
    _ = ccurl_multi_set_pointer(multi, CURLMOPT_TIMERDATA, this)
    _ = ccurl_multi_set_socket_function(multi, socketChanged)
    _ = ccurl_multi_set_timer_function(multi, timerChanged)
  }

  public func fetch(_ request: FetchRequest) async -> Result<FetchAnswer, FetchFailure> {
    guard !isClosed else { return .failure(.cancelled) }
    let transfer = idle.popLast() ?? newTransfer()
    transfer.prepare(request, loop.clocks)
    return await withCheckedContinuation { continuation in
      transfer.continuation = continuation
      running[transfer.id] = transfer
      arm(transfer)
      transfer.isHTTPS ? dialByCurl(transfer, request) : dial(transfer, request)
    }
  }

  private func newTransfer() -> Transfer {
    lastID += 1
    return Transfer(id: lastID)
  }

  private func dial(_ transfer: Transfer, _ request: FetchRequest) {
    do throws(SocketError) {
      let endpoint = Endpoint(request.address, port: request.port)
      let socket = try ConnectedSocket(to: endpoint, stream: true, from: request.source)
      transfer.plain = socket
      transfer.socket = socket.descriptor
      watch(transfer, [.read, .write, .changes])
    } catch {
      finish(transfer, .failure(Transfer.dialFailure(error.number)))
    }
  }

  private func dialByCurl(_ transfer: Transfer, _ request: FetchRequest) {
    guard let easy = transfer.prepareCurl(request) else {
      return finish(transfer, .failure(.local("out of memory")))
    }
    dialling[Int(bitPattern: easy)] = transfer
    if curl_multi_add_handle(multi, easy) != CURLM_OK {
      finish(transfer, .failure(.local("libcurl took no further transfer")))
    }
  }

  /// Ends every fetch under way as cancelled.
  public func close() {
    isClosed = true
    for transfer in Array(running.values) { finish(transfer, .failure(.cancelled)) }
    idle.removeAll()
  }

  private func finish(_ transfer: Transfer, _ outcome: Result<FetchAnswer, FetchFailure>) {
    let (socket, timer, isPlain) = (transfer.socket, transfer.timer, transfer.plain != nil)
    loop.here { loop in
      if socket >= 0 { isPlain ? loop.forget(socket) : loop.unwatch(socket) }
      if let timer { loop.cancel(timer) }
    }
    transfer.socket = -1
    transfer.timer = nil
    if let plain = transfer.plain {
      plain.close()
      transfer.plain = nil
    } else if let easy = transfer.easy {
      curl_multi_remove_handle(multi, easy)
      dialling[Int(bitPattern: easy)] = nil
    }
    running[transfer.id] = nil
    let continuation = transfer.continuation
    transfer.continuation = nil
    transfer.request = nil
    if idle.count < 256 { idle.append(transfer) }
    continuation?.resume(returning: outcome)
  }

  // MARK: What libcurl asks for

  fileprivate func watch(_ descriptor: Int32, _ what: Int32) {
    var interest: Interest = []
    if what & CURL_POLL_IN != 0 { interest.insert(.read) }
    if what & CURL_POLL_OUT != 0 { interest.insert(.write) }
    let wanted = interest
    loop.here { loop in
      if what == CURL_POLL_REMOVE { return loop.unwatch(descriptor) }
      loop.watch(descriptor, for: wanted) { [weak self] ready in
        self?.assumeIsolated { $0.act(on: descriptor, ready) }
      }
    }
  }

  fileprivate func setTimer(_ milliseconds: Int) {
    loop.here { loop in
      if let timer = self.assumeIsolated({ $0.timer }) { loop.cancel(timer) }
      let next =
        milliseconds < 0
        ? nil
        : loop.schedule(at: loop.clocks.instant() + .milliseconds(milliseconds)) { [weak self] in
          self?.assumeIsolated { $0.act(on: CURL_SOCKET_BAD, []) }
        }
      self.assumeIsolated { $0.timer = next }
    }
  }

  private func act(on descriptor: Int32, _ ready: Interest) {
    var mask: Int32 = 0
    if ready.contains(.read) { mask |= CURL_CSELECT_IN }
    if ready.contains(.write) { mask |= CURL_CSELECT_OUT }
    var stillRunning: Int32 = 0
    curl_multi_socket_action(multi, descriptor, mask, &stillRunning)
    var easy: UnsafeMutableRawPointer?
    var result = CURLE_OK
    while ccurl_multi_next_done(multi, &easy, &result) != 0 {
      guard let easy, let transfer = dialling[Int(bitPattern: easy)] else { continue }
      result == CURLE_OK ? begin(transfer, easy) : finish(transfer, .failure(transfer.connectFailure(result)))
    }
  }

  // MARK: The exchange

  /// The connection is there, TLS included.
  private func begin(_ transfer: Transfer, _ easy: UnsafeMutableRawPointer) {
    var socket = CURL_SOCKET_BAD
    guard ccurl_get_socket(easy, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK, socket != CURL_SOCKET_BAD else {
      return finish(transfer, .failure(.reset))
    }
    transfer.socket = socket
    transfer.clock.established()
    proceed(transfer)
  }

  /// - Parameter hasNews: Whether there may be something to read.
  private func proceed(_ transfer: Transfer, hasNews: Bool = true) {
    switch transfer.exchange(buffer.bytes, hasNews: hasNews) {
    case .ended(let outcome): return finish(transfer, outcome)
    case .needsWrite: if transfer.plain == nil { watch(transfer, .write) }
    case .needsRead: if transfer.plain == nil { watch(transfer, .read) }
    // What TLS has read ahead makes no socket readable, and what lies in a plain one is told once.
    case .yields: later(transfer)
    }
    if transfer.reader.standing == .decided, transfer.clock.decided(at: loop.clocks.instant()) { arm(transfer) }
  }

  private func watch(_ transfer: Transfer, _ interest: Interest) {
    let id = transfer.id
    let socket = transfer.socket
    loop.here { loop in
      loop.watch(socket, for: interest) { [weak self] ready in
        self?.assumeIsolated { client in client.running[id].map { client.isReady($0, ready) } }
      }
    }
  }

  private func isReady(_ transfer: Transfer, _ ready: Interest) {
    guard let plain = transfer.plain else { return proceed(transfer) }
    if transfer.clock.stage == .dialling {
      // A dial that failed makes the socket readable too.
      let number = ready.contains(.read) ? plain.pendingError : 0
      if number != 0 { return finish(transfer, .failure(Transfer.dialFailure(number))) }
      transfer.clock.established()
    }
    proceed(transfer, hasNews: ready.contains(.read))
  }

  private func later(_ transfer: Transfer) {
    let id = transfer.id
    let serial = transfer.serial
    loop.here { loop in
      _ = loop.schedule(at: loop.clocks.instant() + .milliseconds(1)) { [weak self] in
        self?.assumeIsolated { client in
          guard let transfer = client.running[id], transfer.serial == serial, transfer.socket >= 0 else { return }
          client.proceed(transfer)
        }
      }
    }
  }

  /// Sets the timer to the end of the transfer's stage. Stages that end later find it when it fires.
  private func arm(_ transfer: Transfer) {
    let id = transfer.id
    let (old, end) = (transfer.timer, transfer.clock.end)
    transfer.timer = loop.here { loop in
      if let old { loop.cancel(old) }
      return loop.schedule(at: end) { [weak self] in
        self?.assumeIsolated { client in client.running[id].map(client.timeUp) }
      }
    }
  }

  private func timeUp(_ transfer: Transfer) {
    transfer.timer = nil
    if loop.clocks.instant() < transfer.clock.end { return arm(transfer) }
    finish(transfer, transfer.timeUp())
  }
}

/// Owns libcurl's multi handle.
private final class MultiHandle {
  let pointer: UnsafeMutableRawPointer

  init(_ pointer: UnsafeMutableRawPointer) {
    self.pointer = pointer
  }

  deinit {
    // Cleaning up closes connections and would tell of it; whoever listened is gone.
    _ = ccurl_multi_set_socket_function(pointer, nil)
    _ = ccurl_multi_set_timer_function(pointer, nil)
    curl_multi_cleanup(pointer)
  }
}

private final class ReadBuffer {
  let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_384, alignment: 16)

  deinit {
    bytes.deallocate()
  }
}

// libcurl calls these on the loop's thread, from within curl_multi_* functions that the actor itself called.

private func socketChanged(
  _ easy: UnsafeMutableRawPointer?, _ descriptor: curl_socket_t, _ what: Int32, _ data: UnsafeMutableRawPointer?,
  _ socket: UnsafeMutableRawPointer?
) -> Int32 {
  guard let data else { return 0 }
  Unmanaged<HTTPClient>.fromOpaque(data).takeUnretainedValue().assumeIsolated { $0.watch(descriptor, what) }
  return 0
}

private func timerChanged(_ multi: UnsafeMutableRawPointer?, _ milliseconds: Int, _ data: UnsafeMutableRawPointer?)
  -> Int32
{
  guard let data else { return 0 }
  Unmanaged<HTTPClient>.fromOpaque(data).takeUnretainedValue().assumeIsolated { $0.setTimer(milliseconds) }
  return 0
}
