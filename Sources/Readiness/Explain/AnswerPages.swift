extension FindingPage {
  static let answerPages: [FindingPage] = [
    FindingPage(
      .httpStatus, "The server answers with another status than 200",
      meaning: "The request for the token reached a web server, and the answer was an error or asked for a login.",
      steps: [
        "Serve /.well-known/acme-challenge/ before every other rule of the site: logins, filters, applications.",
        "For 404, check that the request reaches the platform's server and not another.",
        "For 403 or 429, except the path from the firewall and its limits.",
      ],
      authority: "Takes status 200 only, and fails with the problem \"unauthorized\"."),
    FindingPage(
      .httpTokenMissingServerReached, "The platform's server does not have the token",
      meaning: "The address is the platform's and it answered 404. The domain is right; the server is not set up for "
        + "it.",
      steps: [
        "Check that the virtual host of this name, and the default one, serve /.well-known/acme-challenge/.",
        "Check that --webroot is the directory that the server serves.",
        "Behind several servers, see that each has the tokens.",
      ],
      authority: "Takes status 200 only, and fails with the problem \"unauthorized\"."),
    FindingPage(
      .httpTokenMismatch, "The answer is not the token",
      meaning: "A web server answered with status 200 and something else. Often it is another site, a parking page or "
        + "a catch-all that answers every path.",
      steps: [
        "Compare the address with the platform's, and change DNS where it is another.",
        "Serve the token exactly: no byte order mark, no line before it; white space behind it does no harm.",
      ],
      authority: "Trims white space at the end and compares; any difference fails with \"unauthorized\"."),
    FindingPage(
      .httpBodyTooLong, "The answer is too long to be a token",
      meaning: "More than 127 bytes came where a token has some 87. Mostly it is a page of HTML.",
      steps: ["Serve the token's file as it is, before any catch-all page of the site."],
      authority: "Reads at most 127 bytes, and fails where there is more."),
    FindingPage(
      .httpAddressesDisagree, "The name's addresses answer differently",
      meaning: "One address served the token and another did not. It is a warning where the CA would not ask the wrong "
        + "one.",
      steps: ["Remove the records of servers that are not the platform's, or give all of them the tokens."],
      authority: "Asks one address, and from several places in the world: a wrong one is met sooner or later."),
    FindingPage(
      .httpProxied, as: .info, "A proxy stands in front",
      meaning: "The addresses are not the platform's, and the token arrived nevertheless: a CDN or a proxy passes the "
        + "request on.",
      steps: ["Nothing, as long as the proxy keeps passing /.well-known/acme-challenge/."],
      authority: "Does not care whose addresses they are, where the token is right."),
  ]
}
