import CCurl
import CLibCurl
public import EventLoop
import Timing

/// Fetches over HTTP/1.1 with libcurl's multi interface, driven by the loop's descriptors and timers. Follows nothing,
/// asks no DNS: each request names the address to connect to.
public actor HTTPClient {
  nonisolated let loop: Loop
  private let owner: MultiHandle
  private var multi: UnsafeMutableRawPointer { owner.pointer }
  /// Under way, by easy handle.
  private var running: [UnsafeMutableRawPointer: Transfer] = [:]
  private var idle: [Transfer] = []
  private var timer: Loop.TimerID?
  private var isClosed = false

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
    guard let transfer = idle.popLast() ?? Transfer(), transfer.prepare(request) else {
      return .failure(.local("out of memory"))
    }
    return await withCheckedContinuation { continuation in
      transfer.continuation = continuation
      running[transfer.easy] = transfer
      if curl_multi_add_handle(multi, transfer.easy) != CURLM_OK {
        finish(transfer, .failure(.local("libcurl took no further transfer")))
      }
    }
  }

  /// Ends every fetch under way as cancelled.
  public func close() {
    isClosed = true
    for transfer in Array(running.values) { finish(transfer, .failure(.cancelled)) }
    idle.removeAll()
  }

  private func finish(_ transfer: Transfer, _ outcome: Result<FetchAnswer, FetchFailure>) {
    curl_multi_remove_handle(multi, transfer.easy)
    running[transfer.easy] = nil
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
      guard let easy, let transfer = running[easy] else { continue }
      finish(transfer, transfer.outcome(of: result))
    }
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
