public import DNSWire
public import Network
public import Readiness
public import Timing

/// The resolvers of a run. The first that answers decides, those that validate DNSSEC before those that do not; of a
/// name's addresses all of them are asked.
public actor ResolverPanel: Resolving {
  private var members: [WatchedResolver]
  private let first: WatchedResolver
  /// Whose failure was told of already.
  private var told: Set<String> = []
  private var standing: [Finding] = []

  public nonisolated var unownedExecutor: UnownedSerialExecutor { first.unownedExecutor }

  public init(_ first: WatchedResolver, _ others: [WatchedResolver] = []) {
    self.first = first
    members = [first] + others
  }

  /// Finds out which resolvers are there and which validate. To be called once, before the first name.
  public func prepare() async {
    await withDiscardingTaskGroup { group in
      for member in members { group.addTask { await member.greet() } }
    }
    var validating: [WatchedResolver] = []
    var others: [WatchedResolver] = []
    var unchecked: [String] = []
    for member in members {
      let validates = await member.validates
      if validates == false { unchecked.append(member.label) }
      if validates == true { validating.append(member) } else { others.append(member) }
    }
    members = validating + others
    if validating.isEmpty, !unchecked.isEmpty { standing = [.dnssecUnchecked(unchecked)] }
  }

  public var compared: [any Resolving] { members.count > 1 ? members : [] }

  public func ask(_ query: Query, deadline: Instant) async throws(LookupFailure) -> Message {
    var answer: Message?
    var failure: LookupFailure?
    var failedAtValidating = false
    for member in members {
      let validates = await member.validates == true
      // What a validating resolver refuses to answer, one that does not validate must not answer instead.
      if failedAtValidating, !validates { break }
      do throws(LookupFailure) {
        let message = try await member.ask(query, deadline: deadline)
        if message.isAnswer { return message }
        answer = answer ?? message
        failedAtValidating = validates
      } catch {
        switch error {
        case .deadline, .cancelled: throw error
        case .timeout, .malformed:
          if failure?.isOurs != false { failure = error }
          failedAtValidating = validates
        case .unreachable, .resolverFailed, .overloaded: failure = failure ?? error
        }
      }
    }
    if let answer { return answer }
    throw failure ?? .deadline
  }

  /// What is known before the first name, a sentence each: for the run as a whole.
  public func notices() async -> [String] {
    var notices = standing.map(\.summary)
    guard members.count > 1 else { return notices }
    for member in members {
      if let failure = await member.trouble {
        notices.append("the resolver \(member.label) is out of order: \(failure)")
      }
    }
    return notices
  }

  /// What there is to say of the resolvers themselves: that none validates, with every name; that one is out of order
  /// while another answers, once.
  public func takeNotes() async -> [Finding] {
    var notes = standing
    guard members.count > 1 else { return notes }
    var troubles: [(label: String, failure: LookupFailure)] = []
    for member in members {
      if let failure = await member.trouble { troubles.append((member.label, failure)) }
    }
    // Where all fail, each name's own finding says so.
    guard troubles.count < members.count else { return notes }
    for (label, failure) in troubles where told.insert(label).inserted {
      notes.append(.resolverOutOfOrder(label, "\(failure)", isOverloaded: failure.isOverload))
    }
    return notes
  }
}

extension Message {
  /// Whether the code says something of the name, and not that the question failed.
  var isAnswer: Bool { responseCode == .noError || responseCode == .nxDomain }
}

extension LookupFailure {
  /// Whether it is our own side that failed.
  var isOurs: Bool {
    switch self {
    case .timeout, .malformed: false
    case .unreachable, .deadline, .cancelled, .resolverFailed, .overloaded: true
    }
  }

  var isOverload: Bool {
    if case .overloaded = self { true } else { false }
  }
}
