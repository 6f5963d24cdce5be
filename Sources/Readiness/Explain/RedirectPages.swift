extension FindingPage {
  private static let exceptPath = "Or answer /.well-known/acme-challenge/ without a redirect."

  static let redirectPages: [FindingPage] = [
    FindingPage(
      .httpRedirectLoop, "The redirects lead in a circle",
      meaning: "A redirect leads to a URL that was asked before. Often http redirects to https and https back, or a "
        + "proxy in front speaks http to a server that redirects to https.",
      steps: [
        "Except /.well-known/acme-challenge/ from the redirects on every server of the chain.",
        "At a CDN, set its connection to the server to https.",
      ],
      authority: "Remembers every URL of the validation, fragments included, and fails at the first repetition."),
    FindingPage(
      .httpTooManyRedirects, "Too many redirects",
      meaning: "More than eleven redirects follow one another.",
      steps: ["Redirect to the final place at once.", exceptPath],
      authority: "Follows eleven redirects and fails at the twelfth; its documentation promises ten."),
    FindingPage(
      .httpRedirectPort, "A redirect leads to another port",
      meaning: "The redirect's URL names a port that is neither 80 nor 443.",
      steps: ["Redirect to a URL without a port.", exceptPath],
      authority: "Connects to ports 80 and 443 only."),
    FindingPage(
      .httpRedirectScheme, "A redirect leads to neither http nor https",
      meaning: "The redirect's URL has a scheme that no web server answers.",
      steps: ["Redirect to http or https.", exceptPath],
      authority: "Follows http and https only."),
    FindingPage(
      .httpRedirectHost, "A redirect leads to a host no CA accepts",
      meaning: "The host of the redirect's URL is missing, has no public suffix, ends in a dot or in \".well-known\", "
        + "is not plain ASCII, or is an address in an unusual form. A host that ends in \".well-known\" means that a "
        + "slash is missing in the server's redirect.",
      steps: [
        "Write the redirect with the full host and a slash behind it: https://www.example.com/.",
        "Write other letters in the host as xn--.",
        exceptPath,
      ],
      authority: "Reads the URL strictly and fails; browsers are milder."),
    FindingPage(
      .httpRedirectReserved, "A redirect leads to a reserved address",
      meaning: "The redirect's host has only addresses that are not reachable from the Internet, such as 127.0.0.1 or "
        + "10.0.0.1.",
      steps: ["Redirect to a public host.", exceptPath],
      authority: "Connects to no reserved address."),
    FindingPage(
      .httpRedirectPathTooLong, "A redirect's path is too long",
      meaning: "The path, its escapes undone, has more than 2,000 bytes. A redirect that adds to the path at each step "
        + "grows like this.",
      steps: ["Shorten the path.", exceptPath],
      authority: "Takes at most 2,000 bytes; the query is not counted."),
    FindingPage(
      .httpRedirectCode, "A redirect of a kind no CA follows",
      meaning: "The server redirects with status 303, which the CA does not follow.",
      steps: ["Redirect with 301, 302, 307 or 308.", exceptPath],
      authority: "Follows 301, 302, 307 and 308, refuses 303, and takes other statuses for an answer without a token."),
  ]
}
