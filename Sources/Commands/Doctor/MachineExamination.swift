import Checking
import Glibc
import Network
import Reports
import Submission

/// What the machine itself gives.
enum MachineExamination {
  /// After the program has raised the soft limit as far as it may.
  static func files(concurrency: Int) -> HostCheck {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      return HostCheck(.files, .warning, "the limit of open files cannot be read: \(systemError(errno))")
    }
    return files(soft: Int(clamping: limit.rlim_cur), hard: Int(clamping: limit.rlim_max), concurrency: concurrency)
  }

  static func files(soft: Int, hard: Int, concurrency: Int) -> HostCheck {
    let room = max(0, (soft - Concurrency.otherFiles) / Concurrency.filesForEach)
    let summary = "\(soft) may be open at once (hard limit \(hard)): room for some \(room) domains at the same time"
    if room >= concurrency { return HostCheck(.files, .ok, summary) }
    let wanted = Concurrency.otherFiles + concurrency * Concurrency.filesForEach
    let remedy = "Raise the hard limit (LimitNOFILE= of the service, or `ulimit -Hn`) to \(wanted)"
    return room > 0
      ? HostCheck(.files, .warning, summary, remedy: "\(remedy), or give --concurrency \(room).")
      : HostCheck(.files, .broken, summary, remedy: "\(remedy).")
  }

  static func openssl() -> HostCheck {
    if let path = Files.program("openssl") { return HostCheck(.openssl, .ok, path) }
    return HostCheck(
      .openssl, .warning, "not found: --submitter acme makes keys and signatures by it",
      remedy: "Install it (on Debian: apt-get install openssl), unless another client orders.")
  }

  static func libcurl() -> HostCheck {
    guard let facts = CurlFacts.current() else {
      return HostCheck(.libcurl, .broken, "it cannot be set up", remedy: "Install the system's libcurl4 anew.")
    }
    guard let tls = facts.tls else {
      return HostCheck(
        .libcurl, .broken, "\(facts.version), without TLS: redirects to https cannot be followed",
        remedy: "Install the system's libcurl4.")
    }
    let missing = [facts.convertsNames ? nil : "international names", facts.speaksHTTP2 ? nil : "HTTP/2"].compactMap {
      $0
    }
    guard missing.isEmpty else {
      return HostCheck(
        .libcurl, .warning, "\(facts.version) with \(tls), without \(missing.joined(separator: " and "))",
        remedy: "Install the system's libcurl4.")
    }
    return HostCheck(.libcurl, .ok, "\(facts.version) with \(tls), international names and HTTP/2")
  }
}
