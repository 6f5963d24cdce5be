/// Web links in a header (RFC 8288 section 3): the next page of a list, alternate certificate chains.
public enum LinkHeader {
  /// The targets with this relation, in the order of the values.
  public static func targets(_ values: some Sequence<String>, relation: String) -> [String] {
    values.flatMap { links($0) }.filter { link in
      link.relations.contains { $0.lowercased() == relation }
    }.map(\.target).filter { DocumentReader.isURL($0) }
  }

  private struct Link {
    var target: String
    var relations: [String]
  }

  private static func links(_ value: String) -> [Link] {
    var links: [Link] = []
    var rest = value[...]
    // A bound on what one header may hold.
    while links.count < 100 {
      rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "," }
      guard rest.first == "<", let end = rest.firstIndex(of: ">") else { return links }
      var link = Link(target: String(rest[rest.index(after: rest.startIndex)..<end]), relations: [])
      rest = rest[rest.index(after: end)...]
      while let parameter = parameter(&rest) {
        if parameter.name == "rel" { link.relations += parameter.value.split(separator: " ").map(String.init) }
      }
      links.append(link)
    }
    return links
  }

  /// `; name=value` or `; name="value"`; nil at the end of the link.
  private static func parameter(_ rest: inout Substring) -> (name: String, value: String)? {
    rest = rest.drop { $0 == " " || $0 == "\t" }
    guard rest.first == ";" else { return nil }
    rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
    let name = rest.prefix { !"=;, \t".contains($0) }
    rest = rest.dropFirst(name.count).drop { $0 == " " || $0 == "\t" }
    guard rest.first == "=" else { return (name.lowercased(), "") }
    rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
    if rest.first == "\"" {
      rest = rest.dropFirst()
      let value = rest.prefix { $0 != "\"" }
      rest = rest.dropFirst(value.count).dropFirst()
      return (name.lowercased(), String(value))
    }
    let value = rest.prefix { !";, \t".contains($0) }
    rest = rest.dropFirst(value.count)
    return (name.lowercased(), String(value))
  }
}
