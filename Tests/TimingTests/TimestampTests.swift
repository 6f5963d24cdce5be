import Testing
import Timing

@Suite("Timestamps")
struct TimestampTests {
  @Test(
    "are written and read",
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
      (1_795_413_600_250, "2026-11-23T06:00:00.250Z"), (4_107_542_399_000, "2100-02-28T23:59:59.000Z"),
      (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
      (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ] as [(Int64, String)])
  func both(milliseconds: Int64, text: String) {
    let moment = Timestamp(milliseconds: milliseconds)
    #expect(moment.preciseText == text)
    #expect(Timestamp(text) == moment)
    #expect(moment.text == text.prefix(19) + "Z")
  }

  @Test(
    "beyond the calendar show its end",
    arguments: [(Int64.max, "9999-12-31T23:59:59Z"), (.min, "0000-01-01T00:00:00Z")])
  func beyond(milliseconds: Int64, text: String) {
    #expect(Timestamp(milliseconds: milliseconds).text == text)
  }

  @Test(
    "fractions are cut after the third digit",
    arguments: [("2026-11-23T06:00:00.2Z", 200), ("2026-11-23T06:00:00.2509999Z", 250), ("2026-11-23T06:00:00Z", 0)])
  func fraction(text: String, rest: Int64) {
    #expect(Timestamp(text).map { $0.milliseconds % 1000 } == rest)
  }

  @Test(
    "in other forms are none",
    arguments: [
      "", "2026-11-23", "2026-11-23T06:00:00", "2026-11-23T06:00:00+00:00", "2026-11-23 06:00:00Z",
      "2026-11-23t06:00:00z",
      "2026-11-23T06:00:00.Z", "2026-11-23T06:00:00,5Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
      "2026-02-29T00:00:00Z",
      "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T23:60:00Z",
      "2026-11-23T23:59:60Z",
      "+026-11-23T06:00:00Z", "2026-11-23T06:00:00.1x3Z", "12026-11-23T06:00:00Z",
    ])
  func refuses(text: String) {
    #expect(Timestamp(text) == nil)
  }

  @Test("every day of eight hundred years follows the one before")
  func days() {
    var previous = ""
    var moment = Timestamp(milliseconds: -12_622_780_800_000)
    for _ in 0..<292_194 {
      let text = moment.text
      #expect(text > previous && Timestamp(text) == moment)
      previous = text
      moment = moment + .seconds(86_400)
    }
  }

  @Test("are added and subtracted")
  func arithmetic() {
    let moment = Timestamp(milliseconds: 1000)
    #expect(moment + .milliseconds(250) - moment == .milliseconds(250))
    #expect(moment < moment + .milliseconds(1))
    #expect(Timestamp(milliseconds: .max) + .seconds(1) == Timestamp(milliseconds: .max))
  }
}
