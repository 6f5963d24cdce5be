"""What the proxy does to orders in the CA's stead, by the names asked for, because Pebble cannot: problems as answer to newOrder,
worded as by Let's Encrypt (letsencrypt.org/docs/rate-limits, Boulder's ratelimits package); and answers that do not arrive."""
import json
import re
from datetime import datetime, timedelta, timezone

SECONDS = 7200      # until the limits that close have room again
PAGE = "https://letsencrypt.org/docs/rate-limits/"


def limited(what, anchor):
    return lambda name, until: (429, "rateLimited", f"{what(name)}, retry after {until:%Y-%m-%d %H:%M:%S} UTC: see {PAGE}#{anchor}", SECONDS)


RULES = {
    "limit-orders": limited(lambda name: "too many new orders (300) from this account in the last 3h0m0s", "new-orders-per-account"),
    "limit-domain": limited(lambda name: f'too many certificates (50) already issued for "{name}" in the last 168h0m0s',
                            "new-certificates-per-registered-domain"),
    "limit-set": limited(lambda name: f"too many certificates (5) already issued for this exact set of identifiers in the last 168h0m0s",
                         "new-certificates-per-exact-set-of-identifiers"),
    "paused": lambda name, until: (429, "rateLimited", f"Your account is temporarily prevented from requesting certificates for {name} "
                                   "and possibly others. Please visit: https://portal.example/sfe/v1/unpause?jwt=x", None),
    "refused": lambda name, until: (400, "rejectedIdentifier", f'Cannot issue for "{name}": The ACME server refuses to issue a certificate '
                                    "for this domain name, because it is forbidden by policy", None),
    "busy": lambda name, until: BUSY,
}


BUSY = 503, "rateLimited", "Service busy; retry later.", 120


def kind_of(names):
    """lost: the order is made, and the connection ends without the reply. late-busy: it is made, and the CA has no time afterwards."""
    for name in names:
        match = re.search(r"(?:^|\.)(([a-z-]+)-\d+\.shop)$", name)
        if match and (match[2] in RULES or match[2] in ("lost", "late-busy")):
            return match[2], match[1]
    return None, None


def answer(status, kind, detail, seconds):
    """Status, headers and body."""
    headers = {"Content-Type": "application/problem+json", **({"Retry-After": str(seconds)} if seconds else {})}
    return status, headers, json.dumps({"type": f"urn:ietf:params:acme:error:{kind}", "detail": detail, "status": status}, indent=2).encode()


def refusal(names):
    """What newOrder is answered; None where the CA shall answer."""
    kind, name = kind_of(names)
    if kind not in RULES:
        return None
    return answer(*RULES[kind](name, datetime.now(timezone.utc) + timedelta(seconds=SECONDS)))
