"""Who got the slots: of any 200 reservations in a row, each run has its share while all of them have work."""
import json
import subprocess
from collections import Counter

SPAN, SHARE = 200, 0.1


def reservations(place):
    """Of this storm, in the order in which they were written: date, names."""
    done = subprocess.run(place.command("ledger", "export"), capture_output=True, text=True, check=True, env=place.environment)
    known = set(place.names)
    for line in done.stdout.splitlines():
        record = json.loads(line)
        if record["kind"] == "reserved" and record["names"][0] in known:
            yield record["at"], record["names"][0]


def check(checks, place, lists):
    """`lists`: the lists of the runs, disjoint: a name tells its run."""
    print("Shares:")
    run_of = {name: index for index, path in enumerate(lists) for name in path.read_text().split()}
    # All have work from the moment at which the last of them had its first name ready, until one has ordered its last.
    ready = {}
    for run in place.runs:
        for event in run.events():
            if event["event"] == "checked" and event["verdict"] == "ready":
                ready.setdefault(run_of[event["names"][0]], event["at"])
    start = max(ready.values())
    owners = [(at, run_of[name]) for at, name in reservations(place)]
    early = sum(at < start for at, _ in owners)
    last = {owner: index for index, (_, owner) in enumerate(owners)}
    contested = [owner for _, owner in owners[early:min(last.values()) + 1]]
    spans = [Counter(contested[first:first + SPAN]) for first in range(len(contested) - SPAN + 1)]
    checks.held(f"{len(spans)} times {SPAN} reservations in a row while all have work ({early} before that)", spans)
    least = min((count[owner] for count in spans for owner in range(len(lists))), default=0)
    total = Counter(contested)
    checks.held(f"each run has at least {least} of any {SPAN} (in all: {', '.join(str(total[owner]) for owner in range(len(lists)))})",
                least >= SHARE * SPAN)
