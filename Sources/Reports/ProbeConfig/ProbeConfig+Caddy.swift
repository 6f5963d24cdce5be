extension ProbeConfig {
  // {http.request.uri} is the path as it was sent; Caddy's path matchers unescape it first.

  static func caddy(thumbprint: String) -> String {
    head(caddyHead)
      + #"""
      (acme-challenge) {
      	@acme-challenge vars_regexp token {http.request.uri} ^/\.well-known/acme-challenge/([A-Za-z0-9_-]+)(\?|$)
      	handle @acme-challenge {
      		header Content-Type text/plain
      		header X-Content-Type-Options nosniff
      		respond "{re.token.1}.\#(thumbprint)"
      	}
      }

      """#
  }

  static func caddy(webroot: String) -> String {
    head(caddyHead)
      + #"""
      (acme-challenge) {
      	@acme-challenge vars_regexp token {http.request.uri} ^/\.well-known/acme-challenge/([A-Za-z0-9_-]+)(\?|$)
      	handle @acme-challenge {
      		root * \#(webroot)
      		header Content-Type text/plain
      		header X-Content-Type-Options nosniff
      		file_server
      	}
      }

      """#
  }

  private static let caddyHead = [
    "Put this at the top of /etc/caddy/Caddyfile, behind the global options, and import",
    "it in every site on port 80 (`:80` is every host). A redirect belongs into a",
    "`handle` behind it, because a bare `redir` comes before every `handle`:",
    "    :80 {",
    "        import acme-challenge",
    "        handle {",
    "            redir https://{host}{uri} permanent",
    "        }",
    "    }",
    "Then: caddy validate --config /etc/caddy/Caddyfile && systemctl reload caddy",
  ]
}
