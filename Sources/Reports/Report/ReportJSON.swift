import Addressing
public import JSONText
public import Readiness
import Timing

/// The contract `preflight.report/1`. Keys are only ever added; one without a value is left out.
public enum ReportJSON {
  public static func write(_ report: Report, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("schema", "preflight.report/1")
      writer.field("name", report.name)
      writer.field("input", report.input)
      writer.field("verdict", report.verdict.rawValue)
      writer.field("checkedAt", report.checkedAt.text)
      writer.field("durationMs", report.duration)
      writer.field("retryAfterSeconds", optional: report.retryAfterSeconds)
      write(report.findings, to: &writer)
      if let dns = report.dns { write(dns, to: &writer) }
      writer.field(array: "probes") { writer in
        for probe in report.probes { write(probe, to: &writer) }
      }
    }
  }

  /// The member "findings" of the object that is open.
  static func write(_ findings: [Finding], to writer: inout JSONWriter) {
    writer.field(array: "findings") { writer in
      for finding in findings {
        writer.object { writer in
          writer.field("code", finding.code.rawValue)
          writer.field("severity", finding.severity.rawValue)
          writer.field("summary", finding.summary)
          writer.field("remedy", finding.remedy)
          writer.field(object: "evidence") { writer in
            for (key, value) in finding.evidence.fields {
              switch value {
              case .text(let text): writer.field(key, text)
              case .number(let number): writer.field(key, number)
              case .list(let list): writer.field(key, list)
              }
            }
          }
        }
      }
    }
  }

  private static func write(_ dns: DNSSummary, to writer: inout JSONWriter) {
    writer.field(object: "dns") { writer in
      writer.field(array: "addresses") { writer in
        for address in dns.addresses {
          writer.object { writer in
            writer.field("address", "\(address.address)")
            writer.field("family", address.address.family.rawValue)
            writer.field("ttl", address.ttl)
            if let expected = address.expected { writer.field("expected", expected) }
          }
        }
      }
      writer.field("cnames", dns.cnames)
      if !dns.nameservers.isEmpty { write(dns.nameservers, to: &writer) }
      writer.field("authenticated", dns.authenticated)
      if let caa = dns.caa {
        writer.field(object: "caa") { writer in
          writer.field("name", caa.name)
          writer.field("records", caa.records)
        }
      }
      if let challenge = dns.challenge {
        writer.field(object: "challenge") { writer in
          writer.field("name", challenge.name)
          writer.field("cnames", challenge.cnames)
          writer.field("texts", challenge.texts)
        }
      }
    }
  }

  private static func write(_ nameservers: [DNSSummary.NameServer], to writer: inout JSONWriter) {
    writer.field(array: "nameservers") { writer in
      for server in nameservers {
        writer.object { writer in
          writer.field("name", server.name)
          writer.field("address", "\(server.address)")
          if let answer = server.answer { writer.field("answer", answer) }
          writer.field("outcome", optional: server.outcome)
        }
      }
    }
  }

  private static func write(_ probe: Probe, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("address", "\(probe.address)")
      writer.field("outcome", probe.outcome.rawValue)
      writer.field("status", optional: probe.status)
      writer.field(array: "hops") { writer in
        for hop in probe.hops {
          writer.object { writer in
            writer.field("url", hop.url)
            writer.field("address", optional: hop.address.map { "\($0)" })
            writer.field("status", optional: hop.status)
          }
        }
      }
      writer.field("durationMs", probe.duration)
      writer.field("excerpt", optional: probe.excerpt)
    }
  }
}

extension JSONWriter {
  /// Milliseconds with one decimal.
  mutating func field(_ key: String, _ duration: Duration) {
    self.key(key)
    decimal(Double(duration.nanoseconds) / 1_000_000, places: 1)
  }
}
