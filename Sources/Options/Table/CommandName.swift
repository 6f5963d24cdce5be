/// The commands of the program, by the words that call them: "check", "ca list".
public enum CommandName: String, Hashable, Sendable, CaseIterable {
  case check
  case run
  case plan
  case status
  case ordersList = "orders list"
  case ordersSettle = "orders settle"
  case ordersClear = "orders clear"
  case ledgerVerify = "ledger verify"
  case ledgerCompact = "ledger compact"
  case ledgerExport = "ledger export"
  case caList = "ca list"
  case caShow = "ca show"
  case explain
  case probeConfig = "probe-config"
  case doctor
  case configShow = "config show"
  case completion
  case manual
  case schema
  case help

  public var words: [Substring] { rawValue.split(separator: " ") }
}
