public import DNSWire
public import Network
public import Timing

/// A resolver under watch. What fails is asked again beside control questions, and only what fails while those are
/// answered well is said of the domain: an overloaded, refusing or unreachable resolver throws `LookupFailure.overloaded`
/// or `.resolverFailed` instead.
public actor WatchedResolver: Resolving {
  public nonisolated let label: String
  private let inner: any Resolving
  private let clocks: any Clocks
  private let sleep: @Sendable (Instant) async -> Void
  private let hasOthers: Bool
  private var room: QuestionRoom
  private let controls: ControlQuestions
  private var isWidening = false
  private var answeredAt: Instant?
  /// Why it is left alone for now, and until when.
  private var outage: (failure: LookupFailure, until: Instant)?
  /// The last failure of the resolver itself.
  private(set) var trouble: LookupFailure?
  /// Whether it sets AD for the root, which is signed; nil where that is not known.
  private(set) var validates: Bool?

  public nonisolated var unownedExecutor: UnownedSerialExecutor { inner.unownedExecutor }

  private static let rounds = 8
  /// Failures beside well answered controls that it takes to blame the domain.
  private static let confirmations = 2
  private static let widening = Duration.milliseconds(100)
  private static let firstPause = Duration.milliseconds(250)
  /// One that answered so recently is overloaded rather than gone.
  private static let memory = Duration.seconds(10)
  /// A resolver that is gone is not asked for so long, where there are others.
  private static let outageTime = Duration.seconds(5)
  /// For the first question of all.
  private static let greetingTime = Duration.seconds(3)

  /// - Parameters:
  ///   - maximumUnderWay: Questions at once, at most.
  ///   - hasOthers: Whether other resolvers answer too: then nobody waits for this one while it is out of order.
  ///   - sleep: Waits until a moment.
  public init(
    _ inner: any Resolving, label: String, clocks: any Clocks, maximumUnderWay: Int, hasOthers: Bool = false,
    sleep: @escaping @Sendable (Instant) async -> Void
  ) {
    self.inner = inner
    self.label = label
    self.clocks = clocks
    self.hasOthers = hasOthers
    self.sleep = sleep
    controls = ControlQuestions(inner, clocks)
    room = QuestionRoom(maximum: maximumUnderWay)
  }

  /// Asks for the root's SOA: whether the resolver is there, and whether it validates. To be called once, before the
  /// first name.
  func greet() async {
    let query = Query(name: .root, type: .soa, dnssecOK: true)
    let now = clocks.instant()
    do throws(LookupFailure) {
      let message = try await inner.ask(query, deadline: now + Self.greetingTime)
      if message.responseCode == .noError {
        answeredAt = now
        validates = message.authenticatedData
      } else {
        note(.overloaded("it answers \(message.responseCode) to every question"), isGone: true)
      }
    } catch {
      guard error != .cancelled else { return }
      note(error == .deadline || error == .timeout ? Self.silence : error, isGone: true)
    }
  }

  public func ask(_ query: Query, deadline: Instant) async throws(LookupFailure) -> Message {
    if hasOthers, let failure = outageFailure() { throw failure }
    let first = try await attempt(query, until: deadline)
    var last = LookupFailure.timeout
    switch judge(first.result) {
    case .answered, .final: return try first.result.get()
    case .ours(let failure): last = try await yield(to: failure, first.place, round: 0, deadline)
    case .doubtful:
      let verdict = await control(query.name, since: clocks.instant(), level: 0)
      if verdict != .well { last = try await yield(to: try failure(verdict), first.place, round: 0, deadline) }
    }
    var confirmations = 0
    for round in 1..<Self.rounds {
      // The controls are asked while the question is under way and again when it has failed, under the same load.
      let start = clocks.instant()
      async let before = control(query.name, since: start, level: room.underWay + 1)
      let next = try await attempt(query, until: deadline)
      let isPaired = await before == .well
      switch judge(next.result) {
      case .answered:
        if case .failure(.timeout) = first.result { room.halve(for: next.place) }
        return try next.result.get()
      case .final:
        // Time that ran out at an overloaded resolver is the resolver's fault.
        if case .failure(.deadline) = next.result, case .overloaded = last { throw note(last, isGone: false) }
        return try next.result.get()
      case .ours(let failure): last = failure
      case .doubtful:
        let verdict = await control(query.name, since: clocks.instant(), level: next.place.level)
        if verdict == .well, isPaired {
          confirmations += 1
          // Attempts that took seconds have seen the resolver at many moments; quick failures are looked at again.
          if confirmations == Self.confirmations || clocks.instant() - start > Self.firstPause * 4 {
            return try next.result.get()
          }
          await sleep(min(deadline, clocks.instant() + Self.firstPause / 2))
          continue
        }
        confirmations = 0
        last = verdict == .well ? .overloaded("it leaves questions unanswered") : try failure(verdict)
      }
      last = try await yield(to: last, next.place, round: round, deadline)
    }
    throw note(last, isGone: false)
  }

  /// Gives way to a resolver that has too much to do: fewer questions at once, and a pause.
  private func yield(
    to failure: LookupFailure, _ place: QuestionRoom.Place, round: Int, _ deadline: Instant
  ) async throws(LookupFailure) -> LookupFailure {
    room.halve(for: place)
    let pause = clocks.instant() + Self.firstPause * (1 << min(round, 4))
    if pause >= deadline { throw note(failure, isGone: false) }
    await sleep(pause)
    return failure
  }

  /// Why nothing is asked for now. When the time is over, one control question goes ahead.
  private func outageFailure() -> LookupFailure? {
    guard let known = outage else { return nil }
    if clocks.instant() >= known.until {
      outage = (known.failure, clocks.instant() + Self.outageTime)
      Task {
        let doubt = ControlQuestions.Doubt(name: .root, sentAt: clocks.instant(), level: 0)
        if await controls.root(doubt, underWay: room.underWay) == .well { outage = nil }
      }
    }
    return known.failure
  }

  // MARK: One attempt

  private func attempt(_ query: Query, until deadline: Instant) async throws(LookupFailure) -> (
    place: QuestionRoom.Place, result: Result<Message, LookupFailure>
  ) {
    guard let place = await place(until: deadline) else { throw .deadline }
    let result: Result<Message, LookupFailure>
    do throws(LookupFailure) {
      result = .success(try await inner.ask(query, deadline: deadline))
    } catch {
      result = .failure(error)
    }
    var isAnswered = false
    if case .answered = judge(result) {
      isAnswered = true
      answeredAt = clocks.instant()
      outage = nil
    }
    room.free(place, isAnswered: isAnswered, now: clocks.instant())
    return (place, result)
  }

  private func place(until deadline: Instant) async -> QuestionRoom.Place? {
    if let place = room.take() { return place }
    if !isWidening {
      isWidening = true
      Task { await widen() }
    }
    return await withCheckedContinuation { room.wait(until: deadline, $0) }
  }

  private func widen() async {
    defer { isWidening = false }
    repeat {
      await sleep(clocks.instant() + Self.widening)
      room.widen(now: clocks.instant())
    } while room.isAwaited
  }

  private enum Judgement {
    case answered
    /// Nothing that another question would change.
    case final
    case ours(LookupFailure)
    /// The domain's fault, or the resolver's.
    case doubtful
  }

  private func judge(_ result: Result<Message, LookupFailure>) -> Judgement {
    switch result {
    case .success(let message):
      if message.responseCode == .noError || message.responseCode == .nxDomain { return .answered }
      // A validator's word about signatures is an answer.
      return message.edns?.errors.contains(where: \.isAboutDNSSEC) == true ? .answered : .doubtful
    case .failure(let failure):
      switch failure {
      case .timeout, .malformed: return .doubtful
      case .overloaded: return .ours(failure)
      case .unreachable, .resolverFailed:
        note(failure, isGone: true)
        return .final
      case .deadline, .cancelled: return .final
      }
    }
  }

  // MARK: The resolver's own health

  private func control(_ name: DNSName, since: Instant, level: Int) async -> ControlQuestions.Verdict {
    let doubt = ControlQuestions.Doubt(name: name, sentAt: since, level: level)
    let verdict = await controls.root(doubt, underWay: room.underWay)
    guard verdict == .well else { return verdict }
    answeredAt = clocks.instant()
    return await controls.beyondCache(doubt, underWay: room.underWay)
  }

  /// What is wrong with the resolver. Throws where trying again is in vain.
  private func failure(_ verdict: ControlQuestions.Verdict) throws(LookupFailure) -> LookupFailure {
    let isRecent = answeredAt.map { $0 + Self.memory > clocks.instant() } ?? false
    switch verdict {
    case .well: return .timeout
    case .failing(let words):
      if isRecent { return .overloaded(words) }
      throw note(.overloaded(words), isGone: true)
    case .silent:
      if isRecent { return .overloaded("it leaves questions unanswered") }
      throw note(Self.silence, isGone: true)
    case .unusable(let words): throw note(.resolverFailed(words), isGone: true)
    }
  }

  private static let silence = LookupFailure.resolverFailed("it did not answer in time")

  @discardableResult
  private func note(_ failure: LookupFailure, isGone: Bool) -> LookupFailure {
    trouble = failure
    if isGone { outage = (failure, clocks.instant() + Self.outageTime) }
    return failure
  }
}
