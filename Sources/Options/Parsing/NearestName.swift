/// Finds what was meant by a name that does not exist.
public enum NearestName {
  /// The candidate nearest to `typed`: one that it begins (four letters at least), or one a third of its length away at
  /// most. Nil where nothing is near enough to be worth saying.
  public static func find(_ typed: some StringProtocol, among candidates: some Sequence<String>) -> String? {
    let typed = Array(typed.lowercased().unicodeScalars.prefix(longest + 1))
    guard !typed.isEmpty, typed.count <= longest else { return nil }
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let name = Array(candidate.unicodeScalars)
      if typed.count >= 4, name.starts(with: typed) { return candidate }
      let distance = distance(typed, name)
      if distance <= max(1, typed.count / 3), distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// No name of ours is longer, and the work is bounded.
  private static let longest = 40

  /// Damerau-Levenshtein in its restricted form: insertions, deletions, substitutions and swaps of neighbours, no part
  /// edited twice.
  static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (row, from) in left.enumerated() {
      var current = [row + 1]
      for (column, to) in right.enumerated() {
        var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (from == to ? 0 : 1))
        if row > 0, column > 0, from == right[column - 1], left[row - 1] == to {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
