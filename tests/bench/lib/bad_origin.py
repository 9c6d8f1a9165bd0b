#!/usr/bin/env python3
"""Servers that behave badly: bad_origin.py PORT. What they do is the first part of the path."""

import asyncio
import os
import sys

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.apple.mpegurl\r\n"
LINE = b"#EXTINF:4.000,\nhttp://127.0.0.1/never.ts\n"
GIGABYTE = 1 << 30


async def slow(writer):
    """A good playlist, one byte a second."""
    writer.write(HEAD + b"Content-Length: 100000\r\n\r\n")
    for byte in b"#EXTM3U\n#EXT-X-TARGETDURATION:4\n" + LINE * 2000:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(1)


async def endless(writer):
    """A playlist without an end, 256 KB a second."""
    writer.write(HEAD + b"Connection: close\r\n\r\n#EXTM3U\n#EXT-X-TARGETDURATION:4\n")
    while True:
        writer.write(LINE * 400)
        await writer.drain()
        await asyncio.sleep(0.07)


async def huge(writer):
    """A playlist of 1 GB, as fast as it is read."""
    start = b"#EXTM3U\n#EXT-X-TARGETDURATION:4\n"
    writer.write(HEAD + b"Content-Length: %d\r\n\r\n" % GIGABYTE + start)
    block = LINE * 1500
    for _ in range(GIGABYTE // len(block)):
        writer.write(block)
        await writer.drain()


async def garbage(writer):
    body = os.urandom(65536)
    writer.write(HEAD + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body)
    await writer.drain()


async def silent(_writer):
    """Takes the request and never answers."""
    await asyncio.sleep(3600)


async def redirect(writer, path):
    other = path.replace("/circle/a/", "/circle/b/") if "/circle/a/" in path \
        else path.replace("/circle/b/", "/circle/a/")
    writer.write(f"HTTP/1.1 302 Found\r\nLocation: {other}\r\nContent-Length: 0\r\n"
                 "Connection: close\r\n\r\n".encode())
    await writer.drain()


BEHAVIOURS = {"slow": slow, "endless": endless, "huge": huge, "garbage": garbage, "silent": silent}


async def serve(reader, writer):
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        path = head.split(b" ", 2)[1].decode()
        kind = path.split("/")[1]
        if kind == "circle":
            await redirect(writer, path)
        else:
            await BEHAVIOURS[kind](writer)
    except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        pass  # the other side has gone
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]), backlog=1024)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
