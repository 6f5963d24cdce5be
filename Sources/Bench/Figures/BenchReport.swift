import JSONText
import Reports

/// All that was measured.
struct BenchReport: Sendable {
  let machine: Machine
  var sections: [BenchSection] = []

  init(machine: Machine) {
    self.machine = machine
  }

  var text: String {
    var text = "\(machine.cores) cores, Linux \(machine.kernel), \(machine.fileSystem)\n"
    for section in sections { text += "\n" + section.text }
    return text
  }

  var json: String {
    var writer = JSONWriter(reservingCapacity: 4096)
    writer.object { writer in
      writer.field("schema", "preflight.bench/1")
      writer.field(object: "machine") { writer in
        writer.field("cores", machine.cores)
        writer.field("kernel", machine.kernel)
        writer.field("fileSystem", machine.fileSystem)
      }
      writer.field(array: "sections") { writer in
        for section in sections { section.write(to: &writer) }
      }
    }
    writer.endLine()
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

/// A table: one row for each thing that was measured, in the same columns.
struct BenchSection: Sendable {
  struct Column: Sendable {
    /// For machines: "operationsPerSecond".
    let key: String
    let title: String
    let unit: Unit
    /// Whether people see the least and the most of it as well.
    var showsRange = false
  }

  struct Row: Sendable {
    let name: String
    /// One for each column.
    var figures: [Figure]
    /// Whether the goal is reached; nil where there is none.
    var isMet: Bool?
  }

  /// For machines: "ledger.durable".
  let key: String
  let title: String
  /// What the columns mean, for people.
  let notes: [String]
  /// What is wanted of it.
  let goal: String
  let columns: [Column]
  var rows: [Row] = []
  /// The column that is drawn below the table, for people; nil for none.
  var chart: String?

  var text: String {
    var table = [[""] + columns.map(\.title) + ["goal"]]
    for row in rows {
      let cells = zip(row.figures, columns).map { figure, column in
        let median = column.unit.text(figure.median)
        let range = "(\(column.unit.text(figure.least)) to \(column.unit.text(figure.most)))"
        return column.showsRange && figure.least < figure.most ? "\(median) \(range)" : median
      }
      table.append([row.name] + cells + [row.isMet.map { $0 ? "met" : "missed" } ?? ""])
    }
    return "\(title)\n\(Columns.table(table, indent: 2))" + bars + notes.map { "  \($0)\n" }.joined()
      + "  Goal: \(goal)\n"
  }

  /// A bar for each row, the longest 40 characters.
  private var bars: String {
    guard let index = columns.firstIndex(where: { $0.key == chart }) else { return "" }
    let column = columns[index]
    let known = rows.filter { $0.figures[index].median > 0 }
    let most = known.map { $0.figures[index].median }.max() ?? 0
    let table = known.map { row in
      let value = row.figures[index].median
      let bar = String(repeating: "█", count: max(1, Int((value / most * 40).rounded())))
      return [row.name, "\(bar) \(column.unit.text(value))"]
    }
    return "  \(column.title):\n" + Columns.table(table, indent: 4)
  }

  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("section", key)
      writer.field("goal", goal)
      writer.field(array: "rows") { writer in
        for row in rows {
          writer.object { writer in
            writer.field("name", row.name)
            if let isMet = row.isMet { writer.field("met", isMet) }
            for (figure, column) in zip(row.figures, columns) {
              writer.field(object: column.key) { writer in
                writer.field("unit", column.unit.rawValue)
                for (key, value) in [("median", figure.median), ("min", figure.least), ("max", figure.most)] {
                  writer.key(key)
                  // A part of a check takes microseconds.
                  writer.decimal(value, places: value < 1 ? 6 : 4)
                }
              }
            }
          }
        }
      }
    }
  }
}
