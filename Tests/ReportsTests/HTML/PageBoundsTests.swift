import Gate
import Readiness
import Testing
import Timing

@testable import Reports

/// However many names there are, the page is bounded, and those that need attention are on it.
@Suite struct PageBoundsTests {
  private func report(_ index: Int, _ verdict: Verdict) -> Report {
    var report = verdict == .ready ? Samples.ready : verdict == .notReady ? Samples.notReady : Samples.undetermined
    report.name = "shop-\(index).example.com"
    return report
  }

  @Test func readyNamesMakeRoom() {
    var page = Samples.page(.check, expected: [], rows: PageRows(mostNames: 10, mostOctets: 1_000_000))
    for index in 0..<20 { _ = page.add(.report(report(index, .ready), line: nil)) }
    #expect(page.rows.ordered.map(\.verdict) == Array(repeating: .ready, count: 10))
    for index in 20..<27 { _ = page.add(.report(report(index, .notReady), line: nil)) }
    #expect(page.rows.ordered.map(\.verdict) == Array(repeating: .notReady, count: 7) + [.ready, .ready, .ready])
    for index in 27..<40 { _ = page.add(.report(report(index, .undetermined), line: nil)) }
    #expect(
      page.rows.ordered.map(\.verdict) == Array(repeating: .notReady, count: 7) + [
        .undetermined, .undetermined, .undetermined,
      ])
    #expect(page.tally.checked == 40 && page.tally[.ready] == 20 && page.tally[.undetermined] == 13)
    #expect(
      String(decoding: Samples.document(page), as: UTF8.self).contains("30 more names are counted and not listed."))
  }

  @Test(arguments: [1, 5000, 20_000, 100_000])
  func octetsAreBounded(_ most: Int) {
    var page = Samples.page(.check, expected: [], rows: PageRows(mostNames: 1000, mostOctets: most))
    let empty = Samples.document(page).count
    for index in 0..<200 {
      _ = page.add(.report(report(index, index.isMultiple(of: 3) ? .notReady : .ready), line: nil))
    }
    let names = page.rows.ordered.map(\.page.count).reduce(0, +)
    #expect(names <= most)
    // Counts, causes and titles beside them.
    #expect(Samples.document(page).count < empty + most + 3000)
  }

  /// A name that is put again and again takes its room once.
  @Test func roomIsGivenBack() {
    var page = Samples.page(.check, expected: [], rows: PageRows(mostNames: 2, mostOctets: 4000))
    for turn in 0..<100 {
      _ = page.add(.report(report(1, turn.isMultiple(of: 2) ? .ready : .notReady), line: nil))
      _ = page.add(.report(report(2, .ready), line: nil))
    }
    #expect(page.rows.ordered.map(\.verdict) == [.notReady, .ready])
  }

  @Test func anOrdersEndStandsBesideItsName() {
    var page = Samples.page(.run, expected: [], rows: PageRows(mostNames: 2, mostOctets: 10_000))
    for index in 0..<3 { _ = page.add(.report(report(index, .notReady), line: nil)) }
    for index in 0..<3 {
      _ = page.add(.event(Samples.event(.gaveUp(verdict: .notReady, codes: []), names: ["shop-\(index).example.com"])))
    }
    let lines = page.rows.ordered.map { String(decoding: $0.page + ($0.order ?? []), as: UTF8.self) }
    // The third was checked and found no room: nothing is known of it here, so nothing is shown.
    #expect(lines.count == 2 && lines.allSatisfy { $0.hasSuffix("[\"given up\"]") && $0.contains("\"wrong\"") })
  }

  @Test func aNameWithoutACheckIsListed() {
    var page = Samples.page(.run, expected: [])
    _ = page.add(.event(Samples.event(.accepted(line: 1), names: ["current.example.com"])))
    #expect(page.rows.count == 0)
    _ = page.add(
      .event(Samples.event(.settled(.alreadyCurrent, detail: "until <soon>"), names: ["current.example.com"])))
    let document = String(decoding: Samples.document(page), as: UTF8.self)
    #expect(document.contains(#"[{"name":"current.example.com"},["already current","until \u003csoon\u003e"]]"#))
    #expect(document.contains("<li>current.example.com: not checked</li>"))
  }

  // MARK: What was pending

  @Test func aPeakIsNeverLost() {
    var curve = PendingCurve()
    let start = Samples.checkedAt
    for second in 0..<100_000 { curve.note(second == 77_777 ? 9 : second % 5, at: start + .seconds(second)) }
    #expect(curve.most == 9)
    #expect(curve.steps.count <= PendingCurve.maximumSteps && curve.steps.count > PendingCurve.maximumSteps / 4)
    let place = Double(curve.steps.firstIndex { $0.most == 9 } ?? 0) / Double(curve.steps.count)
    #expect(abs(place - 0.77777) < 0.02)
  }

  @Test func whatIsPendingStaysSo() {
    var curve = PendingCurve()
    curve.note(3, at: Samples.checkedAt)
    curve.note(1, at: Samples.checkedAt + .milliseconds(40))
    #expect(curve.steps.map(\.most) == [3, 3, 3, 3, 3])
    curve.note(1, at: Samples.checkedAt + .milliseconds(60))
    #expect(curve.steps.map(\.most) == [3, 3, 3, 3, 3, 1, 1])
  }

  /// Set back, set forward by a century: neither hangs nor grows.
  @Test func clocksMayJump() {
    var curve = PendingCurve()
    for seconds in [0, -5000, 3_000_000_000, -1, 5] { curve.note(4, at: Samples.checkedAt + .seconds(seconds)) }
    #expect(curve.steps.count <= PendingCurve.maximumSteps && curve.most == 4)
  }

  @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000")])
  func numbersAreGrouped(_ number: Int, _ text: String) {
    #expect(HTMLWriter.grouped(number) == text)
  }
}
