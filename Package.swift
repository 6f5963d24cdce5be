// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
]

/// A Swift target under the settings that all of them share.
func room(_ name: String, _ imports: [Target.Dependency] = []) -> Target {
  .target(
    name: name, dependencies: imports, swiftSettings: settings,
    // Rounding of floating-point numbers; nothing else pulls the library in where Foundation is not used.
    linkerSettings: [.linkedLibrary("m")])
}

func tests(_ name: String, _ imports: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: imports, swiftSettings: settings)
}

let package = Package(
  name: "preflight",
  products: [.executable(name: "preflight", targets: ["preflight"])],
  targets: [
    .systemLibrary(name: "CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .target(name: "CCurl", dependencies: ["CLibCurl"]),
    .target(name: "CPosix"),
    .target(name: "CPublicSuffix"),
    .target(name: "CProfiles", exclude: ["profiles"]),

    // Pure: no socket, no disk, no clock of their own.
    room("Timing"),
    room("Addressing"),
    room("JSONText"),
    room("DNSWire", ["Addressing"]),
    room("HTTPWire"),
    room("ACMEWire", ["JSONText", "Timing"]),
    room("Readiness", ["Addressing", "DNSWire", "Timing", "CPublicSuffix"]),
    room("Gate", ["CProfiles", "JSONText", "Readiness", "Timing"]),
    room("Options", ["Timing"]),
    room("Reports", ["Addressing", "Gate", "JSONText", "Readiness", "Timing"]),

    // The outside world.
    room("EventLoop", ["CPosix", "Timing"]),
    room("Network", ["Addressing", "CCurl", "CLibCurl", "CPosix", "DNSWire", "EventLoop", "HTTPWire", "Timing"]),
    room("Webroot"),
    room("Ledger", ["CPosix", "Gate", "JSONText", "Timing"]),
    room("Submission", ["CPosix", "EventLoop", "Gate", "JSONText", "Timing"]),
    room(
      "ACME",
      ["ACMEWire", "CPosix", "EventLoop", "Gate", "JSONText", "Network", "Submission", "Timing", "Webroot"]),

    // One domain, then all of them.
    room("Checking", ["Addressing", "DNSWire", "EventLoop", "Network", "Readiness", "Timing", "Webroot"]),
    room("Pipeline", ["Checking", "EventLoop", "Gate", "JSONText", "Ledger", "Readiness", "Submission", "Timing"]),
    room(
      "Commands",
      [
        "ACME", "Addressing", "CPosix", "Checking", "DNSWire", "EventLoop", "Gate", "JSONText", "Ledger", "Network",
        "Options", "Pipeline", "Readiness", "Reports", "Submission", "Timing", "Webroot",
      ]),
    .executableTarget(name: "preflight", dependencies: ["Commands"], swiftSettings: settings),

    // How fast all of it is; no part of the program.
    room(
      "Bench",
      [
        "Addressing", "CPosix", "DNSWire", "EventLoop", "Gate", "JSONText", "Ledger", "Network", "Readiness", "Reports",
        "Timing",
      ]),
    .executableTarget(name: "preflight-bench", dependencies: ["Bench"], swiftSettings: settings),

    tests("TimingTests", ["Timing"]),
    tests("AddressingTests", ["Addressing"]),
    tests("JSONTextTests", ["JSONText"]),
    tests("DNSWireTests", ["DNSWire", "Addressing"]),
    tests("HTTPWireTests", ["HTTPWire"]),
    tests("ACMEWireTests", ["ACMEWire", "JSONText", "Timing"]),
    tests("ReadinessTests", ["Readiness", "Addressing", "DNSWire", "Timing"]),
    tests("GateTests", ["Gate", "JSONText", "Readiness", "Timing"]),
    tests("OptionsTests", ["Options", "Timing"]),
    tests("ReportsTests", ["Reports", "Addressing", "Gate", "JSONText", "Readiness", "Timing"]),
    tests("NetworkTests", ["Network", "Addressing", "CPosix", "DNSWire", "EventLoop", "Timing"]),
    tests("LedgerTests", ["Ledger", "CPosix", "Gate", "JSONText", "Readiness", "Timing"]),
    tests("SubmissionTests", ["Submission", "CPosix", "EventLoop", "Gate", "JSONText", "Timing"]),
    tests(
      "ACMETests",
      ["ACME", "ACMEWire", "EventLoop", "Gate", "JSONText", "Network", "Submission", "Timing", "Webroot"]),
    tests("CheckingTests", ["Checking", "Addressing", "DNSWire", "EventLoop", "Network", "Readiness", "Timing"]),
    tests("PipelineTests", ["Pipeline", "Checking", "Gate", "Ledger", "Readiness", "Submission", "Timing"]),
    tests(
      "SimulationTests", ["Checking", "EventLoop", "Gate", "Ledger", "Pipeline", "Readiness", "Submission", "Timing"]),
    tests(
      "CommandsTests",
      [
        "Commands", "Addressing", "Checking", "EventLoop", "Gate", "JSONText", "Ledger", "Options", "Readiness",
        "Reports",
        "Timing",
      ]),
    tests("BenchTests", ["Bench", "JSONText"]),
    tests(
      "FuzzTests",
      [
        "ACMEWire", "Addressing", "DNSWire", "Gate", "JSONText", "Network", "Pipeline", "Readiness", "Submission",
        "Timing",
      ]),
    tests("WorldTests", ["JSONText", "CPosix"]),
  ]
)
