import Reports
import Testing
import Timing

/// Time that passes as the test says.
private struct Course {
  var now = Instant(nanoseconds: 5_000_000_000)
  var pace = Pace(start: Instant(nanoseconds: 5_000_000_000))
  var done = 0.0

  mutating func go(_ seconds: Double, at rate: Double, each: (inout Course) -> Void = { _ in }) {
    for _ in 0..<Int(seconds * 5) {
      now = now + .milliseconds(200)
      done += rate / 5
      pace.note(done: Int(done), at: now)
      each(&self)
    }
  }
}

@Suite struct PaceTests {
  @Test func itSaysNothingAtFirst() {
    var course = Course()
    course.go(2.8, at: 100)
    #expect(course.pace.rate == nil)
    #expect(course.pace.left(rest: 1000) == nil)
    // A few things are no rate however long they took.
    course = Course()
    course.go(40, at: 0.1)
    #expect(course.pace.rate == nil)
  }

  @Test(arguments: [0.5, 7, 300, 20_000])
  func aSteadyRateIsRightFromTheStart(_ rate: Double) throws {
    var course = Course()
    course.go(12, at: rate)
    let said = try #require(course.pace.rate)
    #expect(abs(said - rate) < rate * 0.2, "\(said)")
  }

  @Test func itFollowsAChange() throws {
    var course = Course()
    course.go(60, at: 1000)
    course.go(90, at: 10)
    let said = try #require(course.pace.rate)
    #expect(said < 40, "\(said)")
  }

  /// At a steady rate the end stays put: each look says as much less as time has passed.
  @Test func theEndDoesNotJump() throws {
    var course = Course()
    course.go(10, at: 50)
    let first = course.pace.left(rest: 100_000 - Int(course.done))
    var before = try #require(first)
    course.go(300, at: 50) { course in
      guard let left = course.pace.left(rest: 100_000 - Int(course.done)) else { return }
      #expect(left <= before)
      #expect(before - left <= .milliseconds(201), "\(before) \(left)")
      before = left
    }
  }

  @Test func limitsMayAskForMore() {
    var course = Course()
    course.go(10, at: 50)
    #expect(course.pace.left(rest: 100, least: .seconds(3600)) == .seconds(3600))
    course.go(60, at: 50)
    // Counted down, although what limits ask for is said in steps.
    #expect(course.pace.left(rest: 100, least: .seconds(3600)) == .seconds(3540))
    #expect(course.pace.left(rest: 0, least: .seconds(3600)) == nil)
  }

  @Test func ofTheLastWhoNeverAnswerNothingIsSaid() {
    var course = Course()
    course.go(20, at: 100)
    #expect(course.pace.left(rest: 3) != nil)
    course.go(4, at: 0)
    #expect(course.pace.left(rest: 3) == nil)
    // Limits still say how long.
    #expect(course.pace.left(rest: 3, least: .seconds(60)) == .seconds(60))
    course.go(1, at: 100)
    #expect(course.pace.left(rest: 3) != nil)
  }

  @Test func clocksThatStandStillAndCountsThatFall() {
    var course = Course()
    course.pace.note(done: 10, at: course.now)
    course.go(10, at: 50)
    course.pace.note(done: 0, at: course.now + .seconds(1))
    let rate = course.pace.rate
    #expect(rate == nil || rate ?? -1 >= 0)
    var still = Course()
    still.go(4, at: 1e15)
    #expect(still.pace.left(rest: .max) != nil)
  }
}
