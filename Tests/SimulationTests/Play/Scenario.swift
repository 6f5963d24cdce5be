import Checking
import Pipeline
import Timing

@testable import Gate

/// What a seed makes of a simulation: who takes part, how long things last, and what goes wrong how often.
struct Scenario: Sendable {
  /// Something that breaks a promise on which the invariants rest, to see that it is found.
  enum Fault: CaseIterable {
    /// The disk says that something is durable, and it is not.
    case lyingSync
    /// One of the processes has a greater cap than the others.
    case otherCap
    /// The steady clock follows the steps of the wall clock.
    case steppingClock
    /// Every other process counts only every other order.
    case halfLimits
  }

  var seed: UInt64
  var fault: Fault?
  var profile: CAProfile
  var cap: Int
  var settings: RunSettings
  /// Whether the process orders itself and knows the order's URL; else by commands that outlive it.
  var isNative: Bool
  var orderTimeout = Duration.seconds(60)
  var processes: Int
  var requests: [[String]]
  /// How long things go wrong, in nanoseconds.
  var chaos: Int64

  // Once in so many occasions; 0: never.
  var kills: Int
  var powerFailures: Int
  var clientKills: Int
  var lostReplies: Int
  var refusals: Int
  var pauses: Int
  var stops: Int
  var fullDisks: Bool
  var clockSteps: Bool
  private var slowValidations: Int

  init(seed: UInt64, fault: Fault? = nil) {
    var dice = Dice(seed &* 0x1000_0000_01b3 &+ 7)
    self.seed = seed
    self.fault = fault
    profile = Scenario.profile(&dice)
    cap = dice.pick(1...6)
    isNative = dice.once(in: 2)
    processes = dice.pick(1...4)
    chaos = Int64(dice.pick(30...400)) * 1_000_000_000
    requests = Scenario.requests(&dice)
    kills = dice.pick([0, 60, 300, 2000])
    powerFailures = dice.pick([0, 0, 400, 3000])
    clientKills = dice.pick([0, 0, 4, 20])
    lostReplies = dice.pick([0, 5, 30])
    refusals = dice.pick([0, 0, 6, 40])
    pauses = dice.pick([0, 0, 60])
    stops = dice.pick([0, 0, 8])
    fullDisks = dice.once(in: 4)
    clockSteps = dice.once(in: 2)
    slowValidations = dice.pick([0, 4, 20])
    settings = RunSettings(gate: Gate(profile: profile))
    settings.concurrency = .fixed(dice.pick(1...12))
    settings.maximumWaiting = dice.pick([3, 20, 100_000])
    settings.readyFor = .seconds(dice.pick([2, 20, 300]))
    settings.recheckFor = .seconds(dice.pick([0, 0, 30, 600]))
    settings.maximumWait = dice.pick([nil, nil, .zero, .seconds(30)])
    settings.dropsUnreadyNames = dice.once(in: 3)
    settings.namesPerOrder = dice.pick([1, 1, 1, 3])
    switch fault {
    case .lyingSync: powerFailures = 200
    case .otherCap: (processes, cap) = (3, 2)
    case .steppingClock: clockSteps = true
    case .halfLimits: processes = 2
    case nil: break
    }
  }

  /// Short lives and small figures, so that everything binds within minutes.
  private static func profile(_ dice: inout Dice) -> CAProfile {
    var profile = CAProfile(
      name: "simulated", title: "Simulated", directoryURL: nil, caaIdentities: [], pendingCap: 10,
      pendingOrderLifetime: .seconds(dice.pick(100...300)), certificateLifetime: .seconds(dice.pick(1000...90_000)),
      renewBefore: .seconds(300), namesPerCertificate: 5, source: "", sourceDate: "")
    profile.failureBackoff = [.seconds(dice.pick(1...5)), .seconds(dice.pick(5...30))]
    profile.ordersPerRequest = dice.once(in: 6) ? 2 : 1
    func limit(_ name: LimitName, _ count: ClosedRange<Int>, _ seconds: ClosedRange<Int>) {
      guard dice.once(in: 2) else { return }
      let window = dice.pick(RateLimit.Window.allCases)
      profile.limits[name] = RateLimit(
        max(profile.ordersPerRequest, dice.pick(count)), per: .seconds(dice.pick(seconds)), window,
        exemptsRenewals: dice.once(in: 3))
    }
    limit(.newOrders, 2...10, 10...100)
    limit(.certificatesPerDomain, 2...8, 20...200)
    limit(.certificatesPerSet, 1...3, 60...600)
    limit(.failedValidations, 1...4, 10...100)
    if dice.once(in: 3) { profile.limits[.orderRequests] = RateLimit(dice.pick(2...5), per: .seconds(1), .sliding) }
    return profile
  }

  private static func requests(_ dice: inout Dice) -> [[String]] {
    (0..<dice.pick(5...40)).map { number in
      let domain = "shop-\(dice.pick(0...5)).com"
      switch dice.pick(0...7) {
      case 0: return ["n\(number).\(domain)", "www.n\(number).\(domain)"]
      case 1: return ["a\(number).\(domain)", "b\(number).\(domain)", "c\(number).other.org"]
      default: return ["n\(number).\(domain)"]
      }
    }
  }

  func validationTime(_ dice: inout Dice) -> Duration {
    dice.once(in: slowValidations) ? dice.milliseconds(5000...50_000) : dice.milliseconds(50...3000)
  }
}
