"""How many orders a second each submitter brings to their certificates at Pebble.   bench.py --preflight PROGRAM [OPTION…]

Each round runs every submitter once, one after the other, in a fresh world: names, state and account are its own. All talk to
Pebble itself, which validates without delay, and none is held back by a rate. Each has the parallelism that suits it best
(--parallel): more processes than that only wait for each other on a machine with few processors.

Debian's Pebble 2.4 now and then locks itself up when many connections are open, whoever asks: such a run is made again, and
said."""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

# Parallel orders, and which part of the names: those that take long get fewer.
CLIENTS = {"acme": (100, 1), "lego": (48, 1), "uacme": (4, 0.4), "certbot": (8, 0.2), "dehydrated": (8, 0.2)}
CA = {"name": "bench", "title": "Pebble", "pendingCap": 100, "caaIdentities": ["letsencrypt.org"], "failureBackoff": ["1s"],
      "certificateLifetime": "90d", "renewBefore": "30d"}
WORLD = Path(__file__).parent
PATIENCE = 150      # seconds for one run


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--preflight", required=True)
    parser.add_argument("--names", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default=",".join(CLIENTS))
    parser.add_argument("--parallel", action="append", default=[])
    parser.add_argument("--one", help=argparse.SUPPRESS)
    return parser.parse_args()


def environment():
    trusted = os.environ["WORLD_CA_FILE"]
    return {**os.environ, "LEGO_CA_CERTIFICATES": trusted, "REQUESTS_CA_BUNDLE": trusted, "CURL_CA_BUNDLE": trusted}


def seconds(events, first, last):
    at = {kind: [datetime.fromisoformat(e["at"]) for e in events if e["event"] == kind] for kind in (first, last)}
    return (max(at[last]) - min(at[first])).total_seconds()


def measure(program, client, count, parallel):
    """Inside of the world: orders a second between the first order's begin and the last one's certificate; and the whole run's."""
    names = [f"bench-{i}.crowd.dev" for i in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "ca.json").write_text(json.dumps(CA))
        arguments = [program, "run", "-", "--submitter", client, "--directory", os.environ["PEBBLE_DIRECTORY"], "--contact",
                     "shops@platform.dev", "--ca", f"{folder}/ca.json", "--max-pending", str(parallel), "--state", f"{folder}/state",
                     "--target", os.environ["WORLD_TARGET"], "--webroot", os.environ["WORLD_WEBROOT"], "--format", "ndjson"]
        arguments += ["--ca-bundle", os.environ["WORLD_CA_FILE"]] if client == "acme" else ["--client-dir", f"{folder}/client"]
        began = time.monotonic()
        run = subprocess.run(arguments, input="\n".join(names), capture_output=True, text=True, env=environment())
        whole = time.monotonic() - began
    events = [json.loads(line) for line in run.stdout.splitlines()]
    issued = sum(e["event"] == "settled" and e["outcome"] == "issued" for e in events)
    if issued != count:
        sys.exit(f"{client}: {issued} of {count} issued\n{run.stderr[-2000:]}")
    print(json.dumps([issued / seconds(events, "submitted", "settled"), issued / whole]))


def in_fresh_world(given, client, count, parallel):
    for _ in range(4):
        subprocess.run([WORLD / "up", "--quiet"], check=True)
        try:
            run = subprocess.run(
                [WORLD / "run", sys.executable, "-B", __file__, "--preflight", given.preflight, "--one", f"{client} {count} {parallel}"],
                capture_output=True, text=True, timeout=PATIENCE)
            if run.returncode:
                sys.exit(run.stderr)
            return json.loads(run.stdout)
        except subprocess.TimeoutExpired:
            print(f"{client}: no end within {PATIENCE} s; once more in a new world", file=sys.stderr)
        finally:
            subprocess.run([WORLD / "down"], stdout=subprocess.DEVNULL, check=True)
    sys.exit(f"{client}: no end, again and again")


def main():
    given = options()
    if given.one:
        client, count, parallel = given.one.split()
        return measure(given.preflight, client, int(count), int(parallel))
    clients = dict(CLIENTS)
    for word in given.parallel:
        client, count = word.split("=")
        clients[client] = (int(count), clients[client][1])
    wanted = [c for c in given.only.split(",") if c == "acme" or shutil.which(c)]
    figures = {client: [] for client in wanted}
    for _ in range(given.rounds):
        for client in wanted:
            parallel, part = clients[client]
            figures[client].append(in_fresh_world(given, client, max(1, round(given.names * part)), parallel))
    print(f"orders a second, medians of {given.rounds} rounds; {os.cpu_count()} processors")
    print(f"{'':12}{'orders':>8}{'parallel':>10}{'ordering':>10}{'least':>8}{'most':>8}{'whole run':>11}")
    medians = {}
    for client, rounds in figures.items():
        parallel, part = clients[client]
        ordering, whole = zip(*rounds)
        medians[client] = statistics.median(ordering)
        print(f"{client:12}{max(1, round(given.names * part)):8}{parallel:10}{medians[client]:10.1f}{min(ordering):8.1f}"
              f"{max(ordering):8.1f}{statistics.median(whole):11.1f}")
    others = {client: rate for client, rate in medians.items() if client != "acme"}
    if "acme" in medians and others:
        fastest = max(others, key=others.get)
        print(f"acme: {medians['acme'] / others[fastest]:.1f} times {fastest}, the fastest of the others")


main()
