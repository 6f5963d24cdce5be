extension String {
  /// The same with each scalar for which there is something else to be written in its place.
  func rewritten(_ other: (Unicode.Scalar) -> String?) -> String {
    var result = String.UnicodeScalarView()
    var isSame = true
    for scalar in unicodeScalars {
      if let other = other(scalar) {
        result.append(contentsOf: other.unicodeScalars)
        isSame = false
      } else {
        result.append(scalar)
      }
    }
    return isSame ? self : String(result)
  }
}
