"""Authoritative name servers with one fault each."""
import asyncio
import shlex
import socket
import struct

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "TXT": 16, "AAAA": 28, "CAA": 257}
NOERROR, FORMERR, SERVFAIL, NXDOMAIN, REFUSED = 0, 1, 2, 3, 5


def wire(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.rstrip(".").split(".") if label) + b"\0"


def rdata(kind, text):
    if kind in ("A", "AAAA"):
        return socket.inet_pton(socket.AF_INET if kind == "A" else socket.AF_INET6, text)
    if kind in ("NS", "CNAME"):
        return wire(text)
    if kind == "TXT":
        return b"".join(bytes([len(part)]) + part.encode() for part in shlex.split(text))
    if kind == "CAA" and text == "broken":
        return bytes([0, 200]) + b"issue"       # a tag longer than the record
    if kind == "CAA":
        flags, tag, value = text.split(None, 2)
        return bytes([int(flags), len(tag)]) + tag.encode() + value.strip('"').encode()
    return wire("ns.dns.dev") + wire("hostmaster.dns.dev") + struct.pack("!5I", 1, 3600, 600, 86400, 5)


def reply(query, fault, peer, tcp):
    """The answer to one query, or None for silence."""
    mode, records = fault["mode"], fault["records"]
    if mode == "two-faced" and peer in fault["resolvers"]:
        records = fault["others"]
    has_edns = query[10:12] != b"\0\0"
    end, labels = 12, []
    while query[end]:
        labels.append(query[end + 1:end + 1 + query[end]])
        end += query[end] + 1
    name = b".".join(labels).decode("latin-1").lower()
    kind, = struct.unpack_from("!H", query, end + 1)
    question = query[12:end + 5]
    if mode == "lower-case":
        question = question[:-4].lower() + question[-4:]
    if mode == "caa-silent" and kind == TYPES["CAA"]:
        return None
    if mode == "drops-edns" and has_edns:
        return None
    if mode == "no-edns" and has_edns or mode == "shy" and peer not in fault["resolvers"]:
        return query[:2] + struct.pack("!HHHHH", 0x8000 | (REFUSED if mode == "shy" else FORMERR), 1, 0, 0, 0) + question
    if mode == "upward":
        return query[:2] + struct.pack("!HHHHH", 0x8000, 1, 0, 1, 0) + question + b"\0" + struct.pack("!HHIH", TYPES["NS"], 1, 60, 9) + wire("ns.root")
    broken = {"caa-servfail": "CAA", "txt-servfail": "TXT", "aaaa-servfail": "AAAA", "a-servfail": "A"}.get(mode)
    flags, rcode, answers = 0x8000 if mode == "no-authority" else 0x8400, NOERROR, []
    if broken and kind == TYPES[broken] or mode == "caa-apex-servfail" and kind == TYPES["CAA"] and "NS" in records.get(name, {}):
        rcode = SERVFAIL
    elif mode in ("truncates", "tcp-only") and not tcp:
        flags |= 0x0200
    elif name not in records:
        rcode = NOERROR if any(owner.endswith("." + name) for owner in records) else NXDOMAIN
    else:
        answers = [(t, text) for t, texts in records[name].items() if kind in (TYPES.get(t), 255) or t == "CNAME" for text in texts]
    authority = []
    if not answers and rcode != SERVFAIL and not flags & 0x0200:
        authority = [(owner, "SOA", "") for owner, found in records.items() if "NS" in found and ("." + name).endswith("." + owner)]
    header = query[:2] + struct.pack("!HHHHH", flags | rcode, 1, len(answers), len(authority), 0)
    record = lambda owner, t, text: owner + struct.pack("!HHIH", TYPES[t], 1, 60, len(rdata(t, text))) + rdata(t, text)
    return (header + question + b"".join(record(question[:-4], t, text) for t, text in answers)
            + b"".join(record(wire(owner), t, text) for owner, t, text in authority))


class UDP(asyncio.DatagramProtocol):
    def __init__(self, fault):
        self.fault = fault

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        try:
            answer = reply(data, self.fault, address[0], tcp=False)
        except (IndexError, struct.error):
            return
        if answer:
            self.transport.sendto(answer, address)


def dns_over_tcp(fault):
    async def connected(reader, writer):
        try:
            peer = writer.get_extra_info("peername")[0]
            while True:
                length, = struct.unpack("!H", await reader.readexactly(2))
                answer = reply(await reader.readexactly(length), fault, peer, tcp=True)
                if answer:
                    writer.write(struct.pack("!H", len(answer)) + answer)
                    await writer.drain()
        except (OSError, IndexError, struct.error, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
    return connected
