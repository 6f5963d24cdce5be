"""Lists the orders of an account at Pebble, one JSON object a line: url, status, names.   orders.py WORLD ACCOUNT-KEY"""
import json
import os
import re
import sys
import urllib.parse
from pathlib import Path

import acme

world, key = Path(sys.argv[1]), acme.Key(sys.argv[2])
client = acme.Client(os.environ["PEBBLE_DIRECTORY"], key, world / "ca.pem")
client.account(create=False)


def here(url):
    """Pebble keeps the address by which the account was made, which may have been a proxy's."""
    return url and urllib.parse.urljoin(os.environ["PEBBLE_DIRECTORY"], urllib.parse.urlsplit(url)._replace(scheme="", netloc="").geturl())


page = here(client.post(client.kid)[2].get("orders"))
while page:
    status, headers, reply = client.post(page)
    for url in reply.get("orders", []):
        order = client.post(here(url))[2]
        print(json.dumps({"url": url, "status": order.get("status"), "names": sorted(i["value"] for i in order.get("identifiers", []))}))
    links = ", ".join(headers.get_all("Link") or [])
    found = re.search(r'<([^>]*)>;rel="next"', links)
    page = here(found and found.group(1))
