import Testing
import Timing

@Suite("Durations and instants")
struct DurationTests {
  @Test(
    "are read as people write them",
    arguments: [
      ("0", 0), ("0s", 0), ("250ms", 250), ("90s", 90_000), ("10m", 600_000), ("10min", 600_000), ("3h", 10_800_000),
      ("7d", 604_800_000), ("2w", 1_209_600_000), ("1h30m", 5_400_000), ("1.5h", 5_400_000), ("0.5s", 500),
      ("1d1s", 86_401_000),
    ] as [(String, Int64)])
  func reads(text: String, milliseconds: Int64) {
    #expect(Duration(preflight: text) == .milliseconds(milliseconds))
  }

  @Test(
    "in other forms are none",
    arguments: [
      "", "5", "s", "-5s", "+5s", "5 s", " 5s", "5x", "5S", ".5s", "5.s", "1.2.3s", "1e3s", "10m5", "٣s", "200y",
      "36526d", "5s,",
      "99999999999999999999999999999999s", "nans", "infs",
    ])
  func refuses(text: String) {
    #expect(Duration(preflight: text) == nil)
  }

  @Test(
    "are shown by their two largest units",
    arguments: [
      (0, "0ms"), (250, "250ms"), (1000, "1s"), (1999, "1s"), (61_000, "1m 1s"), (3_600_000, "1h"), (3_601_000, "1h"),
      (5_400_000, "1h 30m"), (90_000_000, "1d 1h"), (-5000, "-5s"),
    ] as [(Int64, String)])
  func shows(milliseconds: Int64, text: String) {
    #expect(Duration.milliseconds(milliseconds).shortText == text)
  }

  @Test("what is shown with its spaces removed is read again")
  func roundTrip() {
    for seconds in [1, 59, 60, 3599, 3660, 86_400, 90_000] {
      let duration = Duration.seconds(seconds)
      #expect(Duration(preflight: duration.shortText.filter { $0 != " " }) == duration || seconds == 3599)
    }
  }

  @Test("saturate where they do not fit")
  func saturate() {
    #expect(Duration.seconds(Int64.max).nanoseconds == .max)
    #expect(Duration.seconds(Int64.min).nanoseconds == .min)
    #expect(Instant(nanoseconds: 5) + .seconds(Int64.max) == .never)
    #expect(Instant.never + .seconds(1) == .never)
    #expect(Instant(nanoseconds: 7) - Instant(nanoseconds: 5) == .nanoseconds(2))
  }

  @Test(
    "are rounded up for who waits",
    arguments: [(0, 0), (1, 1), (1000, 1), (1001, 2), (-5, 0)] as [(Int64, Int64)])
  func roundedUp(milliseconds: Int64, seconds: Int64) {
    #expect(Duration.milliseconds(milliseconds).secondsRoundedUp == seconds)
  }
}
