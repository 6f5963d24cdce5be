/// Sentences about answers that are not the token.
extension ProbeWords {
  /// A page that says whose it is.
  func pageText(_ code: FindingCode) -> Text {
    let product = page?.product ?? "an unknown product"
    switch code {
    case .httpJavascriptChallenge:
      return (
        "\(place) answered with a check for browsers (\(product)), whose JavaScript no CA runs.",
        "Except \(Self.path) from that check (\(product))\(orElse)"
      )
    case .httpFirewallPage:
      return (
        "a firewall (\(product)) answered for \(place) and did not let the request pass.",
        product.contains("acme-protocol")
          ? "Allow the application acme-protocol beside web-browsing in the firewall's rule\(orElse)"
          : "Let \(product) pass \(Self.path) from everywhere, whatever the country and the client\(orElse)"
      )
    case .httpRouterPage:
      return (
        "a router's own page answered at \(place) (\(product)), not a web server behind it.",
        "Forward port 80 of the router to the web server, and turn the router's own pages off there\(orElse)"
      )
    default:
      return page?.kind == .defaultSite ? defaultSiteText(product) : parkingText(product)
    }
  }

  private func parkingText(_ product: String) -> Text {
    (
      "\(place) answered with a parking page\(product.hasPrefix("a ") ? "" : " (\(product))").",
      isOurs == true && end == nil
        ? "Have the server at \(place) answer \(Self.path) from the platform's tokens, and end the parking."
        : "End the parking at the registrar, and change \(records) to the platform's address."
    )
  }

  private func defaultSiteText(_ product: String) -> Text {
    let isSuspended = product.contains("suspended")
    return (
      isSuspended
        ? "\(place) answered that the site is suspended."
        : "\(place) answered with the default page of \(product): that server has no site for this name.",
      isSuspended
        ? "Have the hosting provider of \(place) end the suspension\(orElse)"
        : isOurs == true
          ? "Add the name to the sites of the server at \(place), and have it answer \(Self.path)."
          : "Change \(records) to the platform's address, or add the name to the sites of that server."
    )
  }

  func statusText(_ code: FindingCode) -> Text {
    if code == .httpTokenMissingServerReached {
      return (
        "the platform's server \(place) was reached and does not have the token (404).",
        "Have the server at \(place) serve \(Self.path) for this name: check its virtual host and its directory."
      )
    }
    let status = probe.status ?? 0
    if let page, page.isCloudflare { return cloudflareText(status, page) }
    let serve = "have the server at \(place) answer \(Self.path) from the platform's tokens"
    let remedy =
      switch status {
      case 401, 407: "Except \(Self.path) from the login\(orElse)"
      case 403: "Except \(Self.path) from the rule that forbids it\(orElse)"
      case 404, 410: "\(serve.capitalisedFirst)\(orElse)"
      case 429: "Except \(Self.path) from the limit of requests\(orElse)"
      case 200..<300: "Only status 200 counts: \(serve), with status 200."
      case 300..<400: "Redirect with 301, 302, 307 or 308 and a Location, or \(serve)."
      case 500...: "Mend the server at \(place), or answer \(Self.path) before the application that fails\(orElse)"
      default: "\(serve.capitalisedFirst), without a login or a filter\(orElse)"
      }
    return ("\(place) answered with status \(status) where the token should be.", remedy)
  }

  private func cloudflareText(_ status: Int, _ page: AnswerPage) -> Text {
    let past = "or set the record to \"DNS only\" there."
    if let error = page.cloudflareError {
      let known = CloudflareError.words(error)
      return (
        "Cloudflare is in front of the server and answered with its error \(error)\(known.map { ": \($0.cause)" } ?? "").",
        "\(known?.remedy.dropLast() ?? "Look up the error in Cloudflare's documentation"), \(past)"
      )
    }
    return (
      "Cloudflare is in front of the server and answered with status \(status) where the token should be.",
      "Enter the platform's address in the record at Cloudflare, and let no rule there answer \(Self.path), \(past)"
    )
  }

  func bodyText(_ code: FindingCode) -> Text {
    let serve = "have the server at \(place) answer \(Self.path) from the platform's tokens before any page of the site"
    let front = page?.isCloudflare == true ? "Cloudflare is in front of the server: " : ""
    if page?.kind == .html {
      let title = page?.title.map { " \"\($0)\"" } ?? ""
      return (
        "\(front)\(place) answered with a page of HTML\(title) where the token should be: it seems to do so for every path.",
        isOurs == nil && end == nil
          ? "Change \(records) to the platform's address, or \(serve)." : "\(serve.capitalisedFirst)."
      )
    }
    if page?.kind == .empty {
      return ("\(front)\(place) answered with status 200 and nothing.", "\(serve.capitalisedFirst).")
    }
    if let text = keyText() { return text }
    if code == .httpBodyTooLong {
      return (
        "\(front)\(place) answered with more than 127 bytes where the token should be.",
        "Serve the token's file as it is, with nothing added to it."
      )
    }
    return ("\(front)\(place) answered with something other than the token.", "\(serve.capitalisedFirst).")
  }

  /// Where the token itself came, and not as it should.
  private func keyText() -> Text? {
    guard let excerpt = probe.excerpt else {
      return page == nil
        ? nil
        : (
          "\(place) answered with the right text and more behind it.",
          "Serve the text alone: only white space may follow it, and 127 bytes are the most."
        )
    }
    guard let token = probe.hops.first?.url.split(separator: "/").last, token.utf8.count >= 22 else { return nil }
    if excerpt.hasPrefix("\(token).") {
      return (
        "\(place) answered for another account: what follows the token is not the thumbprint given.",
        "Set the thumbprint in the server's configuration to that of the account that orders."
      )
    }
    let trimmed = excerpt.unicodeScalars.drop { $0.properties.isWhitespace || $0 == "\u{feff}" }
    if String(trimmed).hasPrefix("\(token).") {
      return (
        "\(place) answered with a blank line or a byte order mark before the text.",
        "Serve the text from its first byte on: the CA trims white space at the end only."
      )
    }
    return nil
  }
}
