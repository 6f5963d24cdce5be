public import JSONText
public import Readiness

public enum PageJSON {
  public static func write(_ page: FindingPage, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("code", page.code.rawValue)
      writer.field("severity", page.severity.rawValue)
      writer.field("title", page.title)
      writer.field("meaning", page.meaning)
      writer.field("steps", page.steps)
      writer.field("authority", page.authority)
    }
  }
}
