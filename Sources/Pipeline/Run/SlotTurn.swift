import Gate
import Ledger
import Timing

/// This run's turn among those that share the slots, in one transaction.
struct SlotTurn: Sendable {
  private let gate: Gate
  private let owner: OwnerID
  private let now: Instant
  private let before: SlotWait?
  private var lastSlot: Instant?
  private var others: [OwnerID: SlotWait]?
  private var obstacle: WaitReason?

  /// - Parameter before: what it has told the others that it waits for.
  init(_ gate: Gate, _ owner: OwnerID, before: SlotWait?, _ transaction: Transaction) {
    self.gate = gate
    self.owner = owner
    self.before = before
    now = transaction.now.instant
  }

  private var since: Instant { lastSlot ?? before?.since ?? now }

  /// What the gate lets through, unless others are to have it first.
  mutating func admit(_ names: NameSet, _ transaction: Transaction) -> Admission {
    let others = others ?? transaction.othersWaiting()
    self.others = others
    return gate.turn(
      of: owner, since: since, among: others, for: names, book: transaction.book, now: transaction.now)
  }

  mutating func took() { lastSlot = now }

  /// Notes the first thing that holds all orders back.
  mutating func isHeldBack(by reason: WaitReason) {
    if reason.bindsAll, obstacle == nil { obstacle = reason }
  }

  /// Says to the others what this run waits for now, and returns it.
  func tell(_ transaction: Transaction) -> SlotWait? {
    let isInVain = gate.isOverCap(transaction.book, at: transaction.now)
    let wait = isInVain ? nil : obstacle.map { SlotWait(limit: LimitName(rawValue: $0.limit), since: since) }
    if wait != nil || before != nil { transaction.tellOthers(wait) }
    return wait
  }
}
