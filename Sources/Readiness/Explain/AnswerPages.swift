extension FindingPage {
  static let answerPages: [FindingPage] = [
    FindingPage(
      .httpStatus, "The answer's status is not 200",
      meaning: "The request for the token reached a web server, and the answer was an error or asked for a login.",
      steps: [
        "Serve /.well-known/acme-challenge/ before every other rule of the site: logins, filters, applications.",
        "For 404, check that the request reaches the platform's server and not another.",
        "For 403 or 429, except the path from the firewall and its limits.",
        "With Cloudflare in front, errors 520 to 530 and 1000 to 1033 are about the server that is entered there.",
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
      meaning:
        "A web server answered with status 200 and something else. Often it is another site, or a catch-all that "
        + "answers every path with the same page; its title is among what was seen.",
      steps: [
        "Compare the address with the platform's, and change DNS where it is another.",
        "Serve the token exactly: no byte order mark, no line before it; white space behind it does no harm.",
        "Where the thumbprint differs, set that of the account that orders.",
      ],
      authority: "Trims white space at the end and compares; any difference fails with \"unauthorized\"."),
    FindingPage(
      .httpBodyTooLong, "The answer is too long to be a token",
      meaning: "More than 127 bytes came where a token has some 87, and they are no page of HTML.",
      steps: ["Serve the token's file as it is, with nothing before or behind it."],
      authority: "Takes at most 127 bytes, and fails with the problem \"unauthorized\" where there is more."),
    FindingPage(
      .httpParkingPage, "A parking page or a default page answers",
      meaning: "The answer is the page of a registrar or a parking service, or the page that a web server or a hosting "
        + "panel shows where it has no site for the name. The domain was never moved to the platform, or went back.",
      steps: [
        "End the parking at the registrar, where it is on.",
        "Change the A and AAAA records to the platform's addresses; look for an AAAA record that was left.",
        "Where the address is the platform's, add the name to the sites of that server.",
      ],
      authority: "Finds a page instead of its token, and fails with the problem \"unauthorized\"."),
    FindingPage(
      .httpJavascriptChallenge, "A check for browsers answers",
      meaning: "A service against robots answered with a page of JavaScript that only a browser passes. The token "
        + "stays behind it, although the site opens in a browser.",
      steps: [
        "Except /.well-known/acme-challenge/ from the check, or turn the check off for this name.",
        "With nginx's testcookie module: testcookie off; in the location of that path.",
        "On hosting where it cannot be turned off, change the records to the platform's addresses.",
      ],
      authority: "Runs no JavaScript and keeps no cookies, so it fails with the problem \"unauthorized\"."),
    FindingPage(
      .httpFirewallPage, "A firewall's page answers",
      meaning: "A firewall between the Internet and the server did not let the request pass, and said so in a page of "
        + "its own.",
      steps: [
        "Let the firewall pass /.well-known/acme-challenge/ from everywhere: a CA asks from several countries, and its "
          + "addresses change.",
        "With Palo Alto Networks, allow the application acme-protocol beside web-browsing.",
        "With a list of countries or of known robots, except the path from it.",
      ],
      authority: "Takes the page for the answer, and fails with the problem \"unauthorized\"."),
    FindingPage(
      .httpRouterPage, "A router's own page answers",
      meaning: "The server says that it is a router, a modem or a similar device. Port 80 of the address is not passed "
        + "on to the web server behind it.",
      steps: [
        "Forward port 80 (and 443) in the router to the web server.",
        "Turn off the router's own pages on the side of the Internet: they are a danger there.",
        "Where the address is not the platform's, change the record.",
      ],
      authority: "Asks the router, and fails with the problem \"unauthorized\"."),
    FindingPage(
      .httpAddressesDisagree, "The name's addresses answer differently",
      meaning: "One address served the token and another did not. It is a warning where the CA would not ask the wrong "
        + "one.",
      steps: ["Remove the records of servers that are not the platform's, or give all of them the tokens."],
      authority: "Asks IPv6, and IPv4 only where IPv6 cannot be connected to: the wrong one is met on a bad day."),
    FindingPage(
      .httpProxied, as: .info, "A proxy stands in front",
      meaning: "The addresses are not the platform's, and the token arrived nevertheless: a CDN or a proxy passes the "
        + "request on.",
      steps: ["Nothing, as long as the proxy keeps passing /.well-known/acme-challenge/."],
      authority: "Does not care whose addresses they are, where the token is right."),
  ]
}
