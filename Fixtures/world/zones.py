"""Makes the DNS side: zone files (signed where asked), nsd and unbound configurations, data for the DNS fault server."""
import subprocess
from concurrent.futures import ThreadPoolExecutor

from table import expand

SOA = "@ 60 IN SOA ns.dns.dev. hostmaster.dns.dev. 1 3600 600 86400 5\n"
# Hosts that name servers may have without an address of their own: one that does not exist, and an alias of `a`.
NO_HOST, ALIAS = "nowhere", "alias"


class Zone:
    def __init__(self, name):
        self.name = name            # without the trailing dot; "" is the root
        self.records = []           # (owner, type, rdata)
        self.other = []             # what the name server `other` says instead
        self.stale = []             # what the resolver `stale` still says
        self.ns = ["a", "b"]        # as the zone names them; `@a`: a host of the zone's own with the addresses of `a`
        self.parent_ns = None       # as the zone above names them, where that differs
        self.ttl = 60
        self.sign = None            # good, tampered, wrong-ds, expired
        self.tld = False
        self.ds = ""

    @property
    def file(self):
        return f"zones/{self.name or 'root'}.zone"

    def text(self, records):
        return SOA + "".join(f"{owner}. {self.ttl} IN {kind} {data}\n" for owner, kind, data in records)

    def hosts(self):
        """All hosts that serve the zone, as addresses.table has them."""
        return list(dict.fromkeys("a" if h == ALIAS else h.lstrip("@") for h in self.ns + (self.parent_ns or [])))

    def delegation(self, ns, hosts):
        """NS records, and A and AAAA of hosts of the zone's own."""
        name = lambda h: f"{h[1:]}.{self.name}" if h.startswith("@") else f"{h}.dns.dev"
        records = [(self.name, "NS", name(h) + ".") for h in ns]
        return records + [(name(h), "A" if a.family == 4 else "AAAA", a.address) for h in ns if h.startswith("@") for a in hosts[h[1:]]]


def build(rows, addresses):
    """The zones, deepest first: a zone's DS must be there before its parent is signed."""
    zones = {"": Zone("")}
    for row in rows:
        if "tld" in row.options:
            zones[row.name] = Zone(row.name)
            zones[row.name].tld = True
    suffixes = [z for z in zones if z]
    hosts = {}
    for a in addresses.values():
        if a.host:
            hosts.setdefault(a.host, []).append(a)

    zones["dns.dev"] = Zone("dns.dev")
    for host, found in hosts.items():
        for a in found:
            zones["dns.dev"].records.append((f"{host}.dns.dev", "A" if a.family == 4 else "AAAA", a.address))
    zones["dns.dev"].records.append((f"{ALIAS}.dns.dev", "CNAME", "a.dns.dev."))

    v6 = any(a.family == 6 for a in addresses.values())
    for row in rows:
        if not row.records and not row.options:
            continue
        if "tld" in row.options:
            zone = zones[row.name]
        else:
            suffix = max((s for s in suffixes if row.name.endswith("." + s)), key=len, default=None)
            if suffix is None:
                raise SystemExit(f"{row.where}: {row.name} is under no suffix that the table has a `tld` row for")
            apex = row.name[:-len(suffix) - 1].split(".")[-1] + "." + suffix
            zone = zones.setdefault(apex, Zone(apex))
        zone.ttl = int(row.options.get("ttl", zone.ttl))
        for option in ("ns", "parent-ns"):
            if option in row.options:
                names = [n for text in row.options[option].split(",") for n in expand(text)]
                setattr(zone, option.replace("-", "_"), names)
                for host in names:
                    # Outside a namespace black holes do not exist; their zones are among the rows that are left out.
                    if host.lstrip("@") not in (*hosts, NO_HOST, ALIAS) and v6:
                        raise SystemExit(f"{row.where}: no address has the host {host}")
        zone.sign = row.options.get("sign", zone.sign)
        for kind, data in row.records:
            where = {"other": zone.other, "stale": zone.stale}.get(kind.partition(":")[0], zone.records)
            kind = kind.rpartition(":")[2]
            if kind in ("A", "AAAA"):
                if data in addresses:
                    data = addresses[data].address
                elif not any(c in data for c in ".:"):
                    if v6:
                        raise SystemExit(f"{row.where}: no address is called {data}")
                    continue
            if kind == "CNAME":
                data = data.rstrip(".") + "."
            where.append((row.name, kind, data))

    for zone in zones.values():
        zone.sign = zone.sign or ("good" if zone.tld or zone.name == "" else None)
        parent = zones[max((z for z in zones if zone.name != z and (zone.name.endswith("." + z) or z == "")), key=len)] if zone.name else None
        if zone.name == "" or zone.tld:
            role = "nsd root" if zone.name == "" else "nsd tld"
            host = "ns.root" if zone.name == "" else f"ns.nic.{zone.name}"
            delegation = [(zone.name, "NS", host + ".")]
            for a in addresses.values():
                if f"{a.role} {a.argument}" == role:
                    delegation.append((host, "A" if a.family == 4 else "AAAA", a.address))
        else:
            delegation = zone.delegation(zone.ns, hosts)
            if zone.name == "dns.dev":
                delegation += [r for r in zone.records if r[0].split(".")[0] in zone.ns]
        zone.own = [d for d in delegation if d not in zone.records]
        if parent:
            parent.records += zone.delegation(zone.parent_ns, hosts) if zone.parent_ns else delegation
    return sorted(zones.values(), key=lambda z: -len(z.name.split(".")) if z.name else 0)


