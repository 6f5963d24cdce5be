import Foundation
import Testing

/// Orders that somebody else places: a run that waits, and the word that it waits for.
@Suite(.serialized, .enabled(if: World.isThere, Comment(rawValue: World.absence)))
struct HandoffTests {
  /// Starts a run, looks for its order, does `then` with it, and waits for the run's end.
  private func run(_ then: String) throws -> World.Result {
    let script = """
      P=$0 S=$1
      printf 'caa-ours.shop\\n' > $S.list
      set -- run $S.list --state $S --target "$WORLD_TARGET" --thumbprint "$WORLD_THUMBPRINT" $WORLD_ARGS
      "$P" "$@" --submitter handoff & pid=$!
      for turn in $(seq 300); do
        id=$("$P" orders list --state $S --format json 2> $S.err | sed -n 's/.*"order":"\\([^"]*\\)".*/\\1/p')
        [ -n "$id" ] && break; sleep 0.1
      done
      \(then)
      """
    let state = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { for end in ["", ".list", ".err"] { try? FileManager.default.removeItem(atPath: state + end) } }
    return try World.preflight(["-c", script, World.program.path, state], program: URL(filePath: "/bin/sh"))
  }

  @Test(.timeLimit(.minutes(2)), arguments: [("issued", 0, "already current"), ("failed", 1, "gave up")])
  func theRunEndsByTheWordOfAnother(_ outcome: String, _ status: Int32, _ words: String) throws {
    let result = try run("\"$P\" orders settle $id \(outcome) --state $S; wait $pid")
    #expect(result.status == status, "\(result.errors)")
    #expect(result.errors.contains("is yours: caa-ours.shop; when it has ended: preflight orders settle"))
    #expect(result.errors.contains(words), "\(result.errors)")
  }

  /// Interrupted, its order stays in the slot, and no other submitter places it.
  @Test(.timeLimit(.minutes(2))) func nobodyElsePlacesWhatWasHandedOver() throws {
    let result = try run(
      "kill -TERM $pid; wait $pid; echo first $?; \"$P\" \"$@\" --max-wait 0 --submit 'touch '$S.err.placed; echo second $?; "
        + "ls $S.err.placed; \"$P\" orders list --state $S")
    let output = String(decoding: result.output, as: UTF8.self)
    #expect(output.contains("first 143") && output.contains("second 75"), "\(output) \(result.errors)")
    #expect(output.contains("  unknown  ") && !output.contains("placed"), "\(output)")
  }
}
