extension ProbeConfig {
  // `path` is as it was sent. The fourth field between slashes is the token.
  static func haproxy(thumbprint: String) -> String {
    head([
      "Put this into every frontend of /etc/haproxy/haproxy.cfg that listens on port 80,",
      "before `http-request redirect scheme https`: rules are obeyed in their order.",
      "Then: haproxy -c -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy",
    ]).indented
      + #"""
          acl acme_challenge path -m reg '^/\.well-known/acme-challenge/[A-Za-z0-9_-]+$'
          http-request return status 200 content-type text/plain hdr X-Content-Type-Options nosniff lf-string "%[path,field(4,/)].\#(thumbprint)" if acme_challenge

      """#
  }
}

extension String {
  fileprivate var indented: String {
    split(separator: "\n").map { "    \($0)\n" }.joined()
  }
}
