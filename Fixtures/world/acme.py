"""A tiny ACME client (RFC 8555) for the world's own use: ES256 in plain Python, so that nothing but Debian's python3 is needed
and a signature costs no process. Not for real keys: its arithmetic takes no care of side channels.
As a program: acme.py DIRECTORY WORLD makes the account."""
import base64
import hashlib
import http.client
import json
import secrets
import ssl
import subprocess
import sys
import threading
import urllib.parse
from pathlib import Path

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


def add(a, b):
    """Points of P-256 in affine coordinates; None is the point at infinity."""
    if a is None or b is None:
        return a or b
    (x1, y1), (x2, y2) = a, b
    if x1 == x2:
        if (y1 + y2) % P == 0:
            return None
        slope = (3 * x1 * x1 - 3) * pow(2 * y1, -1, P) % P
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, P) % P
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P


def powers():
    """TABLE[i][j] = j * 16**i * G, which makes a multiple of G 63 additions."""
    base, table = G, []
    for _ in range(64):
        row = [None]
        for _ in range(15):
            row.append(add(row[-1], base))
        table.append(row)
        base = add(row[-1], base)
    return table


TABLE = []


def times_g(k):
    if not TABLE:
        TABLE.extend(powers())
    point = None
    for i in range(64):
        point = add(point, TABLE[i][k >> 4 * i & 15])
    return point


def b64(data):
    if isinstance(data, dict):
        data = json.dumps(data, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Key:
    def __init__(self, path):
        der = subprocess.run(["openssl", "ec", "-in", str(path), "-outform", "DER"], capture_output=True, check=True).stdout
        self.secret = int.from_bytes(der[7:39], "big")      # ECPrivateKey: version, then the 32 bytes
        point = der[-65:]                                   # … and at the end the uncompressed public key
        assert point[0] == 4
        self.jwk = {"crv": "P-256", "kty": "EC", "x": b64(point[1:33]), "y": b64(point[33:])}
        self.thumbprint = b64(hashlib.sha256(json.dumps(self.jwk, separators=(",", ":"), sort_keys=True).encode()).digest())

    @classmethod
    def generate(cls, path):
        subprocess.run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", str(path)], capture_output=True, check=True)
        return cls(path)

    def sign(self, data):
        e = int.from_bytes(hashlib.sha256(data).digest(), "big")
        while True:
            k = secrets.randbelow(N - 1) + 1
            r = times_g(k)[0] % N
            s = pow(k, -1, N) * (e + r * self.secret) % N
            if r and s:
                return r.to_bytes(32, "big") + s.to_bytes(32, "big")


class Client:
    """One connection, one account. `via` is the (host, port) to connect to where the URLs' own host is not to be asked."""

    def __init__(self, directory_url, key, ca_file, via=None):
        self.key, self.via, self.kid, self.nonce = key, via, None, None
        self.context = ssl.create_default_context(cafile=ca_file)
        self.base = urllib.parse.urlsplit(directory_url)
        self.connection = None
        self.lock = threading.RLock()
        self.directory = json.loads(self.request("GET", directory_url)[2])

    def request(self, method, url, body=None, headers=None):
        parts = urllib.parse.urlsplit(url)
        for attempt in (1, 2):
            if self.connection is None:
                host, port = self.via or (parts.hostname, parts.port or 443)
                self.connection = http.client.HTTPSConnection(host, port, timeout=60, context=self.context)
            try:
                self.connection.request(method, parts.path, body, {"Host": parts.netloc, "User-Agent": "preflight-world", **(headers or {})})
                reply = self.connection.getresponse()
                content = reply.read()
                break
            except (OSError, http.client.HTTPException):    # an idle connection may have been closed
                self.connection.close()
                self.connection = None
                if attempt == 2:
                    raise
        self.nonce = reply.headers.get("Replay-Nonce")
        return reply.status, reply.headers, content

    def post(self, url, payload=None):
        """POST, or POST-as-GET without a payload. Returns status, headers and the object."""
        with self.lock:
            for _ in range(10):
                if not self.nonce:
                    self.request("HEAD", self.directory["newNonce"])
                head = {"alg": "ES256", "nonce": self.nonce, "url": url}
                head |= {"kid": self.kid} if self.kid else {"jwk": self.key.jwk}
                protected, body = b64(head), "" if payload is None else b64(payload)
                signature = b64(self.key.sign(f"{protected}.{body}".encode()))
                status, headers, content = self.request("POST", url, json.dumps({"protected": protected, "payload": body, "signature": signature}),
                                                        {"Content-Type": "application/jose+json"})
                reply = json.loads(content) if content[:1] == b"{" else {}
                if not (status == 400 and reply.get("type", "").endswith("badNonce")):
                    break
            return status, headers, reply

    def account(self, create=True):
        payload = {"termsOfServiceAgreed": True} if create else {"onlyReturnExisting": True}
        status, headers, reply = self.post(self.directory["newAccount"], payload)
        if status not in (200, 201):
            raise SystemExit(f"no account: {status} {reply}")
        self.kid = headers["Location"]
        return self.kid


if __name__ == "__main__":
    directory, world = sys.argv[1], Path(sys.argv[2])
    print(Client(directory, Key(world / "account/private/key.pem"), world / "ca.pem").account())
