import Testing

@testable import Commands

@Suite struct RedactionTests {
  @Test(arguments: [
    ("uacme -v issue {names}", "uacme -v issue {names}"),
    ("client --eab-hmac c2VjcmV0 {name}", "client --eab-hmac *** {name}"),
    ("client --eab-hmac=c2VjcmV0", "client --eab-hmac=***"), ("client --password 'a b'", "client --password ***"),
    ("env API_TOKEN=abc client", "env API_TOKEN=*** client"), ("client -token abc", "client -token ***"),
    ("client --api-key abc --next", "client --api-key *** --next"),
    ("client --password-file /etc/secret", "client --password-file /etc/secret"),
    ("client --key=/etc/key.pem", "client --key=/etc/key.pem"),
    ("client --password --quiet", "client --password --quiet"),
    ("sh -c 'TOKEN=abc client {names}'", "sh -c 'TOKEN=*** client {names}'"),
    ("curl -H 'Authorization: Bearer abc' {name}", "curl -H 'Authorization: ***' {name}"),
    ("curl https://me:pw@x.example/?k=v", "curl 'https://***@x.example/?***'"), ("client 'unclosed", "***"),
  ])
  func aCommandIsShownWithoutItsSecrets(_ command: String, _ shown: String) {
    #expect(Redaction.command(command) == shown)
  }

  @Test(arguments: [
    ("https://dns.example/q", "https://dns.example/q"), ("https://u:p@dns.example/q", "https://***@dns.example/q"),
    ("https://u@h@x.example", "https://***@x.example"), ("https://x.example/a@b", "https://x.example/a@b"),
    ("https://x.example/q?key=1&b=2", "https://x.example/q?***"), ("192.0.2.1", "192.0.2.1"),
    ("a@b.example", "a@b.example"), ("1e-FWHelh6mL", "1e-FWHelh6mL"),
  ])
  func aURLIsShownWithoutUserAndQuery(_ url: String, _ shown: String) {
    #expect(Redaction.url(url) == shown)
  }
}
