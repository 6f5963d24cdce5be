import Gate
import Testing

/// What uacme 1.7.4 -v printed, against Pebble and against small servers that answer as Let's Encrypt does. Lines that
/// say nothing about the outcome are left out; the start and the ends of URLs are shortened.
struct UacmeTranscript: Sendable, CustomTestStringConvertible {
  var name: String
  var exit: Int32
  var output: String
  var outcome: Settlement.Outcome
  var detail = ""
  var retryAt: String?

  var testDescription: String { name }

  private static let start = """
    uacme: version 1.7.4 starting on Mon, 23 Nov 2026 11:04:48 +0000
    uacme: loading key from conf/private/key.pem
    uacme: generating certificate request
    uacme: fetching directory at https://ca/dir

    """

  private static let ordering =
    start + """
      uacme: retrieving account at https://ca/acct
      uacme: account location: https://ca/acct/1
      uacme: creating new order at https://ca/order

      """

  private static let challenging =
    ordering + """
      uacme: order location: https://ca/my-order/ei1
      uacme: retrieving authorization at https://ca/authZ/3Mw
      uacme: running hook begin http-01 shop.example LUZa LUZa.pL40
      uacme: starting challenge at https://ca/chalZ/99g
      uacme: polling challenge status at https://ca/chalZ/99g

      """

  private static func refused(_ type: String, _ detail: String, _ status: Int) -> String {
    ordering + """
      uacme: failed to create new order at https://ca/order
      uacme: the server reported the following error:
      {
          "type": "urn:ietf:params:acme:error:\(type)",
          "detail": "\(detail)",
          "status": \(status)
      }

      """
  }

  private static func invalid(_ type: String, _ detail: String, _ status: Int) -> String {
    challenging + """
      uacme: challenge https://ca/chalZ/99g failed with status invalid
      uacme: the server reported the following error:
      {
          "type": "urn:ietf:params:acme:error:\(type)",
          "detail": "\(detail)",
          "status": \(status)
      }
      uacme: running hook failed http-01 shop.example LUZa LUZa.pL40
      uacme: failed to authorize order at https://ca/my-order/ei1

      """
  }

  static let all: [UacmeTranscript] = [
    UacmeTranscript(name: "issued", exit: 0, output: challenging, outcome: .issued),
    UacmeTranscript(
      name: "still current", exit: 1,
      output: "uacme: checking existence and expiration of conf/shop.example/cert.pem\n",
      outcome: .alreadyCurrent),
    UacmeTranscript(
      name: "the server refused the connection", exit: 2,
      output: invalid(
        "connection", #"Get \"http://shop.example:80/\": dial tcp 127.0.0.9:80: connect: connection refused"#, 400),
      outcome: .failed,
      detail: #"connection: Get "http://shop.example:80/": dial tcp 127.0.0.9:80: connect: connection refused"#),
    UacmeTranscript(
      name: "the wrong body", exit: 2,
      output: invalid("unauthorized", "The key authorization file from the server did not match", 403),
      outcome: .failed, detail: "unauthorized: The key authorization"),
    UacmeTranscript(
      name: "no challenge accepted by the hook", exit: 2,
      output: challenging
        + "uacme: no challenge completed\nuacme: failed to authorize order at https://ca/my-order/ei1\n",
      outcome: .unknown, detail: "failed to authorize order"),
    UacmeTranscript(
      name: "new orders used up", exit: 2,
      output: refused(
        "rateLimited",
        "too many new orders (300) from this account in the last 3h0m0s, retry after 2026-11-24 09:12:44 UTC: see "
          + "https://letsencrypt.org/docs/rate-limits/#new-orders-per-account", 429),
      outcome: .rateLimited, detail: "too many new orders (300)", retryAt: "2026-11-24T09:12:44Z"),
    UacmeTranscript(
      name: "a paused name", exit: 2,
      output: refused(
        "rateLimited",
        "Your account is temporarily prevented from requesting certificates for shop.example. Please visit: https://x",
        429),
      outcome: .rateLimited, detail: "temporarily prevented"),
    UacmeTranscript(
      name: "a name against the CA's policy", exit: 2,
      output: refused("rejectedIdentifier", #"Cannot issue for \"shop.example\": forbidden by policy"#, 400),
      outcome: .failed, detail: #"rejectedIdentifier: Cannot issue for "shop.example": forbidden by policy"#),
    UacmeTranscript(
      name: "the CA is busy", exit: 2, output: refused("rateLimited", "Service busy; retry later.", 503),
      outcome: .rateLimited, detail: "Service busy"),
    UacmeTranscript(
      name: "the CA failed while it made the order", exit: 2,
      output: refused("serverInternal", "Error creating new order", 500), outcome: .unknown,
      detail: "Error creating new order"),
    UacmeTranscript(
      name: "no answer to the new order", exit: 2,
      output: ordering + """
        uacme: curl_post: POST https://ca/order failed: Failure when receiving data from the peer
        uacme: curl_post: waiting 5 seconds before retrying
        uacme: acme_post: curl_post failed
        uacme: failed to create new order at https://ca/order

        """, outcome: .unknown, detail: "failed to create new order"),
    UacmeTranscript(
      name: "the CA cannot be reached", exit: 2,
      output: start + """
        uacme: curl_get: GET https://ca/dir failed: Couldn't connect to server
        uacme: acme_get: curl_get failed
        uacme: failed to fetch directory at https://ca/dir

        """, outcome: .failed, detail: "no order began: uacme: failed to fetch directory at https://ca/dir"),
    UacmeTranscript(
      name: "a directory that is none", exit: 2, output: start + "uacme: failed to find newNonce URL in directory\n",
      outcome: .failed, detail: "no order began"),
    UacmeTranscript(
      name: "too busy for the directory", exit: 2,
      output: start + """
        uacme: failed to fetch directory at https://ca/dir
        uacme: the server reported the following error:
        {
            "type": "urn:ietf:params:acme:error:rateLimited",
            "detail": "Service busy; retry later."
        }

        """, outcome: .rateLimited, detail: "rateLimited: Service busy; retry later."),
    UacmeTranscript(
      name: "no hook", exit: 2, output: "uacme: ./nohook: No such file or directory\n", outcome: .failed,
      detail: "no order began"),
  ]
}