def run(*command, cwd):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def sign(zone, directory):
    """Signs with one key. The damaged kinds are made from a zone that was sound when signed."""
    path = directory / zone.file
    key = run("ldns-keygen", "-a", "ECDSAP256SHA256", "-k", "-r", "/dev/urandom", zone.name or ".", cwd=directory / "zones")
    dates = ["-i", "20200101000000", "-e", "20200201000000"] if zone.sign == "expired" else []
    run("ldns-signzone", *dates, "-f", f"{path}.signed", str(path), key, cwd=directory / "zones")
    text = (directory / f"{zone.file}.signed").read_text()
    if zone.sign == "tampered":
        # An address that its signature was not made for.
        address = next(data for _, kind, data in zone.records if kind == "A")
        text = text.replace(f"\tA\t{address}\n", f"\tA\t{address.rsplit('.', 1)[0]}.2\n")
    path.write_text(text)
    zone.ds = (directory / "zones" / f"{key}.ds").read_text()
    zone.key = (directory / "zones" / f"{key}.key").read_text()
    if zone.sign == "wrong-ds":
        head, digest = zone.ds.split(";")[0].rstrip().rsplit(None, 1)
        zone.ds = f"{head} {digest[::-1]}\n"


def write(zones, directory, addresses):
    (directory / "zones").mkdir()
    # Deepest first, one level at a time, so that a parent has its children's DS.
    depth = lambda z: len(z.name.split(".")) if z.name else 0
    with ThreadPoolExecutor() as pool:
        for level in sorted({depth(z) for z in zones}, reverse=True):
            here = [z for z in zones if depth(z) == level]
            for zone in here:
                children = [c for c in zones if c.ds and c is not zone and parent_of(c, zones) is zone]
                apex = [(zone.name, k, d) if o == zone.name else (o, k, d) for o, k, d in zone.own]
                (directory / zone.file).write_text(f"$ORIGIN {zone.name}.\n" + zone.text(apex + zone.records) + "".join(c.ds for c in children))
            list(pool.map(lambda z: sign(z, directory), [z for z in here if z.sign]))
    for zone in zones:
        if zone.other:
            (directory / (zone.file + ".other")).write_text(f"$ORIGIN {zone.name}.\n" + zone.text(zone.own + zone.other))
    (directory / "root.key").write_text(zones[-1].key)

    instances, faults = {}, {}
    for a in addresses.values():
        if a.role == "nsd":
            instances.setdefault(a.argument, []).append(a)
        elif a.role == "fault-dns":
            faults[a.host] = {"address": a.address, "mode": a.argument, "records": {}, "others": {}, "resolvers": [r.address for r in addresses.values() if r.role == "unbound"]}
    served = {name: [] for name in instances}
    for zone in zones:
        if zone.name == "":
            served["root"].append((zone, zone.file))
        elif zone.tld:
            served["tld"].append((zone, zone.file))
        else:
            for host in zone.hosts():
                if host in faults:
                    for part, records in (("records", zone.records), ("others", zone.other)):
                        for owner, kind, data in zone.own + records:
                            faults[host][part].setdefault(owner, {}).setdefault(kind, []).append(data)
                    continue
                for a in addresses.values():
                    if a.host != host or a.role != "nsd" or a.argument == "refused":
                        continue
                    file = {"other": zone.file + ".other", "servfail": "zones/none"}.get(a.argument, zone.file)
                    if (zone, file) not in served[a.argument]:
                        served[a.argument].append((zone, file))
    for name, found in instances.items():
        (directory / f"nsd.{name}.conf").write_text(
            "server:\n" + "".join(f"  ip-address: {a.address}\n" for a in found)
            + f'  username: ""\n  chroot: ""\n  zonesdir: "{directory}"\n  pidfile: ""\n  database: ""\n  xfrdfile: ""\n'
            + f'  zonelistfile: "{directory}/nsd.{name}.list"\n  xfrdir: "{directory}"\n  logfile: "{directory}/log/nsd.{name}"\n'
            + "  server-count: 1\n  rrl-ratelimit: 0\n  rrl-whitelist-ratelimit: 0\n  tcp-count: 500\nremote-control:\n  control-enable: no\n"
            + "".join(f'zone:\n  name: "{z.name}."\n  zonefile: "{file}"\n' for z, file in served[name]))
    root = [a for a in addresses.values() if (a.role, a.argument) == ("nsd", "root")]
    (directory / "root.hints").write_text(". 3600 NS ns.root.\n" + "".join(f"ns.root. 3600 {'A' if a.family == 4 else 'AAAA'} {a.address}\n" for a in root))
    listen = [a for a in addresses.values() if a.role == "unbound"]
    # Where unbound knows the option, an answer that took more than 1.9 s is otherwise dropped: silence instead of SERVFAIL.
    patience = "  discard-timeout: 60000\n"
    (directory / "probe.conf").write_text("server:\n" + patience)
    if subprocess.run(["unbound-checkconf", directory / "probe.conf"], capture_output=True).returncode:
        patience = ""
    (directory / "probe.conf").unlink()

    def resolver(file, here, modules, more):
        (directory / file).write_text(UNBOUND.format(
            interfaces="".join(f"  interface: {a}\n" for a in here)
            # Questions come from the same addresses, so that a name server can tell the resolver from others.
            + "".join(f"  outgoing-interface: {a}\n" for a in here if "@" not in a), directory=directory, modules=modules,
            ip6="yes" if any(a.family == 6 for a in root) else "no", more=patience + more))

    doh = [f"{a.address}@443" for a in addresses.values() if a.role == "unbound-doh"]
    resolver("unbound.conf", [a.address for a in listen] + doh, "validator iterator", DOH.format(directory=directory) if doh else "")
    for a in addresses.values():
        if a.role == "resolver":
            stale = "".join(f'  local-zone: "{owner}." transparent\n  local-data: "{owner}. 31 IN {kind} {data}"\n'
                            for zone in zones for owner, kind, data in zone.stale)
            modules = "iterator" if a.argument == "unchecked" else "validator iterator"
            resolver(f"unbound.{a.argument}.conf", [a.address], modules, {"stale": stale, "limited": LIMITED}.get(a.argument, ""))
    (directory / "resolv.conf").write_text(f"nameserver {listen[0].address}\noptions timeout:5\n")
    return list(faults.values())


