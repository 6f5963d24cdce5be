#!/usr/bin/env python3
"""Several runs on one ledger and one list, killed and started again. To be run in the world: Fixtures/storm does all of it."""
import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import checks
import fairness
from killing import Storm
from place import HERE, Place


def arguments():
    options = argparse.ArgumentParser(prog="Fixtures/storm", description="Several runs on one ledger and one list, killed and started again.")
    options.add_argument("--names", type=int, default=2000)
    options.add_argument("--runs", type=int, default=4)
    options.add_argument("--kills", type=int, default=100)
    options.add_argument("--seed", type=int, default=None, help="of when is killed, and how long an order takes")
    options.add_argument("--cap", type=int, default=25)
    options.add_argument("--window", type=lambda text: tuple(map(int, text.split("/"))), metavar="N/SECONDS", help="a limit of new orders besides")
    options.add_argument("--kill-clients", action="store_true", help="kill clients and supervisors as well, as many as runs")
    options.add_argument("--fair", action="store_true", help="kill nobody, give each run a list of its own, and see who gets the slots")
    options.add_argument("--apart", action="store_true", help="a planted fault, which must be found: each run has a ledger of its own")
    options.add_argument("--old-orders", type=int, default=20_000, help="in the ledger when it begins, so that opening it takes its time")
    options.add_argument("--slow", default="0.05-1.0", metavar="FROM-TO", help="seconds that the CA takes for an order")
    options.add_argument("--failing", type=float, default=0.02, help="which part of the orders fails")
    options.add_argument("--preflight", type=Path, required=True)
    options.add_argument("--keep", action="store_true", help="leave the directory with all that was written")
    options = options.parse_args()
    if options.fair:
        # Whether a list holds an order that fails decides its run's exit code: none does.
        options.kills, options.failing = 0, 0.0
    options.seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1_000_000)
    options.preflight = options.preflight.resolve()
    return options


def grow_old(place):
    """Gives the ledger a past. Returns what it holds, and how many seconds it takes to open."""
    place.state.mkdir(mode=0o700)
    orders = place.options.old_orders
    with open(place.state / "journal.ndjson", "w") as file:
        subprocess.run([HERE.parent / "journal", "--orders", str(orders), "--names", str(orders // 4), "--recent", str(orders // 10)],
                       stdout=file, check=True)
    began = time.monotonic()
    _, journal = place.ask("ledger", "verify")
    return journal, time.monotonic() - began


def main():
    options = arguments()
    place = Place(Path(tempfile.mkdtemp(prefix="preflight-storm-")), options)
    began = time.monotonic()
    held = checks.Checks()
    try:
        before, opening = grow_old(place)
        if options.fair:
            lists = [place.write_list(f"list{index}", place.names[index::options.runs]) for index in range(options.runs)]
        else:
            lists = [place.write_list("list", place.names)] * options.runs
        print(f"{len(place.names)} names, {options.runs} runs, {options.kills} kills, cap {options.cap}, seed {options.seed}", flush=True)
        storm = Storm(place, random.Random(options.seed), opening)
        last = storm.blow(lists)
        # An order whose client was killed may be in doubt until somebody runs again.
        for _ in range(5 if options.kill_clients else 0):
            last = storm.blow(lists)
            if not place.pending():
                break
        print(f"{time.monotonic() - began:.0f} s; killed: " + (", ".join(f"{count} {what}" for what, count in storm.kills.items() if count) or "nobody"))

        issued, failed = checks.at_the_ca(held, place, storm.kills["clients"])
        if options.kill_clients:
            held.held("clients were killed", storm.kills["clients"] > 0)
        if not options.apart:
            checks.at_preflight(held, place, last, before, issued, failed)
            if options.fair:
                fairness.check(held, place, lists)
            ordered = len(place.ca_log())
            place.start(place.run_command(lists[0]), "after").process.wait()
            held.held("run once more, it orders nothing", len(place.ca_log()) == ordered)
        checks.left_behind(held, place)
        return 1 if held.failed else 0
    finally:
        place.end()
        if options.keep or held.failed and not options.apart:
            print(f"kept: {place.directory}")
        else:
            shutil.rmtree(place.directory)


if __name__ == "__main__":
    sys.exit(main())
