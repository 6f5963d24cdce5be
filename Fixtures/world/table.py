"""Reads names/*.table and addresses.table. README.md describes their format."""
import itertools
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent


def expand(text):
    """'x-[001-003]' -> x-001, x-002, x-003; the width of the first number is kept."""
    match = re.search(r"\[(\d+)-(\d+)\]", text)
    if not match:
        return [text]
    first, last = match.groups()
    return [text[:match.start()] + str(n).zfill(len(first)) + text[match.end():] for n in range(int(first), int(last) + 1)]


def lines(path, columns):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != columns:
            raise SystemExit(f"{path.parent.name}/{path.name}:{number}: {len(cells)} columns, not {columns}")
        yield f"{path.parent.name}/{path.name}:{number}", cells


@dataclass
class Address:
    symbol: str
    address: str
    role: str       # nsd, nginx, fault, fault-dns, closed, blackhole, unreachable, …
    argument: str
    host: str

    @property
    def family(self):
        return 6 if ":" in self.address else 4


@dataclass
class Row:
    name: str
    records: list   # of (type, rdata) as written, ranges expanded
    http: str
    given: str
    verdict: str
    codes: list
    ca: str
    note: str
    where: str      # file and line
    options: dict = field(default_factory=dict)  # ns, parent-ns, sign, ttl, tld


def addresses(mode="namespace"):
    found = {}
    for _, (symbols, values, role, hosts) in lines(HERE / "addresses.table", 4):
        names = expand(hosts) if "[" in hosts else [hosts] * len(expand(symbols))
        for symbol, address, host in zip(expand(symbols), expand(values), names, strict=True):
            if mode == "loopback":
                if ":" in address or role in ("blackhole", "unreachable"):
                    continue
                address = address.replace("30.77.", "127.77.", 1)
            word, _, argument = role.partition(" ")
            found[symbol] = Address(symbol, address, word, argument, host)
    return found


def split_records(text):
    """Splits at ';' outside quotes."""
    return [part.strip() for part in re.findall(r'(?:[^;"]|"[^"]*")+', text) if part.strip()]


def rows():
    found, seen = [], {}
    every = itertools.chain.from_iterable(lines(path, 8) for path in sorted((HERE / "names").glob("*.table")))
    for where, (names, records, http, given, verdict, codes, ca, note) in every:
        for column, value, allowed in (("given", given.split()[0], "both probe target none -"), ("verdict", verdict, "ready not-ready undetermined -"),
                                       ("ca", ca, "valid invalid differs -")):
            if value not in allowed.split():
                raise SystemExit(f"{where}: {column} is {value!r}, not one of: {allowed}")
        # Pebble's word is the proof of ours, except where Pebble itself departs from the CA's rules; then the note says how.
        if (ca, verdict) in (("valid", "not-ready"), ("invalid", "ready")) or (ca == "differs" and len(note) < 5):
            raise SystemExit(f"{where}: ca is {ca} and the verdict {verdict}: `differs` and a note are due")
        parsed, options = [], {}
        for item in split_records("" if records == "-" else records):
            if item == "tld":
                options["tld"] = True
            elif re.match(r"(ns|parent-ns|sign|ttl)=", item):
                key, value = item.split("=", 1)
                options[key] = value
            elif item.startswith("CAA-many "):      # enough CAA records for an answer that UDP does not hold
                parsed += [("CAA", f'0 iodef "mailto:abuse-report-address-number-{n:03}@mail.dns.dev"') for n in range(int(item.split()[1]))]
            else:
                kind, _, data = item.partition(" ")
                if not re.match(r"(other:|stale:)?[A-Z0-9]+$", kind):
                    raise SystemExit(f"{where}: no such record: {item}")
                parsed += [(kind, one.strip()) for one in (expand(data) if kind in ("A", "AAAA") else [data])]
        for name in expand(names):
            if name in seen:
                raise SystemExit(f"{where}: {name} stands in {seen[name]} already")
            seen[name] = where
            fill = lambda text: text.replace("{name}", name).replace("{parent}", name.partition(".")[2])
            # `{name}` and `{parent}` (without its first label) let a range have records and redirects of its own.
            found.append(Row(name, [(k, fill(d)) for k, d in parsed], fill(http), given, verdict,
                             [] if codes == "-" else [c.strip() for c in codes.split(",")], ca, note, where, dict(options)))
    return found


def expectations(path):
    """For a list of orders (names separated by white space): each order, and the names in it that are not ready."""
    verdicts = {row.name: row.verdict for row in rows()}
    for line in Path(path).read_text().splitlines():
        names = line.split("#")[0].split()
        if names:
            yield names, [name for name in names if verdicts[name] != "ready"]


if __name__ == "__main__":      # table.py LIST: a line for each order, "ready" or "broken" before its names
    for names, broken in expectations(sys.argv[1]):
        print("broken" if broken else "ready", *names)
