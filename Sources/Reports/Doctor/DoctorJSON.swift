public import JSONText

/// What `doctor` found, for machines.
public enum DoctorJSON {
  public static func write(_ checks: [HostCheck], to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("schema", "preflight.doctor/1")
      writer.field("fit", !checks.contains { $0.standing == .broken })
      writer.field(array: "checks") { writer in
        for check in checks {
          writer.object { writer in
            writer.field("subject", check.subject.rawValue)
            writer.field("standing", check.standing.rawValue)
            writer.field("summary", check.summary)
            writer.field("remedy", check.remedy)
          }
        }
      }
    }
  }
}
