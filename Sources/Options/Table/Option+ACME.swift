// What --submitter acme is told, beside the CA's directory and a contact.

/// Those that ask the CA themselves.
private let atTheCA: Set<CommandName> = [.run, .ordersClear]

extension Option {
  public static let accountKey = Option(
    "account-key", .file, "FILE", in: .submitter, of: atTheCA.union([.probeConfig]),
    note: "acme/account.key below --state",
    help: "With acme: the account's private key (P-256, PEM), made where it is missing")
  public static let signer = Option(
    "signer", .text, "COMMAND", in: .submitter, of: atTheCA,
    help: "With acme: a program that holds the account's key and signs by it, run once for all signatures; goes with "
      + "--signer-public")
  public static let signerPublic = Option(
    "signer-public", .file, "FILE", in: .submitter, of: atTheCA.union([.probeConfig]),
    help: "With acme: the public half of the key that --signer holds (PEM)")
  public static let eabKid = Option(
    "eab-kid", .text, "ID", in: .submitter, of: [.run],
    help: "With acme: the identifier of the key by which a new account is bound to one that you have with the CA; the "
      + "key comes by --eab-key-file or PREFLIGHT_EAB_KEY")
  public static let eabKeyFile = Option(
    "eab-key-file", .file, "FILE", in: .submitter, of: [.run],
    help: "With acme: the key of --eab-kid, base64url as the CA shows it")
  public static let caBundle = Option(
    "ca-bundle", .file, "FILE", in: .submitter, of: atTheCA.union([.doctor]), note: "the system's authorities",
    help: "With acme: certificates (PEM) by which the CA's own server is trusted")
  public static let acmeProfile = Option(
    "acme-profile", .text, "NAME", in: .submitter, of: [.run], note: "the CA's default",
    help: "With acme: the CA's certificate profile, such as shortlived")
  public static let challengeHook = Option(
    "challenge-hook", .text, "COMMAND", in: .submitter, of: [.run],
    help: "With acme: run COMMAND begin NAME TOKEN KEY-AUTHORIZATION before the CA looks, and with done afterwards, "
      + "instead of writing to --webroot; no shell runs")
  public static let out = Option(
    "out", .directory, "DIR", in: .submitter, of: atTheCA, note: "certificates below --state",
    help: "With acme: put privkey.pem, cert.pem, chain.pem and fullchain.pem into DIR/NAME, all at once")
  public static let deployHook = Option(
    "deploy-hook", .text, "COMMAND", in: .submitter, of: [.run],
    help: "With acme: run this for each certificate that was put in place, its directory in PREFLIGHT_CERTIFICATE; "
      + "{names}, {name} and {order} as with --submit")
  public static let validateOnly = Option(
    "validate-only", .flag, in: .submitter, of: [.run],
    help: "With acme: leave each order when it is ready to be finalized; its slot stays taken until it is")
}
