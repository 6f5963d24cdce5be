"""HTTP servers with one fault each: one coroutine per fault, called when the request's header has been read."""
import asyncio
import socket
import struct


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


def pages(known, thumbprint):
    """Answers each Host with a status, headers and a body of its own, as the http column `page` says it."""
    async def page(head, writer):
        lines = head.decode("latin-1").split("\r\n")
        host = next((line[5:].strip().split(":")[0].lower() for line in lines if line.lower().startswith("host:")), "")
        token = lines[0].split(" ")[1].rsplit("/", 1)[-1]
        status, headers, body = known.get(host, (404, [], ""))
        body = body.replace("{key}", f"{token}.{thumbprint}").encode()
        more = "".join(f"{name}: {value}\r\n" for name, value in headers)
        writer.write(f"HTTP/1.1 {status} Answer\r\n{more}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
    return page


def serve(fault):
    """Calls the fault when the request's header has been read."""
    async def after_request(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        await fault(head if fault.__name__ == "page" else reader, writer)
    return serve_from_the_start(after_request)


def serve_from_the_start(talk):
    async def connected(reader, writer):
        try:
            await talk(reader, writer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()
    return connected
