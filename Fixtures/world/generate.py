"""Makes everything that the world's servers read, from names/*.table and addresses.table.   generate.py WORLD namespace|loopback"""
import json
import os
import shlex
import sys
from pathlib import Path

import acme
import nginx
import table
import zones


def main(directory, mode):
    directory = Path(directory)
    addresses = table.addresses(mode)
    rows = table.rows()
    (directory / "webroot/.well-known/acme-challenge").mkdir(parents=True)
    (directory / "account/private").mkdir(parents=True)
    (directory / "tls").mkdir()

    names = ca_names(addresses, mode)
    certificates(directory, names, addresses)
    key = acme.Key.generate(directory / "account/private/key.pem")
    (directory / "thumbprint").write_text(key.thumbprint + "\n")

    built = zones.build(rows, addresses)
    dns_faults = zones.write(built, directory, addresses)
    tcp_faults = [{"address": a.address, "mode": a.argument} for a in addresses.values() if a.role == "fault"]
    (directory / "faults.json").write_text(json.dumps({
        "dns": dns_faults, "tcp": tcp_faults, "pages": nginx.pages(rows), "thumbprint": key.thumbprint, "tls": str(directory / "tls/self"),
        "doh": [a.address for a in addresses.values() if a.role == "fault-doh"],
        "certificate": str(directory / "tls/ca-server.pem"), "key": str(directory / "tls/ca-server.key"),
        "raw": {row.name: row.http.split(" ", 1)[1].replace("//30.77.", "//127.77." if mode == "loopback" else "//30.77.") for row in rows if row.http.startswith("raw ")}}))
    (directory / "nginx.conf").write_text(nginx.configuration(directory, rows, addresses, key.thumbprint))
    (directory / "pebble.json").write_text(json.dumps({"pebble": {
        "listenAddress": f"{addresses['pebble4'].address}:14000", "managementListenAddress": f"{addresses['pebble4'].address}:15000",
        "certificate": str(directory / "tls/ca-server.pem"), "privateKey": str(directory / "tls/ca-server.key"),
        "httpPort": 80, "tlsPort": 443, "ocspResponderURL": "", "externalAccountBindingRequired": False,
        # A binding that is given is verified.
        "externalAccountMACKeys": {"platform": "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W"}}}))
    kernel(directory, addresses)

    # What needs a namespace is listed, so that tests can say what they skip.
    if mode == "loopback":
        everything = table.addresses()
        lost = lambda s: s in everything and s not in addresses
        silent_hosts = {a.host for s, a in everything.items() if a.host and lost(s)}

        def needs(row):
            """A sound IPv6 front end beside a sound IPv4 one is no loss; all else that is missing here may be the row's point."""
            symbols = [d for k, d in row.records if k in ("A", "AAAA") and d in everything]
            sound = all(everything[s].argument == "platform" for s in symbols) and not all(map(lost, symbols)) and "ns" not in row.options
            return any(map(lost, symbols)) and not sound or "--resolver" in row.given or bool(silent_hosts & set(row.options.get("ns", "").split(",")))

        skipped = [r.name for r in rows if needs(r)]
        (directory / "needs-namespace").write_text("".join(f"{name}\n" for name in skipped))
    else:
        (directory / "needs-namespace").write_text("")

    at = lambda symbol: addresses[symbol].address
    loopback = mode == "loopback"
    values = {
        "PREFLIGHT_WORLD": directory, "WORLD_MODE": mode,
        "WORLD_TARGET": "127.77.1.0/24" if loopback else "30.77.1.0/24,2a00:77:1::/64",
        "WORLD_THUMBPRINT": key.thumbprint, "WORLD_WEBROOT": directory / "webroot",
        "WORLD_DIRECTORY": f"https://{names['counter']}/dir", "WORLD_ACCOUNT_DIR": directory / "account",
        "WORLD_COUNTER": directory / "counter.ndjson", "WORLD_PEBBLE_LOG": directory / "log/pebble",
        "WORLD_CA_FILE": directory / "ca.pem", "WORLD_RESOLVER": at("resolver4"), "WORLD_HOOK": Path(__file__).parent / "hook",
        "WORLD_ARGS": f"--resolver {at('resolver4')} --allow-reserved 127.0.0.0/8" if loopback else "",
        "PEBBLE_DIRECTORY": f"https://{names['pebble']}:14000/dir",
    }
    inside = {"ROOT": at("root4"), "TLD": at("tld4"), "DNS": at("dns4a"), "OTHER": at("dns4other"), "REFUSED": at("dns4refused"),
              "SERVFAIL": at("dns4servfail"), "RESOLVER": at("resolver4"), "PLATFORM": at("platform4a"), "FAULT": dns_faults[-1]["address"],
              "PEBBLE": at("pebble4"), "COUNTER": at("ca4")}
    (directory / "env").write_text("".join(f"export {k}={shlex.quote(str(v))}\n" for k, v in values.items()))
    (directory / "servers").write_text("".join(f"{k}={v}\n" for k, v in inside.items()))


