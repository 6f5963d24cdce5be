extension Command {
  static let probeConfig = Command(
    .probeConfig, summary: "The lines by which a web server answers the probe and the CA",
    description: [
      "Prints what nginx, apache, caddy or haproxy needs so that every virtual host answers "
        + "/.well-known/acme-challenge/TOKEN over port 80, before any redirect to https; where the lines go, and how "
        + "the server takes them up, as its comments.",
      "With a thumbprint any token is answered by <token>.<thumbprint>, which serves --thumbprint and --submitter acme, "
        + "and needs no file. Without --thumbprint it is that of the account's key: --account-key, --signer-public, "
        + "else the key below --state. With --webroot the files of that directory are served instead.",
    ],
    arguments: Arguments(
      "SERVER", 1...1, help: "nginx, apache, caddy or haproxy",
      values: [.words(["nginx", "apache", "caddy", "haproxy"])]),
    examples: [
      Example(
        "For the account of --submitter acme",
        "preflight probe-config nginx --state /var/lib/preflight --output /etc/nginx/snippets/acme-challenge.conf"),
      Example("For a client that writes files", "preflight probe-config apache --webroot /var/www/acme"),
    ])

  static let doctor = Command(
    .doctor, summary: "Whether this host can check at all",
    description: [
      "Looks at what a check needs of this machine: the resolver and DNSSEC, routes, port 53 to the world, the clock, "
        + "file limits, the state directory, openssl and libcurl. What was given further is tried as well: --webroot or "
        + "--thumbprint by a fetch from this machine's web server (or --connect-to, or the first address of --target), "
        + "--ca or --directory by asking the CA.",
      "Each line says what is so, and what to do where it is not well. A token in the web root and a file in "
        + "the state directory are removed again; nothing else is changed.",
    ],
    examples: [
      Example("What check and run would find", "preflight doctor --webroot /var/www/acme --ca letsencrypt"),
      Example("For a monitor", "preflight doctor --state /var/lib/preflight --format json"),
    ],
    exitCodes: [0, 1, 2, 4])
}
