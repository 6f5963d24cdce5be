"""What must hold after a storm, told by the CA's own count first and by preflight's word second."""
import time
from collections import Counter


class Checks:
    def __init__(self):
        self.failed = 0

    def held(self, what, good, *details):
        print(f"  {'ok     ' if good else 'FAILED '} {what}")
        if not good:
            self.failed += 1
            for detail in details[:10]:
                print(f"            {str(detail)[:300]}")


def at_the_ca(checks, place, clients_killed):
    """Returns how many orders were issued and failed."""
    log, options = place.ca_log(), place.options
    begun = [line for line in log if line["event"] == "begin"]
    ends = [line for line in log if line["event"] == "end"]
    violations = [line for line in log if line["event"] == "violation"]
    again = sum(line["event"] == "again" for line in log)
    most = max((line["open"] for line in log), default=0)
    ordered = Counter(" ".join(line["names"]) for line in begun)

    print("As the CA counted:")
    checks.held(f"{most} orders open at once at most (cap {options.cap})", most <= options.cap,
                *[line for line in violations if line["kind"] == "cap"])
    if options.window:
        checks.held("no more than {} new orders in any {} s".format(*options.window), not [v for v in violations if v["kind"] == "window"],
                    *[line for line in violations if line["kind"] == "window"])
    checks.held(f"{len(ordered)} of {len(place.names)} sets of names ordered", set(ordered) == set(place.names),
                sorted(set(place.names) ^ set(ordered)))
    twice = [names for names, count in ordered.items() if count > 1]
    checks.held("none of them ordered twice", not twice, *twice)
    checks.held(f"{again} times the same order again ({clients_killed} clients killed)", (again > 0) == (clients_killed > 0), *[line for line in log if line["event"] == "again"])
    other = [line for line in violations if line["kind"] not in ("cap", "window")]
    checks.held("nothing else against the rules", not other, *other)
    checks.held("every order ended", len(ends) == len(begun) and (not log or log[-1]["open"] == 0))
    return sum(line["outcome"] == "issued" for line in ends), sum(line["outcome"] == "failed" for line in ends)


def at_preflight(checks, place, last, before, issued, failed):
    """`last`: the runs that came to their end by themselves; `before`: what the ledger held before the storm."""
    print("By preflight's word:")
    expected = 1 if failed else 0
    checks.held(f"the last runs end with exit code {expected}", all(run.status() == expected for run in last),
                *[f"{run.files['events'].name}: {run.status()} {run.errors()[-300:]}" for run in last if run.status() != expected])
    wrong = [f"{run.files['events'].name}: {what}" for run in last for what in wrong_ends(run.events())]
    checks.held("every request of theirs ends once", not wrong, *wrong)
    settled = Counter(event["order"] for run in place.runs for event in run.events()
                      if event["event"] == "settled" and event["order"] and event["outcome"] in ("issued", "failed"))
    checks.held(f"no order is said to have ended twice ({len(settled)} said)", all(count == 1 for count in settled.values()),
                *[order for order, count in settled.items() if count > 1])

    code, status = place.ask("status", "--ca", place.profile, "--max-pending", place.options.cap)
    checks.held("status: nothing pending, nothing waiting", code == 0 and status["pending"]["count"] == 0 and not status["waiting"], status)
    code, journal = place.ask("ledger", "verify")
    found = {key: journal[key] - before[key] for key in ("openOrders", "requests", "certificates", "setbacks")}
    wanted = {"openOrders": 0, "requests": 0, "certificates": issued, "setbacks": failed}
    checks.held(f"ledger verify: sound, {issued} certificates and {failed} failures more, no order open",
                code == 0 and journal["sound"] and not journal["tornBytes"] and found == wanted, found, journal)


def wrong_ends(events):
    """Requests that did not end, ended twice, or ended without having been accepted. Orders that an earlier run left end
    whenever they do, the list read or not; one that is left in doubt (unknown) is the next run's."""
    state, submitted = {}, set()
    for event in events:
        names, order = " ".join(event["names"]), event["order"]
        if event["event"] == "accepted":
            if state.get(names) == "accepted":
                yield f"{names} accepted twice"
            state[names] = "accepted"
        elif event["event"] == "submitted":
            submitted.add(order)
        elif event["event"] == "gave-up" or event["event"] == "settled" and event["outcome"] != "rate-limited":
            adopted = order is not None and order not in submitted
            if state.get(names) != "accepted" and not (adopted and names not in state):
                yield f"{names} ended twice: {event}"
            elif state.get(names) == "accepted":
                state[names] = "ended"
    for names, at in state.items():
        if at == "accepted":
            yield f"{names} did not end"


def left_behind(checks, place):
    print("Left behind:")
    # One that has just written its order's end down is still about to end itself.
    deadline = time.monotonic() + 10
    while (rest := place.processes()) and time.monotonic() < deadline:
        time.sleep(0.01)
    checks.held("no supervisor, no client", not rest, *rest.items())
    if place.options.apart:
        return
    for folder in ("orders", "owners"):
        files = sorted(path.name for path in (place.state / folder).iterdir())
        checks.held(f"nothing in {folder}/", not files, *files)
    new = place.state / "journal.ndjson.new"
    checks.held("no half of a compaction", not new.exists())
