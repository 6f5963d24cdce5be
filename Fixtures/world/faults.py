"""The faults that nsd and nginx cannot make, each on addresses of its own.   faults.py faults.json"""
import asyncio
import json
import socket
import struct
import sys

# --- HTTP: one coroutine per fault; the request's header has been read when it is called ------------------------------


async def reset(reader, writer):
    # Linger 0: close() sends a reset instead of a normal end.
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def silent(reader, writer):
    await asyncio.sleep(600)


async def garbage(reader, writer):
    writer.write(b"\x00\x01\x02 this is no HTTP \xff\xfe\r\n\r\n")


async def http2_line(reader, writer):
    writer.write(b"HTTP/2 200\r\nContent-Length: 2\r\n\r\nok")


async def http09(reader, writer):
    writer.write(b"<html>An answer without a status line</html>")


async def hangup(reader, writer):
    pass


async def short_body(reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 87\r\n\r\nonly this")


async def drip(reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 87\r\n\r\n")
    while True:
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(1)


async def headers(reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-Filler: " + b"a" * 1000 + b"\r\n")
        await writer.drain()
        await asyncio.sleep(0.05)


async def endless(reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    while True:
        writer.write(b"a" * 4096)
        await writer.drain()
        await asyncio.sleep(0.01)


HTTP = {"reset": reset, "silent": silent, "garbage": garbage, "http2-line": http2_line, "http09": http09, "hangup": hangup,
        "short-body": short_body, "drip": drip, "headers": headers, "endless": endless}


def serve(fault):
    async def connected(reader, writer):
        try:
            await reader.readuntil(b"\r\n\r\n")
            await fault(reader, writer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()
    return connected


# --- DNS: an authoritative server with one fault -----------------------------------------------------------------------
TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "AAAA": 28, "CAA": 257}
NOERROR, SERVFAIL, NXDOMAIN = 0, 2, 3


def wire(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.rstrip(".").split(".") if label) + b"\0"


def rdata(kind, text):
    if kind in ("A", "AAAA"):
        return socket.inet_pton(socket.AF_INET if kind == "A" else socket.AF_INET6, text)
    if kind in ("NS", "CNAME"):
        return wire(text)
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
    broken = {"caa-servfail": "CAA", "aaaa-servfail": "AAAA", "a-servfail": "A"}.get(mode)
    flags, rcode, answers = 0x8400, NOERROR, []
    if broken and kind == TYPES[broken]:
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


async def main(path):
    with open(path) as file:
        faults = json.load(file)
    for f in faults["tcp"]:
        await asyncio.start_server(serve(HTTP[f["mode"]]), f["address"], 80, backlog=1000)
    for f in faults["dns"]:
        await asyncio.get_running_loop().create_datagram_endpoint(lambda f=f: UDP(f["mode"], f["records"]), (f["address"], 53))
        if f["mode"] != "truncates":    # it truncates every answer and nobody listens on TCP
            await asyncio.start_server(dns_over_tcp(f["mode"], f["records"]), f["address"], 53, backlog=1000)
    await asyncio.Event().wait()


asyncio.run(main(sys.argv[1]))
