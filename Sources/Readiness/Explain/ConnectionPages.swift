extension FindingPage {
  static let connectionPages: [FindingPage] = [
    FindingPage(
      .httpConnectRefused, "Nothing listens on port 80",
      meaning: "The address answered that the port is closed. Validation over HTTP begins on port 80, also where the "
        + "site itself is on https.",
      steps: [
        "Start the web server, and have it listen on port 80 of this address.",
        "Let the firewall pass port 80 from everywhere.",
      ],
      authority: "Fails with \"connection refused\". From IPv6 it falls back to IPv4; from IPv4 to nothing."),
    FindingPage(
      .httpConnectTimeout, "The connection is not accepted in time",
      meaning: "No answer came to the attempt to connect to port 80. Mostly a firewall drops it, or the address is "
        + "dead.",
      steps: [
        "Let the firewall pass port 80 from everywhere: a CA asks from several countries.",
        "Check that the address is in use; remove the record of one that is not.",
      ],
      authority: "Waits ten seconds, then fails with \"timeout during connect\". From IPv6 it falls back to IPv4; from "
        + "IPv4 to nothing."),
    FindingPage(
      .httpUnreachable, "The address cannot be reached",
      meaning: "The network says that there is no way to the address.",
      steps: ["Check the address in DNS and its routing; remove the record where the address is no longer used."],
      authority: "Fails as with a refused connection, and falls back from IPv6 to IPv4 likewise."),
    FindingPage(
      .httpReset, "The connection was cut",
      meaning: "The server accepted the connection and cut it before it had answered.",
      steps: [
        "Look for a firewall, an intrusion filter or a rate limit that cuts requests to "
          + "/.well-known/acme-challenge/.",
        "Check the web server's log for a crash.",
      ],
      authority: "Fails, and does not fall back to IPv4: the connection was made."),
    FindingPage(
      .httpResponseTimeout, "The server does not answer in time",
      meaning: "The connection was made, and no whole answer came. The server hangs, or a firewall lets the connection "
        + "through and drops what follows.",
      steps: [
        "Serve /.well-known/acme-challenge/ from files or from memory, not through an application that can hang.",
        "Check the server's load.",
      ],
      authority: "Waits until its deadline of some twenty seconds for the whole validation, then fails."),
    FindingPage(
      .httpBadResponse, "The answer is not valid HTTP",
      meaning: "What listens on the port does not speak HTTP, or breaks its rules. Browsers and curl forgive much that "
        + "the CA's client refuses.",
      steps: [
        "Check what listens on port 80: it must be a web server, without TLS.",
        "Turn HTTP/2 without TLS off on port 80.",
        "Where the finding names a fault of a header, a length or a chunk, mend the program or proxy that writes it.",
      ],
      authority: "Fails with the problem \"connection\", and does not fall back to IPv4."),
    FindingPage(
      .httpPlainHTTPOnTLS, "Plain HTTP meets TLS",
      meaning: "Either a redirect leads to https and the server there answers without TLS; or the web server expects "
        + "TLS on port 80, where validation begins without.",
      steps: [
        "Where https answers without TLS: turn TLS on for port 443; any certificate will do, even an expired one.",
        "Where port 80 expects TLS: turn it off there. In nginx \"listen 80;\" without ssl, in Apache no SSLEngine "
          + "in the virtual host of port 80.",
        "Redirect to https://, not to http:// with port 443.",
      ],
      authority: "Fails with the problem \"malformed\" where TLS is missing, with \"unauthorized\" (status "
        + "400) where it is expected on port 80."),
    FindingPage(
      .httpTLSFailed, "TLS could not be set up",
      meaning: "A redirect leads to https, and the connection there fails before any request. The certificate is not "
        + "the reason: it is not verified.",
      steps: [
        "Offer TLS 1.2 or later with a modern cipher suite (ECDHE with AES-GCM or ChaCha20); RSA key exchange, DHE and "
          + "signatures by SHA-1 do not count.",
        "Configure a certificate for this name, or a default one: some servers refuse names that they do not know.",
        "Or do not redirect /.well-known/acme-challenge/ to https.",
      ],
      authority: "Needs TLS 1.2, ignores who signed the certificate and for which name, and fails with the problem "
        + "\"tls\"."),
    FindingPage(
      .httpIPv6UnreachableFallback, as: .warning, "IPv6 cannot be reached, IPv4 can",
      meaning: "The name has an AAAA record whose address accepts no connection. Validation passes by IPv4; visitors "
        + "with IPv6 wait or fail.",
      steps: ["Remove the AAAA record, or have the web server listen on that address."],
      authority: "Tries IPv6 first and falls back to IPv4 where the connection cannot be made."),
  ]
}
