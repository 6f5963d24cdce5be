extension PageSignature {
  /// Pages that let only browsers pass which run their script. A CA runs none.
  static let challenges: [PageSignature] = [
    .init(
      "Cloudflare", headers: [.init(name: "cf-mitigated", value: "challenge")],
      from: "developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response"),
    .init("Cloudflare", body: "_cf_chl_opt", from: "the page's script"),
    .init(
      "Cloudflare", body: "<title>just a moment...</title>",
      headers: [.init(name: "server", value: "cloudflare", isPrefix: true)], from: "the page's title"),
    .init(
      "nginx testcookie", body: "tonumbers(", "slowaes",
      from: "kyprizel/testcookie-nginx-module; free hosting services such as InfinityFree"),
    .init("nginx testcookie", body: "tonumbers(", "__test=", from: "as above"),
    .init("nginx testcookie", body: "var a=tonumbers", from: "Let's Debug's BlockedByNginxTestCookie"),
    .init("DDoS-Guard", body: "check.ddos-guard.net", from: "the page's script"),
    .init("DDoS-Guard", body: "/.well-known/ddos-guard/", from: "the page's script"),
    .init("Sucuri", body: "sucuri_cloudproxy_js", from: "the page's script"),
    .init("Imperva", body: "_incapsula_resource", from: "the page's script and frame"),
    .init(
      "AWS WAF", headers: [.init(name: "x-amzn-waf-action", value: "challenge", isPrefix: true)],
      from: "docs.aws.amazon.com: how the CAPTCHA and Challenge actions work"),
    .init(
      "AWS WAF", headers: [.init(name: "x-amzn-waf-action", value: "captcha", isPrefix: true)], from: "as above"),
    .init("SiteGround", body: "/.well-known/sgcaptcha/", from: "the page's refresh"),
    .init("Anubis", body: "/.within.website/x/cmd/anubis/", from: "TecharoHQ/anubis: the page's parts"),
    .init(
      "Vercel", headers: [.init(name: "x-vercel-mitigated", value: "challenge", isPrefix: true)],
      from: "vercel.com/docs: attack challenge mode"),
  ]
}
