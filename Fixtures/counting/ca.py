#!/usr/bin/env python3
"""A CA that does nothing but take its time and count.   ca.py DIRECTORY [--cap N] [--window N/SECONDS] …

It listens on loopback and says at which port. A client sends one line, `ORDER NAME…`, and waits; after some random time
it is told `issued` or `failed`. Its client gone, an order stays open, until a client comes with the same order again.

As long as there is a file DIRECTORY/hold, no order ends.

DIRECTORY/ca.ndjson has a line for everything that happened, each with the number of orders that were open then:
  begin      an order that was not known
  again      the same order once more: its client was gone, or did not hear how it ended
  end        issued or failed
  vanished   the client has gone, the order is open
and a line for everything that must not happen (`event` is `violation`):
  cap            more orders open than allowed
  window         more begun in a period than allowed, `again` counted as well
  twice          names that have an order already, open or issued, under another one
  two-clients    an order that has a client got another
  changed        an order came again for other names
"""
import argparse
import asyncio
import json
import random
import time
from collections import deque
from pathlib import Path


class CountingCA:
    def __init__(self, log, options):
        self.log_file = log
        self.options = options
        self.orders = {}            # id -> names, state, has a client
        self.by_names = {}
        self.begun = deque()        # moments, of the window
        self.open = 0

    def log(self, event, **more):
        self.log_file.write(json.dumps({"at": round(time.monotonic(), 4), "event": event, **more, "open": self.open}) + "\n")

    def violation(self, kind, order, names):
        self.log("violation", kind=kind, order=order, names=names)

    def begin(self, order, names):
        """Counts, and returns how the order ended where it has."""
        known = self.orders.get(order)
        if known is None:
            key = frozenset(names)
            if self.by_names.get(key) is not None:
                self.violation("twice", order, names)
            self.by_names[key] = order
            known = self.orders[order] = {"names": names, "state": "open", "client": False}
            self.open += 1
            self.log("begin", order=order, names=names)
            if self.open > self.options.cap:
                self.violation("cap", order, names)
        else:
            self.log("again", order=order, names=names)
            if known["names"] != names:
                self.violation("changed", order, names)
            if known["client"]:
                self.violation("two-clients", order, names)
        self.count_window(order, names)
        known["client"] = True
        return None if known["state"] == "open" else known["state"]

    def count_window(self, order, names):
        if self.options.window is None:
            return
        most, period = self.options.window
        now = time.monotonic()
        self.begun.append(now)
        while self.begun[0] <= now - period:
            self.begun.popleft()
        if len(self.begun) > most:
            self.violation("window", order, names)

    def end(self, order, outcome):
        known = self.orders[order]
        known["state"] = outcome
        if outcome == "failed":
            self.by_names.pop(frozenset(known["names"]), None)      # gone already where it had two orders
        self.open -= 1
        self.log("end", order=order, names=known["names"], outcome=outcome)

    async def serve(self, reader, writer):
        try:
            words = (await reader.readline()).decode().split()
            if len(words) < 2:
                return
            order, names = words[0], words[1:]
            outcome = self.begin(order, names)
            if outcome is None:
                outcome = await self.work(reader, order, names)
            if outcome is not None:
                writer.write(outcome.encode() + b"\n")
                await writer.drain()
            self.orders[order]["client"] = False
        except ConnectionError:
            self.orders[order]["client"] = False
        finally:
            writer.close()

    async def work(self, reader, order, names):
        """None where the client goes away before the order has ended. How long it takes and how it ends depends on the names alone."""
        dice = random.Random(f"{self.options.seed} {' '.join(names)}")
        seconds = dice.uniform(*self.options.slow)
        outcome = "failed" if dice.random() < self.options.failing else "issued"
        gone = asyncio.ensure_future(reader.read(1))
        await asyncio.wait([gone], timeout=seconds)
        while not gone.done() and self.options.directory.joinpath("hold").exists():
            await asyncio.wait([gone], timeout=0.01)
        if gone.done():
            gone.exception()
            self.log("vanished", order=order, names=names)
            return None
        gone.cancel()
        self.end(order, outcome)
        return outcome


def arguments(words=None):
    number_pair = lambda convert, sign: lambda text: tuple(kind(part) for kind, part in zip(convert, text.split(sign), strict=True))
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("directory", type=Path)
    options.add_argument("--cap", type=int, default=1_000_000, help="more open orders are a violation")
    options.add_argument("--window", type=number_pair((int, float), "/"), metavar="N/SECONDS", help="more new orders are one")
    options.add_argument("--slow", type=number_pair((float, float), "-"), default=(0.05, 1.0), metavar="FROM-TO", help="seconds for an order")
    options.add_argument("--failing", type=float, default=0.0, help="which part of the orders fails")
    options.add_argument("--seed", type=int, default=1)
    return options.parse_args(words)


async def main(options):
    with open(options.directory / "ca.ndjson", "w", buffering=1) as log:
        ca = CountingCA(log, options)
        server = await asyncio.start_server(ca.serve, "127.0.0.1", 0, backlog=1000)
        print(server.sockets[0].getsockname()[1], flush=True)
        async with server:
            await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(arguments()))
