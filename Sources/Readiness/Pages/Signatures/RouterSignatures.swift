extension PageSignature {
  private static let letsDebug = "Let's Debug's PortForwarding"

  /// Routers', modems' and switches' own pages: the port is not passed on to the web server behind.
  static let routers: [PageSignature] = [
    .init("micro_httpd", server: "micro_httpd", from: letsDebug),
    .init("mini_httpd", server: "mini_httpd", from: "ACME Labs' server for small devices"),
    .init("Cisco IOS", server: "cisco-ios", from: letsDebug),
    .init("LANCOM", server: "lancom", from: letsDebug),
    .init("ZTE", server: "zte web server", from: letsDebug),
    .init("ZTE", server: "mini web server 1.0 zte", from: letsDebug),
    .init("RomPager", server: "rompager", from: "Allegro's server for small devices"),
    .init("RomPager", server: "allegro-software-rompager", from: "Allegro's server for small devices"),
    .init("GoAhead", server: "goahead-webs", from: "Embedthis' server for small devices"),
    .init("Boa", server: "boa/", from: "a server for small devices, unmaintained since 2005"),
    .init("TP-Link", server: "router webserver", from: "the devices' answers"),
    .init("TP-Link", server: "tp-link", from: "the devices' answers"),
    .init("TP-Link", realm: "tp-link", from: "the devices' answers"),
    .init("NETGEAR", realm: "netgear", from: "the devices' answers"),
    .init("Linksys", realm: "linksys", from: "the devices' answers"),
    .init("Cisco IOS", realm: "level_15", from: "the devices' answers"),
    .init("an ADSL modem", realm: "adsl modem", from: "the devices' answers"),
    .init("a DSL router", realm: "dsl router", from: "the devices' answers"),
    .init("MikroTik RouterOS", body: "routeros router configuration page", from: "the page's title"),
    .init("FRITZ!Box", body: "<title>fritz!box", from: "the page's title"),
    .init("Speedport", body: "<title>speedport", from: "the page's title"),
    .init("TP-Link", body: "<title>tp-link", from: "the page's title"),
  ]
}
