extension ProbeConfig {
  // A virtual host that rewrites inherits the RewriteRule, before its own; one that does not obeys Redirect, and that of
  // a location comes before the virtual host's. The text of a status may be an expression, and 200 is a status.
  // `\z`: `$` would match before a line feed (%0A) at the end.

  static func apache(thumbprint: String) -> String {
    head(apacheHead + apacheReload)
      + #"""
      RewriteEngine On
      RewriteOptions InheritDownBefore
      RewriteRule "^/\.well-known/acme-challenge/[A-Za-z0-9_-]+\z" - [R=200,L]
      <LocationMatch "^/\.well-known/acme-challenge/(?<token>[A-Za-z0-9_-]+)\z">
          Redirect 200
          ErrorDocument 200 "%{env:MATCH_TOKEN}.\#(thumbprint)"
          Header always set Content-Type text/plain
          Header always set X-Content-Type-Options nosniff
      </LocationMatch>

      """#
  }

  static func apache(webroot: String) -> String {
    let path = webroot == "/" ? "" : webroot
    return head(
      apacheHead + ["A virtual host that redirects by `Redirect` needs the line `RewriteEngine On` besides."]
        + apacheReload)
        + #"""
        RewriteEngine On
        RewriteOptions InheritDownBefore
        RewriteRule "^/\.well-known/acme-challenge/([A-Za-z0-9_-]+)\z" "\#(path)/.well-known/acme-challenge/$1" [END]
        <Directory "\#(path)/.well-known/acme-challenge">
            Require all granted
            AllowOverride None
            Options None
            ForceType text/plain
            Header always set X-Content-Type-Options nosniff
        </Directory>

        """#
  }

  private static let apacheHead = [
    "Save this as /etc/apache2/conf-available/acme-challenge.conf. It holds for every",
    "virtual host, before its redirects; none needs a line of its own.",
  ]

  private static let apacheReload = [
    "Then: a2enmod rewrite headers && a2enconf acme-challenge",
    "      apachectl configtest && systemctl reload apache2",
  ]
}
