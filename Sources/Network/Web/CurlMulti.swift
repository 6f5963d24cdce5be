import CCurl
import CLibCurl
import EventLoop
import Timing

/// libcurl's multi handle on the loop's descriptors and timers. Lives within one actor on the loop's thread: libcurl
/// calls back only from within its own functions, which that actor alone calls.
final class CurlMulti {
  let pointer: UnsafeMutableRawPointer
  private let loop: Loop
  /// Enters the actor again, which is to call `act`.
  private let wake: @Sendable (Int32, Interest) -> Void
  private var timer: Loop.TimerID?

  /// Nil where libcurl cannot be set up.
  init?(loop: Loop, wake: @escaping @Sendable (Int32, Interest) -> Void) {
    guard CurlLibrary.state == CURLE_OK, let pointer = curl_multi_init() else { return nil }
    self.pointer = pointer
    self.loop = loop
    self.wake = wake
    let this = Unmanaged.passUnretained(self).toOpaque()
    _ = ccurl_multi_set_pointer(pointer, CURLMOPT_SOCKETDATA, this)
    _ = ccurl_multi_set_pointer(pointer, CURLMOPT_TIMERDATA, this)
    _ = ccurl_multi_set_socket_function(pointer, socketChanged)
    _ = ccurl_multi_set_timer_function(pointer, timerChanged)
  }

  deinit {
    // Cleaning up closes connections and would tell of it; whoever listened is gone.
    _ = ccurl_multi_set_socket_function(pointer, nil)
    _ = ccurl_multi_set_timer_function(pointer, nil)
    curl_multi_cleanup(pointer)
  }

  /// What happened on a descriptor, or that a timer is due (CURL_SOCKET_BAD). Returns the transfers that have ended.
  func act(on descriptor: Int32, _ ready: Interest) -> [(easy: UnsafeMutableRawPointer, result: CURLcode)] {
    var mask: Int32 = 0
    if ready.contains(.read) { mask |= CURL_CSELECT_IN }
    if ready.contains(.write) { mask |= CURL_CSELECT_OUT }
    var stillRunning: Int32 = 0
    curl_multi_socket_action(pointer, descriptor, mask, &stillRunning)
    var ended: [(UnsafeMutableRawPointer, CURLcode)] = []
    var easy: UnsafeMutableRawPointer?
    var result = CURLE_OK
    while ccurl_multi_next_done(pointer, &easy, &result) != 0 {
      if let easy { ended.append((easy, result)) }
    }
    return ended
  }

  fileprivate func watch(_ descriptor: Int32, _ what: Int32) {
    var interest: Interest = []
    if what & CURL_POLL_IN != 0 { interest.insert(.read) }
    if what & CURL_POLL_OUT != 0 { interest.insert(.write) }
    let (wanted, wake) = (interest, wake)
    loop.here { loop in
      if what == CURL_POLL_REMOVE { return loop.unwatch(descriptor) }
      loop.watch(descriptor, for: wanted) { ready in wake(descriptor, ready) }
    }
  }

  fileprivate func setTimer(_ milliseconds: Int) {
    let (old, wake) = (timer, wake)
    timer = loop.here { loop in
      if let old { loop.cancel(old) }
      if milliseconds < 0 { return nil }
      return loop.schedule(at: loop.clocks.instant() + .milliseconds(milliseconds)) { wake(CURL_SOCKET_BAD, []) }
    }
  }
}

private func socketChanged(
  _ easy: UnsafeMutableRawPointer?, _ descriptor: curl_socket_t, _ what: Int32, _ data: UnsafeMutableRawPointer?,
  _ socket: UnsafeMutableRawPointer?
) -> Int32 {
  guard let data else { return 0 }
  Unmanaged<CurlMulti>.fromOpaque(data).takeUnretainedValue().watch(descriptor, what)
  return 0
}

private func timerChanged(_ multi: UnsafeMutableRawPointer?, _ milliseconds: Int, _ data: UnsafeMutableRawPointer?)
  -> Int32
{
  guard let data else { return 0 }
  Unmanaged<CurlMulti>.fromOpaque(data).takeUnretainedValue().setTimer(milliseconds)
  return 0
}