def parent_of(zone, zones):
    return max((z for z in zones if z is not zone and (z.name == "" or zone.name.endswith("." + z.name))), key=lambda z: len(z.name), default=None)


# TTLs are capped as a CA caps them; the time limits make a silent zone fail in seconds, not minutes.
UNBOUND = """server:
{interfaces}  access-control: 0.0.0.0/0 allow
  access-control: ::/0 allow
  username: ""
  chroot: ""
  directory: "{directory}"
  logfile: ""
  use-syslog: no
  verbosity: 1
  do-ip6: {ip6}
  do-not-query-localhost: no
  root-hints: "{directory}/root.hints"
  trust-anchor-file: "{directory}/root.key"
  module-config: "{modules}"
  ede: yes
  use-caps-for-id: yes
  qname-minimisation: yes
  cache-max-ttl: 60
  cache-max-negative-ttl: 5
  infra-host-ttl: 60
  infra-cache-max-rtt: 1000
  unknown-server-time-limit: 200
  outbound-msg-retry: 2
  num-threads: 1
  outgoing-range: 4096
  num-queries-per-thread: 2048
  incoming-num-tcp: 500
  edns-buffer-size: 1232
  max-udp-size: 1232
{more}remote-control:
  control-enable: no
"""

# DNS over HTTPS, on an address where nothing else is.
DOH = """  https-port: 443
  http-endpoint: "/dns-query"
  tls-service-key: "{directory}/tls/ca-server.key"
  tls-service-pem: "{directory}/tls/ca-server.pem"
"""

# What is above so many questions a second from one address is dropped.
LIMITED = """  ip-ratelimit: 40
  ip-ratelimit-factor: 0
"""
