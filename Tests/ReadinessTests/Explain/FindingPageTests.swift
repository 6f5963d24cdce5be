import Glibc
import Readiness
import Testing

@Suite("Pages of explain")
struct FindingPageTests {
  @Test("every code has one page, and no page is left over, in the same order of areas")
  func complete() {
    let pages = FindingPage.all.map(\.code)
    #expect(Set(pages).count == pages.count)
    #expect(Set(pages) == Set(FindingCode.all))
    #expect(Set(FindingCode.all).count == FindingCode.all.count)
  }

  @Test("every code that the source declares is listed")
  func listed() throws {
    let folder = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    let source = try #require(read("/\(folder)/Sources/Readiness/Report/FindingCode.swift"))
    let declared = source.split(separator: "FindingCode(\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
    #expect(declared.count > 40)
    #expect(Set(declared) == Set(FindingCode.all.map(\.rawValue)))
  }

  @Test("says what it means, what to do and what the CA does", arguments: FindingPage.all)
  func whole(page: FindingPage) {
    #expect(FindingPage.page(for: page.code) == page)
    #expect(!page.title.isEmpty && page.title.last != ".")
    #expect(!page.steps.isEmpty)
    for sentence in [page.meaning, page.authority] + page.steps {
      #expect(sentence.last == "." && sentence.first?.isLowercase == false && !sentence.contains("  "))
    }
  }

  @Test("an unknown code has none")
  func unknown() {
    #expect(FindingPage.page(for: FindingCode(rawValue: "dns.no-such-code")) == nil)
  }

  private func read(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}
