"""Authoritative name servers with one fault each."""
import asyncio
import shlex
import socket
import struct

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "TXT": 16, "AAAA": 28, "CAA": 257}
NOERROR, SERVFAIL, NXDOMAIN = 0, 2, 3


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


def reply(query, mode, records, tcp):
    """The answer to one query, or None for silence."""
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
    broken = {"caa-servfail": "CAA", "txt-servfail": "TXT", "aaaa-servfail": "AAAA", "a-servfail": "A"}.get(mode)
    flags, rcode, answers = 0x8400, NOERROR, []
    if broken and kind == TYPES[broken] or mode == "caa-apex-servfail" and kind == TYPES["CAA"] and "NS" in records.get(name, {}):
        rcode = SERVFAIL
    elif mode == "truncates" and not tcp:
        flags |= 0x0200
    elif name not in records:
        rcode = NOERROR if any(owner.endswith("." + name) for owner in records) else NXDOMAIN
    else:
        answers = [(t, text) for t, texts in records[name].items() if kind in (TYPES[t], 255) or t == "CNAME" for text in texts]
    authority = []
    if not answers and rcode != SERVFAIL and not flags & 0x0200:
        authority = [(owner, "SOA", "") for owner, found in records.items() if "NS" in found and ("." + name).endswith("." + owner)]
    header = query[:2] + struct.pack("!HHHHH", flags | rcode, 1, len(answers), len(authority), 0)
    record = lambda owner, t, text: owner + struct.pack("!HHIH", TYPES[t], 1, 60, len(rdata(t, text))) + rdata(t, text)
    return (header + question + b"".join(record(question[:-4], t, text) for t, text in answers)
            + b"".join(record(wire(owner), t, text) for owner, t, text in authority))


class UDP(asyncio.DatagramProtocol):
    def __init__(self, mode, records):
        self.mode, self.records = mode, records

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        try:
            answer = reply(data, self.mode, self.records, tcp=False)
        except (IndexError, struct.error):
            return
        if answer:
            self.transport.sendto(answer, address)


def dns_over_tcp(mode, records):
    async def connected(reader, writer):
        try:
            while True:
                length, = struct.unpack("!H", await reader.readexactly(2))
                answer = reply(await reader.readexactly(length), mode, records, tcp=True)
                if answer:
                    writer.write(struct.pack("!H", len(answer)) + answer)
                    await writer.drain()
        except (OSError, IndexError, struct.error, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
    return connected
