/// Cloudflare's own error pages, by their numbers, in plain words.
///
/// After developers.cloudflare.com/support/troubleshooting/http-status-codes: cloudflare-5xx-errors and
/// cloudflare-1xxx-errors.
enum CloudflareError {
  /// The number that the page or its status gives; nil where it is not Cloudflare's own page.
  static func number(in answer: AnswerText) -> Int? {
    // Plain text for programs, HTML for browsers.
    for sign in ["error code: ", "<span class=\"cf-error-code\">", "error code "] {
      if let number = answer.body.number(behind: sign), (520...530).contains(number) || (1000...1299).contains(number) {
        return number
      }
    }
    return (520...530).contains(answer.status) ? answer.status : nil
  }

  /// Whether a rule kept the request out: not the server behind, but a setting at Cloudflare decides.
  static func isBlock(_ number: Int) -> Bool {
    switch number {
    case 1005...1010, 1012, 1015, 1020: true
    default: false
    }
  }

  /// What is the matter, and what to do about it.
  static func words(_ number: Int) -> (cause: String, remedy: String)? {
    switch number {
    case 520: ("the server behind it gives answers that it cannot use", "Check that server's log.")
    case 521:
      ("the server behind it refuses its connections", "Start that server, and let it accept Cloudflare's addresses.")
    case 522:
      (
        "the server behind it does not accept its connections in time",
        "Check the address that is entered at Cloudflare, and that server's firewall."
      )
    case 523: ("it has no way to the server behind it", "Correct the address that is entered at Cloudflare.")
    case 524: ("the server behind it does not answer in time", "Check that server's load.")
    case 525:
      (
        "TLS to the server behind it cannot be set up",
        "Turn TLS on at that server, or choose another SSL mode at Cloudflare."
      )
    case 526:
      (
        "the certificate of the server behind it is not valid",
        "Choose the SSL mode \"Full\" at Cloudflare until the new certificate is there."
      )
    case 1000:
      (
        "the address entered at Cloudflare is Cloudflare's own",
        "Enter the platform's address in the A record at Cloudflare."
      )
    case 1001, 1016: ("the host name entered at Cloudflare does not resolve", "Correct the CNAME record at Cloudflare.")
    case 1004, 1018: ("it is not set up for this name", "Add the name at Cloudflare, or take Cloudflare out of DNS.")
    case 1014:
      (
        "the CNAME leads into another Cloudflare account, which does not allow it",
        "Use an A record with the platform's address, or have the platform add the name at Cloudflare."
      )
    case 1033:
      ("the tunnel to the server behind it is down", "Start cloudflared there, or point the record at the platform.")
    default: nil
    }
  }
}
