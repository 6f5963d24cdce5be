import Gate
import Readiness
import Reports
import Testing

@Suite struct ExitCodeTests {
  /// From the gravest on: each decides over all that follow.
  private let causes: [(code: Int32, set: @Sendable (inout ExitCode) -> Void)] = [
    (130, { $0.signal = 2 }), (4, { $0.diskFailed = true }), (2, { $0.inputFailed = true }),
    (1, { $0.isNotReady = true }), (3, { $0.isUndetermined = true }), (75, { $0.leftWaiting = true }),
  ]

  @Test func theGravestDecides() {
    for set in 0..<(1 << causes.count) {
      var exit = ExitCode()
      let chosen = causes.indices.filter { set >> $0 & 1 == 1 }
      for index in chosen.reversed() { causes[index].set(&exit) }
      #expect(exit.value == (chosen.first.map { causes[$0].code } ?? 0))
    }
  }

  @Test func sigtermIs143() {
    var exit = ExitCode()
    exit.signal = 15
    #expect(exit.value == 143)
  }

  @Test func verdictsCount() {
    var exit = ExitCode()
    exit.note(.ready)
    #expect(exit.value == 0)
    exit.note(.undetermined)
    #expect(exit.value == 3)
    exit.note(.notReady)
    #expect(exit.value == 1)
  }

  @Test func aRunCountsHowRequestsEnded() {
    let ends: [(RunEvent.Kind, Int32)] = [
      (.checked(verdict: .notReady, findings: []), 0), (.settled(.issued, detail: ""), 0),
      (.settled(.alreadyCurrent, detail: ""), 0), (.settled(.unknown, detail: ""), 0),
      (.settled(.failed, detail: ""), 1), (.gaveUp(verdict: .notReady, codes: []), 1),
      (.gaveUp(verdict: .undetermined, codes: []), 3), (.rejectedInput(line: 1, reason: ""), 2),
    ]
    for (kind, code) in ends {
      var exit = ExitCode()
      exit.note(Samples.event(kind))
      #expect(exit.value == code, "\(kind)")
    }
  }
}