def ca_names(addresses, mode):
    """Where the CA is reached: by name in a namespace, by address where the system's resolver is not ours to replace."""
    if mode == "loopback":
        return {"counter": addresses["ca4"].address, "pebble": addresses["pebble4"].address}
    return {"counter": "ca.dev", "pebble": "pebble.ca.dev"}


def certificates(directory, names, addresses):
    """A root for the CA's own HTTPS, put into a copy of the system's bundle; and a self-signed certificate for the web servers."""
    tls = directory / "tls"
    new = ("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30")
    zones.run(*new, "-subj", "/CN=The world's root", "-keyout", "root.key", "-out", "../ca.pem", cwd=tls)
    sans = ("subjectAltName=DNS:ca.dev,DNS:pebble.ca.dev,DNS:doh.dev,DNS:localhost,IP:"
            + ",IP:".join(addresses[s].address for s in ("ca4", "pebble4", "doh4", "dohfault4")))
    zones.run(*new, "-CA", "../ca.pem", "-CAkey", "root.key", "-subj", "/CN=ca.dev", "-addext", sans,
              "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", "ca-server.key", "-out", "ca-server.pem", cwd=tls)
    zones.run(*new, "-subj", "/CN=self-signed", "-keyout", "self.key", "-out", "self.pem", cwd=tls)
    # What old or peculiar servers have: keys of RSA, long ones and short ones, and parameters for DHE.
    for name, bits in (("rsa", 2048), ("rsa-1024", 1024)):
        zones.run("openssl", "req", "-x509", "-newkey", f"rsa:{bits}", "-nodes", "-days", "30", "-subj", "/CN=self-signed",
                  "-keyout", f"{name}.key", "-out", f"{name}.pem", cwd=tls)
    zones.run("openssl", "genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048", "-out", "dh.pem", cwd=tls)
    bundle = Path("/etc/ssl/certs/ca-certificates.crt").read_text()
    (directory / "ca-certificates.crt").write_text(bundle + (directory / "ca.pem").read_text())


def kernel(directory, addresses):
    """Addresses, unreachable routes and black holes. A black hole drops what comes in: the caller sees nothing, as on the Internet."""
    ip, nft = ["link set lo up"], []
    for a in addresses.values():
        v6 = a.family == 6
        if a.role == "unreachable":
            ip.append(f"route add unreachable {a.address}")
            continue
        ip.append(f"addr add {a.address}/{'128 dev lo nodad' if v6 else '32 dev lo'}")
        if a.role == "blackhole":
            nft.append(f"    {'ip6' if v6 else 'ip'} daddr {a.address} drop")
    (directory / "ip.batch").write_text("\n".join(ip) + "\n")
    (directory / "nft.rules").write_text(
        "table inet world {\n  chain input {\n    type filter hook input priority 0;\n" + "\n".join(nft) + "\n  }\n}\n")


if __name__ == "__main__":
    os.umask(0o077)
    main(*sys.argv[1:])
