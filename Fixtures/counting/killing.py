"""Who is killed in a storm, and when. Each killer is asked again and again whether its moment has come."""
import os
import signal
import time
from collections import Counter

from place import HERE


class Runs:
    """All runs. Each dies at random, four of ten while they open the ledger, until there were kills enough; then each is left to its end."""

    def __init__(self, storm, lists):
        self.storm, self.lists = storm, lists
        self.opening = storm.opening
        self.runs = [None] * len(lists)
        self.lives = [None] * len(lists)
        for index in range(len(lists)):
            self.start(index)

    def start(self, index):
        place = self.storm.place
        state = place.directory / f"state-{index}" if place.options.apart else None
        self.runs[index] = place.start(place.run_command(self.lists[index], state), f"run{index}")
        dice = self.storm.dice
        # So long after it began, or after it had opened the ledger.
        early = dice.random() < 0.4
        self.lives[index] = (early, dice.uniform(0, 1.3 * self.opening) if early else dice.uniform(0.1, 1.9) * self.storm.life)

    def step(self, now):
        for index, run in enumerate(self.runs):
            if not self.storm.goes_on:
                return
            early, life = self.lives[index]
            opened = run.first_said(now)
            since = run.began if early else opened
            if since is not None and now >= since + life:
                opening = opened is None
                if not opening:
                    self.opening = opened - run.began
                if run.kill():
                    self.storm.count("runs", {"while they opened the ledger": opening, **self.storm.half(opening)})
                self.start(index)
            elif run.status() is not None:
                # Ended by itself before its time: started again, to be killed while it finds nothing to do.
                self.start(index)

    def ended(self):
        return all(run.status() is not None for run in self.runs)


class Compactions:
    """Somebody has the ledger compacted now and then, and is killed as well: at random, or as soon as the new journal is there."""

    def __init__(self, storm):
        self.storm = storm
        self.process, self.due, self.death = None, time.monotonic() + 0.5, 0
        self.length, self.waits = storm.opening, False

    def step(self, now):
        place, dice = self.storm.place, self.storm.dice
        if self.process is None:
            if self.storm.goes_on and now >= self.due:
                self.process = place.start(place.command("ledger", "compact", "--ca", place.profile), "compact")
                self.death = now + dice.uniform(0.3, 1.3) * self.length
                self.waits = dice.random() < 0.5
        elif self.process.status() is not None or (self.storm.new_journal() if self.waits else now >= self.death):
            if self.process.kill():
                self.storm.count("compactions", self.storm.half(True))
            else:
                self.length = now - self.process.began
            self.process, self.due = None, now + dice.uniform(0.2, 1)

    def ended(self):
        return self.process is None


class Clients:
    """Clients, and the supervisors that watch over them, as many as runs are to be killed."""

    def __init__(self, storm):
        self.storm = storm
        self.left = storm.options.kills
        self.due = time.monotonic() + 1

    def step(self, now):
        if self.left <= 0 or now < self.due:
            return
        victims = {"clients": [], "supervisors": []}
        begun = {line["order"] for line in self.storm.place.ca_log() if line["event"] == "begin"}
        for pid, words in self.storm.place.processes().items():
            # One whose order the CA knows of: what becomes of that one is the question.
            if str(HERE / "client") in words.split(" ", 2)[1:2] and begun & set(words.split(" ")):
                victims["clients"].append(pid)
            elif " __supervise " in words:
                victims["supervisors"].append(pid)
        kind = "clients" if self.storm.dice.random() < 0.7 else "supervisors"
        if victims[kind]:
            try:
                os.kill(self.storm.dice.choice(victims[kind]), signal.SIGKILL)
                self.storm.count(kind)
                self.left -= 1
            except ProcessLookupError:
                pass
        self.due = now + self.storm.dice.uniform(0, 2 * self.storm.life / self.storm.options.runs)

    def ended(self):
        return True


class Start:
    """Kills nobody: the CA ends no order until each run has names that are ready, so that none has the CA for itself before."""

    def __init__(self, storm, runs):
        self.hold, self.runs = storm.place.directory / "hold", runs
        self.enough = min(30, len(storm.place.names) // storm.options.runs)

    def step(self, now):
        if self.hold.exists() and all(self.has_work(run) for run in self.runs.runs):
            self.hold.unlink()

    def has_work(self, run):
        ready = sum(event["event"] == "checked" and event["verdict"] == "ready" for event in run.events())
        return ready >= self.enough or run.status() is not None

    def ended(self):
        return not self.hold.exists()


class Storm:
    def __init__(self, place, dice, opening):
        """`opening`: how long it takes to open the ledger, in seconds."""
        self.place, self.options, self.dice, self.opening = place, place.options, dice, opening
        self.kills = Counter()
        least, most = map(float, self.options.slow.split("-"))
        # So that most of the kills fall into the first two thirds of the work.
        work = len(place.names) * (least + most) / 2 / self.options.cap
        self.life = max(0.1, work * 0.6 * self.options.runs / max(1, self.options.kills))

    @property
    def goes_on(self):
        return self.kills["runs"] < self.options.kills

    def count(self, what, more={}):
        self.kills[what] += 1
        for key, happened in more.items():
            self.kills[key] += happened

    def half(self, may_be):
        """Whether what was just killed was about to put a compacted journal in place."""
        return {"with half a new journal": may_be and self.new_journal()}

    def new_journal(self):
        return (self.place.state / "journal.ndjson.new").exists()

    def blow(self, lists):
        """Starts a run for each list, kills and starts again, then lets each come to its end. Returns these last ones."""
        together = self.options.fair or self.options.apart
        if together:
            self.place.directory.joinpath("hold").touch()
        runs = Runs(self, lists)
        killers = [runs]
        if together:
            killers.append(Start(self, runs))
        if self.goes_on:
            killers.append(Compactions(self))
            if self.options.kill_clients:
                killers.append(Clients(self))
        while self.goes_on or not all(killer.ended() for killer in killers):
            now = time.monotonic()
            for killer in killers:
                killer.step(now)
            time.sleep(0.002)
        return runs.runs
