extension Command {
  static let ledgerVerify = Command(
    .ledgerVerify, summary: "Whether the ledger's journal is whole, and where it is not",
    description: [
      "Reads all of it: every checksum, every number, and whether the records can follow one another. Says what it "
        + "holds, and the line and the reason of what is wrong.",
      "Changes nothing and waits for nobody: a run may go on meanwhile, and a copy on a file system that cannot be "
        + "written will do. A last record that a crash cut short is no damage: the next run drops it.",
    ],
    examples: [
      Example("Is it whole?", "preflight ledger verify"),
      Example("A backup, for a monitor", "preflight ledger verify --state /backup/preflight --format json"),
    ])

  static let ledgerCompact = Command(
    .ledgerCompact, summary: "Replace the journal by a shorter one that says the same",
    description: [
      "Writes a snapshot (open orders, certificates, failures, requests, what is used of every limit) into a new file, "
        + "which takes the journal's place at once and whole. Runs that have it open go on with the new one.",
      "A run does so by itself where the journal has grown to many times what it has to be.",
    ],
    examples: [
      Example("The journal of a service", "preflight ledger compact --state /var/lib/preflight"),
      Example("Kept as a file of history first", "preflight ledger export --output history.ndjson"),
    ])

  static let ledgerExport = Command(
    .ledgerExport, summary: "The ledger's records for other tools",
    description: [
      "One JSON object a record, in the order in which they were written, without the checksums. Of a journal that was "
        + "compacted, the records of its snapshot come first. Changes nothing, as verify."
    ],
    examples: [
      Example("Which orders failed, and why", "preflight ledger export | jq -c 'select(.outcome == \"failed\")'"),
      Example("For people", "preflight ledger export --format text --output ledger.txt"),
    ],
    defaultFormat: "ndjson")
}
