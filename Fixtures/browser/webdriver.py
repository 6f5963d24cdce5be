"""A browser driven over W3C WebDriver (chromedriver), with Python's standard library alone."""
import base64
import json
import os
import socket
import subprocess
import time
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004", "Space": "\ue00d"}


class Browser:
    def __init__(self, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        environment = dict(os.environ, HOME=folder, XDG_CONFIG_HOME=folder, XDG_CACHE_HOME=folder)
        self.driver = subprocess.Popen(
            ["chromedriver", f"--port={self.port}", "--allowed-ips=127.0.0.1"], env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        arguments = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run",
                     "--disable-background-networking", "--disable-component-update", "--window-size=1280,900",
                     f"--user-data-dir={folder}/profile"]
        wanted = {"browserName": "chrome", "goog:chromeOptions": {"args": arguments},
                  "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
                  "unhandledPromptBehavior": "ignore"}
        self.session = ""
        deadline = time.monotonic() + 60
        while True:
            try:
                made = self.call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
                break
            except (ConnectionError, urllib.error.URLError) as error:
                if time.monotonic() > deadline or isinstance(error, urllib.error.HTTPError):
                    raise
                time.sleep(0.05)
        self.session = f"/session/{made['sessionId']}"

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data, {"Content-Type": "application/json"}, method=method)
        # Not through a proxy of the environment.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            if not path.startswith("/session/"):
                raise
            raise RuntimeError(json.load(error)["value"]["message"].splitlines()[0]) from None

    def post(self, path, **body):
        return self.call("POST", self.session + path, body)

    def open(self, url):
        self.post("/url", url=url)

    def script(self, text, *arguments):
        """What the function's body returns."""
        return self.post("/execute/sync", script=text, args=list(arguments))

    def find(self, selector):
        return self.post("/element", using="css selector", value=selector)[ELEMENT]

    def click(self, selector):
        self.post(f"/element/{self.find(selector)}/click")

    def type(self, selector, text):
        element = self.find(selector)
        self.post(f"/element/{element}/clear")
        self.post(f"/element/{element}/value", text=text)

    def press(self, *keys):
        """To whatever has the focus."""
        actions = []
        for key in keys:
            value = KEYS.get(key, key)
            actions += [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}]
        self.post("/actions", actions=[{"type": "key", "id": "keyboard", "actions": actions}])

    def choose(self, selector, value):
        """One of a select's options."""
        self.click(f"{selector} option[value='{value}']")

    def protocol(self, command, **parameters):
        return self.post("/goog/cdp/execute", cmd=command, params=parameters)

    def emulate(self, scheme=None, width=None, media=""):
        """A colour scheme, a screen's width (a phone's when narrow), a medium."""
        features = [{"name": "prefers-color-scheme", "value": scheme}] if scheme else []
        self.protocol("Emulation.setEmulatedMedia", media=media, features=features)
        if width:
            self.protocol("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1,
                          mobile=width < 600)
        else:
            self.protocol("Emulation.clearDeviceMetricsOverride")

    def log(self, kind):
        """What has come since it was asked for last."""
        return self.post("/se/log", type=kind)

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("GET", self.session + "/screenshot")))

    def pdf(self):
        return base64.b64decode(self.protocol("Page.printToPDF", printBackground=True)["data"])

    def close(self):
        try:
            if self.session:
                self.call("DELETE", self.session)
        finally:
            self.driver.terminate()
            self.driver.wait(10)
