import CReportPage

/// The page's own style and script, as they stand in the file, and the policy that lets through these two and nothing
/// else (CSP level 3, section 2.3.1). When one of them was changed, a test says what the policy must be.
enum PageParts {
  static let policy: StaticString = """
    default-src 'none'; \
    style-src 'sha256-viCv+VjXT3HvdiOa8P+o76oJKHoiL3h/J3L03o8OkQQ='; \
    script-src 'sha256-upqYyXwRmX9YT50Ovsij3VtDgjNjPLWDx36otUru1Is='; \
    base-uri 'none'; form-action 'none'
    """

  static var style: [UInt8] {
    var size = 0
    let start = preflight_page_style(&size)
    return Array(UnsafeBufferPointer(start: start, count: size))
  }

  static var script: [UInt8] {
    var size = 0
    let start = preflight_page_script(&size)
    return Array(UnsafeBufferPointer(start: start, count: size))
  }
}
