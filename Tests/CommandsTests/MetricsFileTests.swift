import Foundation
import Testing

@testable import Commands

@Suite struct MetricsFileTests {
  /// Root could replace them, /dev/null among them.
  @Test func devicesAndTheLikeAreNotReplaced() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("preflight-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let pipe = folder.appendingPathComponent("pipe").path
    try #require(mkfifo(pipe, 0o600) == 0)
    let link = folder.appendingPathComponent("link").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: pipe)
    for path in [pipe, link, folder.path] {
      #expect(throws: CommandError.self) { try MetricsFile(path) }
    }
    var status = stat()
    #expect(lstat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    let plain = folder.appendingPathComponent("metrics.prom").path
    for _ in 0..<2 { _ = try MetricsFile(plain) }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["link", "metrics.prom", "pipe"])
  }
}
