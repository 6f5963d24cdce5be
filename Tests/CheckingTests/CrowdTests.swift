import Addressing
import DNSWire
import Network
import Readiness
import Testing
import Timing

@testable import Checking

/// Many names at one address.
@Suite struct CrowdTests {
  private static let address = IPAddress.v4(0x1e4d_0129)

  private func silence(_ outcome: Probe.Outcome = .connectTimeout, hops: Int = 1) -> ProbeResult {
    let hop = Probe.Hop(url: "http://a.shop/", address: Self.address, status: nil)
    return ProbeResult(Probe(address: Self.address, outcome: outcome, hops: Array(repeating: hop, count: hops)))
  }

  private func at(_ seconds: Int) -> Instant { Instant(nanoseconds: 0) + .seconds(seconds) }

  @Test func anAddressThatLetsManyWaitInVainIsNotDialledForAWhile() {
    var silent = SilentAddresses()
    for _ in 1..<SilentAddresses.threshold { silent.note(silence(), at: Self.address, now: at(10)) }
    #expect(!silent.contains(Self.address, now: at(10)))
    silent.note(silence(), at: Self.address, now: at(10))
    #expect(silent.contains(Self.address, now: at(39)))
    #expect(!silent.contains(Self.address, now: at(40)))
    #expect(!silent.contains(.v4(0x1e4d_0130), now: at(10)))
  }

  @Test(arguments: [Probe.Outcome.served, .connectRefused, .responseTimeout, .status])
  func oneThatIsConnectedToIsNotSilent(_ outcome: Probe.Outcome) {
    var silent = SilentAddresses()
    for _ in 0..<50 { silent.note(silence(), at: Self.address, now: at(10)) }
    silent.note(silence(outcome), at: Self.address, now: at(11))
    #expect(!silent.contains(Self.address, now: at(11)))
  }

  @Test func aRedirectIntoABlackHoleSaysNothingOfWhereItBegan() {
    var silent = SilentAddresses()
    for _ in 0..<50 { silent.note(silence(hops: 2), at: Self.address, now: at(10)) }
    #expect(!silent.contains(Self.address, now: at(10)))
  }

  @Test func ourOwnDeadlineChangesNothing() {
    var silent = SilentAddresses()
    for _ in 0..<16 { silent.note(silence(), at: Self.address, now: at(10)) }
    silent.note(silence(.deadline), at: Self.address, now: at(11))
    #expect(silent.contains(Self.address, now: at(11)))
  }

  @Test func whoWaitsForRoomLeavesAtItsDeadline() async {
    let slots = SlotsActor()
    #expect(await slots.take())
    #expect(await !slots.take())
    async let late = slots.wait(until: at(5))
    async let early = slots.wait(until: at(3))
    while await slots.waiting < 2 { await Task.yield() }
    // Those behind one that still waits are looked at with it.
    _ = await slots.dismiss(now: at(6))
    #expect(await !late)
    #expect(await !early)
    async let next = slots.wait(until: at(20))
    while await slots.waiting < 3 { await Task.yield() }
    await slots.free(now: at(10))
    #expect(await next)
  }
}

extension CrowdTests {
  @Test func aSlotThatIsHeldBackWaitsForWhatTheOthersMeet() async {
    let slots = SlotsActor(limit: 2)
    #expect(await slots.take())
    #expect(await slots.take())
    async let first = slots.wait(until: at(99))
    async let second = slots.wait(until: at(99))
    while await slots.waiting < 2 { await Task.yield() }
    await slots.free(now: at(1), holdsBack: true)
    #expect(await slots.resumed == 0)
    await slots.free(now: at(2), holdsBack: false)
    #expect(await first)
    #expect(await second)
  }
}

extension CrowdTests {
  @Test func aNameWithThousandsOfAddressesTakesFewSocketsAtOnce() async {
    let addresses = (0..<3000).map { RecordData.address(.v4(0x1e4d_0000 + $0)) }
    let web = SlowWeb()
    let resolver = FakeResolver(["a.shop A": .records(addresses)])
    var settings = CheckSettings(caaPolicy: CAAPolicy(identities: ["letsencrypt.org"], method: .http01))
    settings.probe = .thumbprint("THUMB")
    let checker = Checker(
      resolver: resolver, web: web, clocks: FixedClocks(), randomness: CountingRandomness(), settings: settings,
      policy: NamePolicy(method: .http01), toASCII: { _ in nil })
    let report = await checker.check("a.shop")
    #expect(report.probes.count == 3000)
    #expect(await web.most <= 16)
  }
}

/// Refuses everybody, after a while.
private actor SlowWeb: Fetching {
  private var underWay = 0
  private(set) var most = 0

  func fetch(_ request: FetchRequest) async -> Result<FetchAnswer, FetchFailure> {
    underWay += 1
    most = max(most, underWay)
    for _ in 0..<3 { await Task.yield() }
    underWay -= 1
    return .failure(.connectRefused)
  }
}

private actor SlotsActor {
  private var slots: Slots<Int>
  var waiting = 0
  var resumed = 0

  init(limit: Int = 1) { slots = Slots(limit: limit) }

  func take() -> Bool { slots.take(1) }

  func wait(until deadline: Instant) async -> Bool {
    waiting += 1
    let hasRoom = await withCheckedContinuation { slots.wait(1, until: deadline, $0) }
    resumed += 1
    return hasRoom
  }

  func dismiss(now: Instant) -> Instant? { slots.dismiss(now: now) }
  func free(now: Instant, holdsBack: Bool = false) { slots.free(1, now: now, holdsBack: holdsBack) }
}
