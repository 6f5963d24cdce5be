#!/usr/bin/env python3
"""Runs a program on a pseudo-terminal and prints as JSON what a person would have seen.

    terminal.py [--columns N] [--output FILE|pipe|closed] [--for SECONDS] STEP... -- PROGRAM ARGUMENT...

Steps, one after the other: `see:TEXT` waits until TEXT stands on the screen, `resize:COLUMNS`, `key:^C` (also ^S, ^Q),
`signal:NAME` to the program alone, `wait:SECONDS`. Then the end of the program is waited for.

The answer: status (128 and its number for a signal), rows (the screen at the end, from the first row on), drawn (every
text that was erased again, with the columns that the terminal had when it was drawn), raw (all octets that came), seconds.
"""
import base64, fcntl, json, os, pty, select, signal, struct, subprocess, sys, termios, time, unicodedata


def columns_of(character):
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class Screen:
    """As much of a terminal as is needed to tell where text stands: it returns, feeds lines and erases, and never wraps."""

    def __init__(self, columns):
        self.columns, self.row, self.column = columns, 0, 0
        self.rows = [""]
        self.drawn, self.unknown = [], []
        self.written = columns
        self.pending = b""

    def feed(self, octets):
        data = self.pending + octets
        text = data.decode("utf-8", "ignore")
        # The last character may be cut off.
        self.pending = data[len(text.encode("utf-8")):] if len(data) - len(text.encode("utf-8")) < 4 else b""
        at = 0
        while at < len(text):
            character = text[at]
            at += 1
            if character == "\r":
                self.column = 0
            elif character == "\n":
                self.row += 1
                while len(self.rows) <= self.row:
                    self.rows.append("")
            elif character == "\x1b":
                end = at + 1
                while end < len(text) and not text[end].isalpha():
                    end += 1
                sequence = text[at:end + 1]
                at = end + 1
                if sequence == "[J":
                    gone = self.rows[self.row][self.column:]
                    if gone.strip() and (not self.drawn or self.drawn[-1][0] != gone):
                        self.drawn.append((gone, self.written))
                    self.rows[self.row] = self.rows[self.row][:self.column]
                    del self.rows[self.row + 1:]
                elif not sequence.endswith("m"):
                    self.unknown.append(sequence)
            elif ord(character) < 32 or ord(character) == 127:
                self.unknown.append(character)
            else:
                width = columns_of(character)
                if self.column == 0:
                    self.written = self.columns
                line = self.rows[self.row]
                self.rows[self.row] = line[:self.column].ljust(self.column) + character + line[self.column + 1:]
                self.column += width


def main():
    arguments = sys.argv[1:]
    command = arguments[arguments.index("--") + 1:]
    columns, output, longest, steps = 80, None, 60.0, []
    words = iter(arguments[:arguments.index("--")])
    for word in words:
        if word == "--columns":
            columns = int(next(words))
        elif word == "--output":
            output = next(words)
        elif word == "--for":
            longest = float(next(words))
        else:
            steps.append(word.split(":", 1))
    master, slave = pty.openpty()

    def resize(count):
        fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, count, 0, 0))

    resize(columns)
    screen, raw, start = Screen(columns), bytearray(), time.monotonic()
    before = termios.tcgetattr(slave)
    reader = None
    if output == "pipe":
        reader, out = os.pipe()
        os.set_inheritable(out, True)
    elif output == "closed":
        out = None
    else:
        out = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644) if output else slave
    if output == "closed":
        command = ["/bin/sh", "-c", 'exec "$@" >&-', "sh"] + command

    def begin():
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    child = subprocess.Popen(command, stdin=slave, stdout=out, stderr=slave, preexec_fn=begin)
    if reader is not None:
        os.close(out)

    def look(seconds):
        ready, _, _ = select.select([master], [], [], seconds)
        if ready:
            try:
                octets = os.read(master, 65536)
            except OSError:
                return
            raw.extend(octets)
            screen.feed(octets)

    deadline = start + longest
    failure = None
    for kind, value in steps:
        if kind == "see":
            while value not in "\n".join(screen.rows) and time.monotonic() < deadline and child.poll() is None:
                look(0.05)
            if value not in "\n".join(screen.rows):
                failure = failure or f"never seen: {value}"
        elif kind == "resize":
            columns = int(value)
            resize(columns)
            screen.columns = columns
        elif kind == "key":
            os.write(master, bytes([ord(value[1]) - 64]))
        elif kind == "signal":
            child.send_signal(getattr(signal, "SIG" + value))
        elif kind == "close":
            os.close(reader)
        elif kind == "wait":
            end = time.monotonic() + float(value)
            while time.monotonic() < end:
                look(0.05)
    while child.poll() is None and time.monotonic() < deadline:
        look(0.05)
    if child.poll() is None:
        failure = failure or "it did not end"
        child.kill()
    child.wait()
    seconds = time.monotonic() - start
    while select.select([master], [], [], 0.05)[0]:
        size = len(raw)
        look(0)
        if len(raw) == size:
            break
    status = child.returncode if child.returncode >= 0 else 128 - child.returncode
    json.dump({
        "status": status, "failure": failure, "rows": [row.rstrip() for row in screen.rows], "column": screen.column,
        "drawn": [{"text": text.rstrip(), "columns": count, "width": sum(map(columns_of, text.rstrip()))}
                  for text, count in screen.drawn],
        "unknown": screen.unknown, "sameState": before == termios.tcgetattr(slave),
        "raw": base64.b64encode(raw).decode(), "seconds": seconds,
    }, sys.stdout)


main()
