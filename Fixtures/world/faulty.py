"""A proxy in front of the counting one that does wrong what it is told to.   faulty.py WORLD PORT LOG RULES [PID-FILE]

Listens on https://localhost:PORT in the world; /dir is the directory. RULES is a JSON array, of which the first rule that fits a
request is carried out:
  on      directory newNonce newAccount account orders newOrder order authorization challenge finalize certificate; several with blanks between; or *
  when    "before" the request reaches Pebble (it then does not), or "after" (the default)
  nth     only the nth request that it fits, from 1; times: only the first so many; share: only by this chance
  do      kill     SIGKILL to the process in PID-FILE, and no reply
          cut      no reply, the connection is closed
          answer   a reply made up of `status`, `headers` (added to the real ones), `body`; what is left out is as it was
          edit     the reply's JSON with the members of `set` put in, and those of `drop` left out
          endless  a body that has no end
          stall    no reply, and the connection stays open
LOG gets one line of NDJSON for each request: at, on, status, done (the rule's), and of newOrder its payload and order."""
import json
import os
import random
import signal
import socket
import ssl
import sys
import threading
import time
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
import http.client

import acme

KINDS = {"/dir": "directory", "/nonce-plz": "newNonce", "/sign-me-up": "newAccount", "/my-account/": "account",
         "/list-orderz/": "orders", "/order-plz": "newOrder", "/my-order/": "order", "/authZ/": "authorization",
         "/chalZ/": "challenge", "/finalize-order/": "finalize", "/certZ/": "certificate"}


def kind_of(path):
    return next((kind for start, kind in KINDS.items() if path.startswith(start)), "other")


class Rules:
    def __init__(self, rules):
        self.rules = rules
        self.seen = [0] * len(rules)
        self.lock = threading.Lock()

    def pick(self, kind, when):
        with self.lock:
            for i, rule in enumerate(self.rules):
                if rule["on"] != "*" and kind not in rule["on"].split() or rule.get("when", "after") != when:
                    continue
                self.seen[i] += 1
                if "nth" in rule and self.seen[i] != rule["nth"] or self.seen[i] > rule.get("times", 1 << 60):
                    continue
                if random.random() < rule.get("share", 1):
                    return rule
        return None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 120
    upstream = None

    def setup(self):
        self.request.do_handshake()
        super().setup()

    def handle_any(self):
        kind = kind_of(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        rule = self.server.rules.pick(kind, "before")
        status, headers, content = (200, [("Content-Type", "application/json")], b"") if rule else self.forward(body)
        rule = rule or self.server.rules.pick(kind, "after")
        self.note(kind, body, status, headers, rule)
        done = rule and rule["do"]
        if done == "kill":
            os.kill(int(Path(self.server.pid_file).read_text()), signal.SIGKILL)
        if done in ("kill", "cut"):
            return self.cut()
        if done == "stall":
            time.sleep(100)
            return self.cut()
        if done == "answer":
            status = rule.get("status", status)
            given = {name.lower() for name in rule.get("headers", {})}
            headers = [h for h in headers if h[0].lower() not in given] + [h for h in rule.get("headers", {}).items() if h[1] is not None]
            content = rule["body"].encode() if "body" in rule else content
        if done == "edit":
            reply = json.loads(content)
            reply.update(rule.get("set", {}))
            content = json.dumps({k: v for k, v in reply.items() if k not in rule.get("drop", [])}).encode()
        self.reply(status, headers, content, endless=done == "endless")

    do_GET = do_POST = do_HEAD = handle_any

    def forward(self, body):
        if self.upstream is None:
            self.upstream = http.client.HTTPSConnection(*self.server.upstream, timeout=100, context=self.server.trust)
        self.upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in ("connection", "expect", "content-length", "transfer-encoding"):
                self.upstream.putheader(name, value)
        if body or self.command == "POST":
            self.upstream.putheader("Content-Length", str(len(body)))
        self.upstream.endheaders(body)
        reply = self.upstream.getresponse()
        return reply.status, reply.getheaders(), reply.read()

    def note(self, kind, body, status, headers, rule):
        record = {"at": datetime.now(timezone.utc).isoformat(timespec="milliseconds"), "on": kind, "status": status,
                  "agent": self.headers.get("User-Agent"), "done": rule and rule["do"]}
        if kind == "newOrder":
            record["payload"] = json.loads(acme.unb64(json.loads(body)["payload"]))
            record["order"] = dict(headers).get("Location")
        self.server.log.write(json.dumps(record) + "\n")

    def reply(self, status, headers, content, endless):
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                self.send_header(name, value)
        if not endless:
            self.send_header("Content-Length", str(len(content)))
        else:
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while endless:
            self.wfile.write(b"1000\r\n" + b"[" * 0x1000 + b"\r\n")
        if self.command != "HEAD":
            self.wfile.write(content)

    def cut(self):
        self.close_connection = True
        # A plain close: TLS says nothing, as when a machine in between gives up.
        self.request.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1000

    def get_request(self):
        connection, address = self.socket.accept()
        return self.tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request, address):
        pass


def main(world, port, log, rules, pid_file=None):
    env = dict(line.split("=", 1) for line in (Path(world) / "servers").read_text().split())
    server = Server(("127.0.0.1", int(port)), Handler)
    server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.tls.load_cert_chain(Path(world) / "tls/ca-server.pem", Path(world) / "tls/ca-server.key")
    server.trust = ssl.create_default_context(cafile=Path(world) / "ca.pem")
    server.upstream = (env["COUNTER"], 443)
    server.log = open(log, "a", buffering=1)
    server.rules = Rules(json.loads(rules))
    server.pid_file = pid_file
    print("ready", flush=True)
    server.serve_forever()


main(*sys.argv[1:])
