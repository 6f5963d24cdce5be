"""Answers byte for byte as names/*.table writes them: the http column `raw TEXT`. README.md lists what TEXT may hold."""
import asyncio
import codecs
import gzip
import re
import socket
import ssl

import web

PART = re.compile(r"\{(key|len|hex|gzip|gzip-cut|gzip-len|uri|stall|cut|byte-by-byte|seconds:\d+|fill:\d+|endless:[^}]*|bomb)\}")


class Scripts:
    def __init__(self, texts, thumbprint):
        self.texts = texts
        self.thumbprint = thumbprint

    async def play(self, reader, writer):
        """Reads the request, and says what its Host's row says."""
        request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        uri = request.split(" ", 2)[1]
        host = re.search(r"\r\nhost: *([^\r:]*)", request, re.IGNORECASE).group(1).lower().rstrip(".")
        key = f"{uri.partition('?')[0].rpartition('/')[2]}.{self.thumbprint}".encode()
        packed = gzip.compress(key, mtime=0)
        pause = None

        async def say(data):
            if pause is None:
                writer.write(data)
                return await writer.drain()
            for byte in data:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(pause)

        for index, part in enumerate(PART.split(self.texts.get(host, "HTTP/1.1 404 Not Found\\r\\n\\r\\n"))):
            word, _, argument = part.partition(":") if index % 2 else ("", "", "")
            if not index % 2:
                await say(octets(part))
            elif word == "stall":
                await asyncio.sleep(600)
            elif word == "cut":             # the connection ends, and TLS does not say so
                await asyncio.sleep(0.2)
                writer.get_extra_info("socket").shutdown(socket.SHUT_WR)
                await asyncio.sleep(600)
            elif word == "byte-by-byte":    # each of the following bytes in a packet of its own
                pause = 0
                writer.get_extra_info("socket").setsockopt(6, 1, 1)
            elif word == "seconds":         # N seconds of silence
                await asyncio.sleep(int(argument))
            elif word == "endless":
                data = octets(argument)
                while True:
                    await say(data * max(1, 16384 // len(data)) if pause is None else data)
                    await asyncio.sleep(1 if pause is not None else 0)
            elif word == "fill":
                for start in range(0, int(argument), 65536):
                    await say(b"a" * min(65536, int(argument) - start))
            elif word == "bomb":            # 256 MB that fold to 250 KB
                await say(gzip.compress(bytes(1 << 28)))
            else:
                await say({"key": key, "len": b"%d" % len(key), "hex": b"%x" % len(key), "gzip": packed, "gzip-cut": packed[:-4],
                           "gzip-len": b"%d" % len(packed), "uri": uri.encode()}[word])


def octets(text):
    """Escapes as in Python; what is no escape stands for itself, in UTF-8."""
    return re.sub(rb"\\(x[0-9a-f]{2}|[rnt0\\])", lambda m: codecs.escape_decode(m.group(0))[0], text.encode())


def self_signed(tls):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{tls}.pem", f"{tls}.key")
    return context


async def plain(scripts, address, tls):
    await asyncio.start_server(web.serve_from_the_start(scripts.play), address, 80, backlog=1000)


async def on_https(scripts, address, tls):
    await asyncio.start_server(web.serve_from_the_start(to_https), address, 80, backlog=1000)
    await asyncio.start_server(web.serve_from_the_start(scripts.play), address, 443, backlog=1000, ssl=self_signed(tls))


async def slow_tls(scripts, address, tls):
    """Sends everybody to https, and shakes no hand there."""
    await asyncio.start_server(web.serve_from_the_start(to_https), address, 80, backlog=1000)
    await asyncio.start_server(web.serve_from_the_start(web.silent), address, 443, backlog=1000)


async def tls_on_80(scripts, address, tls):
    """TLS where plain HTTP is due: an alert is all that a request gets."""
    async def alert(reader, writer):
        await reader.read(4096)
        writer.write(b"\x15\x03\x01\x00\x02\x02\x16")
        await writer.drain()
    await asyncio.start_server(web.serve_from_the_start(alert), address, 80, backlog=1000)


async def to_https(reader, writer):
    request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    host = re.search(r"\r\nhost: *([^\r:]*)", request, re.IGNORECASE).group(1)     # Pebble adds ":80"
    writer.write(f"HTTP/1.1 301 Moved\r\nLocation: https://{host}{request.split(' ', 2)[1]}\r\nContent-Length: 0\r\n\r\n".encode())


SERVERS = {"raw": plain, "raw-tls": on_https, "slow-tls": slow_tls, "tls-on-80": tls_on_80}
