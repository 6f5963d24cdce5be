"""A server of DNS over HTTPS with one fault for each path. HTTP/1.1, one question for each connection."""
import asyncio
import struct

A = bytes([30, 77, 1, 1])


def answer(query, id=0, name=None, flags=0x8180):
    """An A record with the platform's address, whatever was asked."""
    end = 12
    while query[end]:
        end += query[end] + 1
    question = query[12:end + 5] if name is None else name + query[end + 1:end + 5]
    record = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + A
    return struct.pack("!6H", id, flags, 1, 1, 0, 0) + question + record


def reply(path, query):
    """Status, type and body; None for silence."""
    kind = "application/dns-message"
    return {
        "/too-long": lambda: (200, kind, answer(query) + bytes(70_000)),
        "/left-over": lambda: (200, kind, answer(query) + b"\0"),
        "/other-question": lambda: (200, kind, answer(query, name=b"\5other\4shop\0")),
        "/other-id": lambda: (200, kind, answer(query, id=4711)),
        "/cut": lambda: (200, kind, answer(query, flags=0x8380)),
        "/no-dns": lambda: (200, "text/html", b"<p>Sign in to use this network.</p>"),
        "/busy": lambda: (503, kind, b""),
        "/redirect": lambda: (302, kind, b""),
        "/silent": lambda: None,
    }.get(path, lambda: (404, kind, b""))()


async def connected(reader, writer):
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = next((int(line.split(":")[1]) for line in head.split("\r\n") if line.lower().startswith("content-length:")), 0)
        found = reply(head.split()[1], await reader.readexactly(length))
        if found is None:
            await asyncio.sleep(60)
        else:
            status, kind, body = found
            writer.write(f"HTTP/1.1 {status} Fault\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
                         "Location: https://doh.dev/dns-query\r\nConnection: close\r\n\r\n".encode() + body)
            await writer.drain()
    except (OSError, IndexError, ValueError, struct.error, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        pass
    finally:
        writer.close()
