import CCurl
import CLibCurl
public import EventLoop
import Timing

/// Asks web services by https: HTTP/2 where the server has it, few connections for many requests, certificates verified.
/// Follows nothing.
public actor WebClient {
  nonisolated let loop: Loop
  private let settings: WebSettings
  private var multi: CurlMulti?
  private var running: [UnsafeMutableRawPointer: WebExchange] = [:]
  private var idle: [WebExchange] = []
  private var lastNumber: UInt64 = 0
  private var isClosed = false

  public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.unownedExecutor }

  public init(loop: Loop, settings: WebSettings) {
    self.loop = loop
    self.settings = settings
  }

  /// Sends one request and waits for the whole answer, or until its time is up or the task is cancelled.
  public func send(_ request: WebRequest) async -> Result<WebAnswer, WebFailure> {
    guard !isClosed, !Task.isCancelled else { return .failure(.cancelled) }
    guard let multi = startedMulti(), let exchange = idle.popLast() ?? WebExchange(),
      exchange.prepare(request, settings, now: loop.clocks.instant())
    else { return .failure(.notSent("this machine is out of memory")) }
    lastNumber += 1
    let number = lastNumber
    exchange.number = number
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        exchange.continuation = continuation
        running[exchange.easy] = exchange
        if Task.isCancelled { return finish(exchange, .failure(.cancelled)) }
        if curl_multi_add_handle(multi.pointer, exchange.easy) != CURLM_OK {
          finish(exchange, .failure(.notSent("libcurl took no further transfer")))
        }
      }
    } onCancel: {
      Task { await self.cancel(number) }
    }
  }

  /// Ends every request under way as cancelled and closes the connections.
  public func close() {
    isClosed = true
    for exchange in Array(running.values) { finish(exchange, .failure(.cancelled)) }
    idle.removeAll()
    multi = nil
  }

  private func startedMulti() -> CurlMulti? {
    if let multi { return multi }
    multi = CurlMulti(loop: loop) { [weak self] descriptor, ready in
      self?.assumeIsolated { $0.act(on: descriptor, ready) }
    }
    if let multi {
      _ = ccurl_multi_set_long(multi.pointer, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
      _ = ccurl_multi_set_long(multi.pointer, CURLMOPT_MAX_HOST_CONNECTIONS, settings.maximumConnections)
    }
    return multi
  }

  private func act(on descriptor: Int32, _ ready: Interest) {
    guard let multi else { return }
    for (easy, result) in multi.act(on: descriptor, ready) {
      guard let exchange = running[easy] else { continue }
      if exchange.prepareAgain(after: result, now: loop.clocks.instant()) {
        curl_multi_remove_handle(multi.pointer, easy)
        if curl_multi_add_handle(multi.pointer, easy) == CURLM_OK { continue }
      }
      finish(exchange, exchange.outcome(of: result))
    }
  }

  private func cancel(_ number: UInt64) {
    guard let exchange = running.values.first(where: { $0.number == number }) else { return }
    finish(exchange, .failure(.cancelled))
  }

  private func finish(_ exchange: WebExchange, _ outcome: Result<WebAnswer, WebFailure>) {
    if let multi { curl_multi_remove_handle(multi.pointer, exchange.easy) }
    running[exchange.easy] = nil
    let continuation = exchange.continuation
    exchange.continuation = nil
    if idle.count < 64 { idle.append(exchange) }
    continuation?.resume(returning: outcome)
  }
}
