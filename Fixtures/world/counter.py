"""A proxy in front of Pebble that counts what is pending there.   counter.py WORLD

Pebble builds its URLs from the Host header, so nothing has to be rewritten. After every newOrder that made an order, and before
its reply is passed on, each order that is not known to have ended is asked for at Pebble, with the account's own key; how many
of them are open is written to WORLD/counter.ndjson. Orders of other accounts count as what was last seen in their replies."""
import http.client
import json
import os
import ssl
import sys
import threading
import time
import urllib.parse
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import acme
import refusals

# "deactivated": what Pebble says of an order whose authorizations were given up.
ENDED = ("valid", "invalid", "deactivated")


class Counter:
    def __init__(self, path, client):
        self.client, self.path = client, path
        self.file = open(path, "a", buffering=1)
        self.open = {}              # order URL -> names, own; parts: URLs of its authorizations and challenges
        self.most = 0
        self.late = set()           # URLs at which the CA has no time
        self.lock = threading.Lock()        # the state
        self.counting = threading.Lock()    # one count at a time

    def log(self, **record):
        record = {"at": datetime.now(timezone.utc).isoformat(timespec="milliseconds"), **record}
        self.file.write(json.dumps(record) + "\n")

    def ended(self, url, status):
        with self.lock:
            order = self.open.pop(url, None)
            if order:
                self.log(event="ended", order=url, names=order["names"], status=status)

    def saw(self, url, reply):
        """Something that an order's owner was told: ends it early, and is all there is for other accounts."""
        status = reply.get("status")
        if "authorizations" in reply:
            if status in ENDED:
                self.ended(url, status)
            return
        with self.lock:
            hit = {o: order["parts"] for o, order in self.open.items() if url in order["parts"]}
            for parts in hit.values():
                parts.update(c.get("url") for c in reply.get("challenges", []))
        if status in ("invalid", "deactivated"):    # an authorization or one of its challenges, and the order with it
            for order in hit:
                self.ended(order, "invalid")

    def new_order(self, url, names, account, status, authorizations):
        own = account == self.client.kid
        with self.lock:
            kind, _ = refusals.kind_of(names)
            if kind == "late-busy":
                self.late.update([url, *authorizations])
            # What the proxy keeps from ending would count for ever.
            if url is not None and kind is None:
                self.open[url] = {"names": names, "own": own, "parts": set(authorizations)}
        if url is None:
            self.log(event="refused", names=names, account=account, own=own, status=status)
            return
        with self.counting:
            with self.lock:
                asked = [(o, order["own"]) for o, order in self.open.items()]
            for order, mine in asked:
                if mine and order in self.open:
                    _, _, reply = self.client.post(order)
                    if reply.get("status") in ENDED:
                        self.ended(order, reply["status"])
            with self.lock:
                count = sum(1 for order, _ in asked if order in self.open)
                self.most = max(self.most, count)
                self.log(event="newOrder", order=url, names=names, account=account, own=own, open=count, most=self.most)


def names_of(jws):
    return [i.get("value", "") for i in json.loads(acme.unb64(jws["payload"]) or b"{}").get("identifiers", [])]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 120
    upstream = None

    def setup(self):
        self.request.do_handshake()     # here, not in the thread that accepts
        super().setup()

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.command == "POST" and self.refuse(body):
            return
        for attempt in (1, 2):
            if self.upstream is None:
                self.upstream = http.client.HTTPSConnection(*self.server.pebble, timeout=100, context=self.server.trust)
            try:
                self.upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                for name, value in self.headers.items():
                    if name.lower() not in ("connection", "expect", "content-length", "transfer-encoding"):
                        self.upstream.putheader(name, value)
                if body or self.command == "POST":
                    self.upstream.putheader("Content-Length", str(len(body)))
                self.upstream.endheaders(body)
                reply = self.upstream.getresponse()
                content = reply.read()
                break
            except http.client.HTTPException:
                self.upstream.close()
                self.upstream = None
                if attempt == 2 or self.command == "POST":
                    raise
        if self.command == "POST":
            self.watch(body, reply, content)
            if self.loses(body):
                self.close_connection = True
                return
        self.send_response_only(reply.status)
        for name, value in reply.getheaders():
            if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                self.send_header(name, value)
        self.send_header("Content-Length", reply.getheader("Content-Length") or str(len(content)) if self.command == "HEAD" else str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_POST = do_HEAD = handle_any

    def refuse(self, body):
        """Answers in the CA's stead where the names say so."""
        counter = self.server.counter
        try:
            jws = json.loads(body)
            head = json.loads(acme.unb64(jws["protected"]))
            if self.path == self.server.new_order:
                found = refusals.refusal(names_of(jws))
                if found:
                    counter.new_order(None, names_of(jws), head.get("kid"), found[0], [])
            else:
                found = refusals.answer(*refusals.BUSY) if head.get("url") in counter.late else None
        except (ValueError, KeyError, TypeError, AttributeError):
            return False
        if not found:
            return False
        status, headers, content = found
        self.send_response_only(status)
        # The nonce was not used at the CA, so it is good for another request.
        for name, value in {**headers, "Replay-Nonce": head["nonce"], "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
        return True

    def loses(self, body):
        """Whether the reply to this request is not to arrive."""
        try:
            return self.path == self.server.new_order and refusals.kind_of(names_of(json.loads(body)))[0] == "lost"
        except (ValueError, KeyError, TypeError, AttributeError):
            return False

    def watch(self, body, reply, content):
        counter = self.server.counter
        try:
            jws, said = json.loads(body), json.loads(content) if content[:1] == b"{" else {}
            head = json.loads(acme.unb64(jws["protected"]))
            if self.path == self.server.new_order:
                names = names_of(jws)
                made = reply.getheader("Location") if reply.status == 201 else None
                # A rejected nonce says nothing about the order: the client tries again, and that one is logged.
                if made or not said.get("type", "").endswith("badNonce"):
                    counter.new_order(made, names, head.get("kid"), reply.status, said.get("authorizations", []))
            elif self.path == self.server.new_account and reply.status in (200, 201):
                counter.log(event="account", account=reply.getheader("Location"), new=reply.status == 201)
            else:
                counter.saw(reply.getheader("Location") or head.get("url"), said)
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            print("not understood:", self.path, problem, flush=True)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1000

    def get_request(self):
        connection, address = self.socket.accept()
        return self.tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request, address):
        print("connection:", sys.exc_info()[1], flush=True)


def main(world):
    env = dict(line.split("=", 1) for line in (world / "servers").read_text().split())
    directory = os.environ["WORLD_DIRECTORY"]
    client = acme.Client(directory, acme.Key(world / "account/private/key.pem"), world / "ca.pem",
                         via=(urllib.parse.urlsplit(os.environ["PEBBLE_DIRECTORY"]).hostname, 14000))
    client.account(create=False)
    server = Server((env["COUNTER"], 443), Handler)
    server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.tls.load_cert_chain(world / "tls/ca-server.pem", world / "tls/ca-server.key")
    server.trust = client.context
    server.pebble = client.via
    server.new_order = urllib.parse.urlsplit(client.directory["newOrder"]).path
    server.new_account = urllib.parse.urlsplit(client.directory["newAccount"]).path
    server.counter = Counter(world / "counter.ndjson", client)
    server.serve_forever()


main(Path(sys.argv[1]))
