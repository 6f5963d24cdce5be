import Gate
import JSONText
import Reports
import Testing
import Timing

@Suite struct ClearanceTests {
  private func model() -> ClearanceModel {
    let now = Timestamp(milliseconds: 1_795_413_600_000)
    var model = ClearanceModel(at: now, authority: "Let's Encrypt", countsFailures: true, released: 1)
    model.clearable = [
      .init(id: "a1", names: ["a.example", "www.a.example"], submitter: "acme", expires: now + .seconds(7200)),
      .init(id: "a2", names: ["b.example"], submitter: "acme", expires: now + .seconds(60)),
    ]
    let other = ClearanceModel.Order(id: "u1", names: ["c.example"], submitter: "uacme", expires: nil)
    model.staying = [.init(other, "only uacme can tell: run it again, or settle it by hand")]
    return model
  }

  @Test func saysWhatItWouldDoAndWhatThatCosts() {
    #expect(
      ClearanceText.block(model()) == """
        1 order whose lifetime at the CA has ended let go
        The CA can be asked for
          a1  acme  free in 2h  a.example www.a.example
          a2  acme  free in 1m  b.example

          With --yes, those that are ready are completed. Of the others the
          authorizations are deactivated:
          that costs up to 3 failed validations at Let's Encrypt, one for each name.

        Stay
          u1  uacme    c.example
            only uacme can tell: run it again, or settle it by hand

        """)
  }

  @Test func saysWhatWasDoneAndWhatStays() {
    var model = model()
    model.released = 0
    model.staying = []
    model.settle([
      .init(id: "a1", outcome: .issued, detail: ""), .init(id: "a2", outcome: .unknown, detail: "no answer"),
    ])
    #expect(model.clearable.isEmpty && model.settled.map(\.id) == ["a1"])
    #expect(
      ClearanceText.block(model) == """
        a1  completed

        Stay
          a2  acme  free in 1m  b.example
            no answer

        """)
  }

  @Test func isJSON() throws {
    var writer = JSONWriter()
    ClearanceJSON.write(model(), to: &writer)
    let json = try JSONValue(parsing: writer.text)
    #expect(json["released"]?.int == 1)
    #expect(json["clearable"]?.array?.count == 2)
    #expect(json["staying"]?.array?.first?["reason"]?.string?.hasPrefix("only uacme") == true)
  }

  @Test func nothingIsSaid() {
    let model = ClearanceModel(
      at: Timestamp(milliseconds: 0), authority: "x", countsFailures: false, released: 0)
    #expect(ClearanceText.block(model) == "no order is open\n")
  }
}
