import Gate
import Readiness
import Timing

/// An order that this process is to carry out.
enum Assignment: Sendable {
  case new(Order)
  /// Begun by a process that is gone, or left by a submitter that could not tell its end.
  case adopted(OpenOrder)

  var order: Order {
    switch self {
    case .new(let order): order
    case .adopted(let open): open.order
    }
  }
}

/// A request on its way through a run.
struct Candidate: Sendable {
  let request: Request
  let key: NameSet
  let line: Int
  let targets: [Target]
  /// The names to order: the request's, or the ready ones among them.
  var names: [String]
  /// When the oldest of its verdicts was reached.
  var checkedAt = Instant(nanoseconds: 0)
  /// When it came in: tries end so long after.
  var acceptedAt = Instant(nanoseconds: 0)
  /// To be checked before it is offered.
  var needsCheck = false
  /// Its names are on order: it waits for that order's end, and is checked only if there is then something left to do.
  var awaitsOrder = false
  /// Not to be offered to the gate before.
  var notBefore = Instant(nanoseconds: 0)
  /// Whether people were told that it waits.
  var isAnnounced = false

  init(_ request: Request, line: Int, targets: [Target]) {
    self.request = request
    key = request.key
    self.line = line
    self.targets = targets
    names = request.names
  }

  var nameSet: NameSet { NameSet(names) }
}
