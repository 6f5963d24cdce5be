"""Where a storm takes place: its directory, the counting CA, and what every run is started with."""
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent


class Place:
    def __init__(self, directory, options):
        self.directory, self.options = directory, options
        self.state = directory / "state"
        self.runs = []
        self.names = [f"n{number:05}.crowd.dev" for number in range(options.names)]
        # By which every process that comes of this storm is known, whoever its parent is by now.
        self.mark = f"PREFLIGHT_STORM={directory}"
        self.environment = {**os.environ, "PREFLIGHT_STORM": str(directory)}
        limits = {}
        if options.window:
            count, seconds = options.window
            limits["new-orders"] = {"count": count, "period": f"{seconds}s"}
        # A failed order is not tried again as long as the storm lasts.
        self.profile = directory / "profile.json"
        self.profile.write_text(json.dumps({"name": "counting", "caaIdentities": ["ca.example"], "limits": limits, "failureBackoff": ["1d"]}))
        self.ca = self.start_ca()

    def start_ca(self):
        options = self.options
        command = [sys.executable, "-B", HERE / "ca.py", self.directory, "--cap", str(options.cap), "--seed", str(options.seed),
                   "--slow", options.slow, "--failing", str(options.failing)]
        if options.window:
            command += ["--window", "{}/{}".format(*options.window)]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        self.port = process.stdout.readline().strip()
        if not self.port:
            raise SystemExit("the counting CA did not start")
        return process

    def write_list(self, name, names):
        path = self.directory / name
        path.write_text("".join(f"{name}\n" for name in names))
        return path

    def command(self, *words, state=None):
        return [str(self.options.preflight), *map(str, words), "--state", str(state or self.state)]

    def run_command(self, names, state=None):
        environment = os.environ
        return self.command(
            "run", names, "--ca", self.profile, "--max-pending", self.options.cap, "--target", environment["WORLD_TARGET"],
            "--thumbprint", environment["WORLD_THUMBPRINT"], "--submit", f"{HERE}/client {self.port} {{order}} {{names}}",
            *environment.get("WORLD_ARGS", "").split(), state=state)

    def start(self, command, name):
        return Process(self, command, name)

    def ask(self, *words):
        """What a command that only looks says, as JSON."""
        done = subprocess.run(self.command(*words) + ["--format", "json"], capture_output=True, text=True, env=self.environment)
        if not done.stdout:
            raise SystemExit(f"preflight {' '.join(map(str, words))}: {done.stderr}")
        return done.returncode, json.loads(done.stdout)

    def pending(self):
        _, status = self.ask("status", "--ca", self.profile, "--max-pending", self.options.cap)
        return status["pending"]["count"]

    def ca_log(self):
        with open(self.directory / "ca.ndjson") as file:
            return [json.loads(line) for line in file if line.endswith("\n")]

    def processes(self):
        """Of this storm: the processes that carry its mark, by their command's last words."""
        found = {}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                if self.mark.encode() not in (entry / "environ").read_bytes().split(b"\0"):
                    continue
                found[int(entry.name)] = (entry / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ").strip()
            except OSError:      # it has ended meanwhile
                continue
        return found

    def end(self):
        """Ends what is left, however the storm went."""
        for process in self.runs:
            process.kill()
        for pid in self.processes():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.ca.kill()
        self.ca.wait()


class Process:
    """A run of preflight, its output and its events in files of its own."""

    def __init__(self, place, command, name):
        number = len(place.runs)
        self.name = name
        self.began = time.monotonic()
        self.files = {kind: place.directory / f"{number:04}-{name}.{kind}" for kind in ("events", "out", "err")}
        if command[1] == "run":
            command = command + ["--events", str(self.files["events"])]
        with open(self.files["out"], "w") as out, open(self.files["err"], "w") as err:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=place.environment)
        self.killed, self.said = False, None
        place.runs.append(self)

    def status(self):
        """None while it runs."""
        return self.process.poll()

    def kill(self):
        """Returns whether it was still there to be killed."""
        if self.process.poll() is not None:
            return False
        self.process.kill()
        self.killed = self.process.wait() == -signal.SIGKILL
        return self.killed

    def first_said(self, now):
        """When it was first seen to have told an event, so that it has opened the ledger; None before."""
        events = self.files["events"]
        if self.said is None and events.exists() and events.stat().st_size > 0:
            self.said = now
        return self.said

    def events(self):
        if not self.files["events"].exists():
            return []
        with open(self.files["events"]) as file:
            return [json.loads(line) for line in file if line.endswith("\n")]

    def errors(self):
        return self.files["err"].read_text(errors="replace")
