extension ProbeConfig {
  // `^~` comes before every location that is an expression, such as one that denies all dot files. $request_uri is the
  // path as it was sent: nothing is unescaped before it is judged.

  static func nginx(thumbprint: String) -> String {
    head(nginxHead)
      + #"""
      location ^~ /.well-known/acme-challenge/ {
          default_type text/plain;
          add_header X-Content-Type-Options nosniff always;
          if ($request_uri ~ "^/\.well-known/acme-challenge/([A-Za-z0-9_-]+)(\?|\z)") {
              return 200 "$1.\#(thumbprint)";
          }
          return 404;
      }

      """#
  }

  static func nginx(webroot: String) -> String {
    head(nginxHead)
      + #"""
      location ^~ /.well-known/acme-challenge/ {
          root \#(webroot);
          types { }
          default_type text/plain;
          add_header X-Content-Type-Options nosniff always;
          if ($request_uri !~ "^/\.well-known/acme-challenge/[A-Za-z0-9_-]+(\?|\z)") {
              return 404;
          }
      }

      """#
  }

  private static let nginxHead = [
    "Save this as /etc/nginx/snippets/acme-challenge.conf, and include it in every",
    "server block that listens on port 80:",
    "    include snippets/acme-challenge.conf;",
    "A redirect to https belongs into a location beside it, because a bare `return`",
    "in the server block comes before every location:",
    "    location / { return 301 https://$host$request_uri; }",
    "Then: nginx -t && systemctl reload nginx",
  ]

  /// Comments; all four servers begin them with the same sign.
  static func head(_ lines: [String]) -> String {
    lines.map { "# \($0)\n" }.joined()
  }
}
