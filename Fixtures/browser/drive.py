"""Looks at HTML reports as a person would, and says of each thing that must hold what is wrong with it, or nothing.

drive.py FOLDER [SCREENSHOTS]: FOLDER holds many.html and the other pages of Tests/BrowserTests/Pages.swift.
Prints a JSON object for each check: {"page":…,"check":…,"wrong":""}.
"""
import json
import os
import re
import sys
import tempfile
import time
from urllib.parse import quote

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from webdriver import Browser

CHECKS = {}


def check(*pages):
    """A check of these pages; its name is the function's, in words."""
    def add(function):
        for page in pages:
            CHECKS.setdefault(page, []).append((function.__name__.replace("_", " "), function))
        return function
    return add


EVERY = ("many", "run", "single", "strange", "worst")


class Page:
    def __init__(self, browser, folder, name):
        self.browser = browser
        self.name = name
        self.file = f"{folder}/{name}.html"
        self.url = f"file://{self.file}"

    def load(self, fragment=""):
        self.browser.open("about:blank")
        self.browser.open(self.url + fragment)

    def rows(self):
        return self.browser.script("return document.querySelectorAll('#table tbody tr').length")

    def column(self, index):
        return self.browser.script(
            "return [...document.querySelectorAll('#table tbody tr')].map(row => row.children[arguments[0]].innerText)",
            index)

    def said(self):
        return self.browser.script("return document.querySelector('.count').innerText")

    def focused(self):
        return self.browser.script(
            "const e = document.activeElement; return e.tagName + ' ' + (e.getAttribute('href') ?? e.innerText)")

    def heading(self):
        return self.browser.script("return document.querySelector('#page:not([hidden]) h1')?.innerText ?? ''")


def expect(found, wanted, what=""):
    assert found == wanted, f"{what} {found!r} instead of {wanted!r}".strip()


def expect_soon(read, wanted):
    """A change of the address arrives a moment later."""
    deadline = time.monotonic() + 20
    while read() != wanted and time.monotonic() < deadline:
        time.sleep(0.01)
    expect(read(), wanted)


# Of any page.

@check(*EVERY)
def asks_nothing_of_the_network(page):
    # Not what the browser's own first page asked for.
    page.browser.open("about:blank")
    page.browser.log("performance")
    page.load()
    asked = []
    for entry in page.browser.log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] in ("Network.requestWillBeSent", "Network.webSocketCreated"):
            asked.append(message["params"].get("request", message["params"])["url"])
    expect([url for url in asked if url != "about:blank"], [page.url])


@check(*EVERY)
def says_nothing_on_the_console(page):
    page.browser.log("browser")
    page.load()
    # What the page's policy kept from happening would be said here as well.
    expect([entry["message"] for entry in page.browser.log("browser")], [])


WIDE = """
const width = document.documentElement.clientWidth;
return [document.documentElement.scrollWidth - width, ...[...document.querySelectorAll('body *')]
  .filter(e => e.getClientRects().length && e.getBoundingClientRect().right > width + 1).map(e => e.outerHTML.slice(0, 80))];
"""


@check(*EVERY)
def fits_a_phone(page):
    for width in (320, 390):
        page.browser.emulate(width=width)
        page.load()
        expect(page.browser.script(WIDE), [0], f"{width} pixels:")
        page.browser.script("document.querySelector('#table tbody a, #page a').click()")
        expect(page.browser.script(WIDE), [0], f"{width} pixels, a name:")
    page.browser.emulate()


# WCAG 2.1, 1.4.3: the contrast of each text with what is behind it.
CONTRAST = """
const channel = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
const parse = text => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data]; };
const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
  if (c[3] === 255) return c; } return [255, 255, 255]; };
const poor = [];
for (const e of document.querySelectorAll('body *')) {
  if (!e.getClientRects().length || !e.innerText || e.closest('svg')) continue;
  if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
  const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))];
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (ratio < 4.5) poor.push(`${ratio.toFixed(2)} ${e.tagName}.${e.className} ${e.innerText.slice(0, 30)}`);
}
return [getComputedStyle(document.body).backgroundColor, poor.slice(0, 5)];
"""


@check(*EVERY)
def is_readable_in_both_modes(page):
    grounds = set()
    for scheme in ("light", "dark"):
        page.browser.emulate(scheme=scheme)
        page.load()
        for place in ("overview", "a name"):
            ground, poor = page.browser.script(CONTRAST)
            grounds.add(ground)
            expect(poor, [], f"{scheme}, {place}:")
            page.browser.script("document.querySelector('#table tbody a, #page a').click()")
    page.browser.emulate()
    expect(len(grounds), 2, "grounds:")


def sheets(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@check(*EVERY)
def has_room_on_paper(page):
    page.browser.emulate(scheme="dark")
    page.load()
    pdf = page.browser.pdf()
    page.browser.emulate(scheme="dark", media="print")
    ground, poor = page.browser.script(CONTRAST)
    page.browser.emulate()
    assert pdf.startswith(b"%PDF-") and sheets(pdf) > 0, "no PDF"
    expect((ground, poor), ("rgb(255, 255, 255)", []))


@check(*EVERY)
def is_a_list_without_a_script(page):
    page.browser.protocol("Emulation.setScriptExecutionDisabled", value=True)
    try:
        page.load()
        tree = page.browser.protocol("DOM.getDocument", depth=1)["root"]["nodeId"]
        found = page.browser.protocol("DOM.querySelectorAll", nodeId=tree, selector="noscript li")["nodeIds"]
        least = {"many": 10000, "worst": 8000, "run": 60, "single": 1, "strange": 23}
        assert least[page.name] <= len(found) <= 10000, f"{len(found)} names"
    finally:
        page.browser.protocol("Emulation.setScriptExecutionDisabled", value=False)


# 10,000 names.

@check("many", "worst")
def opens_in_time(page):
    page.load()
    times = []
    for _ in range(3):
        start = time.monotonic()
        page.load()
        expect(page.rows() > 0, True, "rows:")
        times.append(time.monotonic() - start)
    filtering = page.browser.script("""
      const field = document.getElementById('text');
      return ['s', 'sh', 'shop-9', 'shop-99', 'nothing', ''].map(text => {
        const start = performance.now();
        field.value = text;
        field.dispatchEvent(new Event('input'));
        document.body.offsetHeight;
        return performance.now() - start;
      });""")
    sorting = page.browser.script("""
      return [...document.querySelectorAll('thead button')].map(button => {
        const start = performance.now();
        button.click();
        document.body.offsetHeight;
        return performance.now() - start;
      });""")
    print(json.dumps({"note": f"HTML report {page.name}: usable in {min(times):.2f} s, filtered in "
                              f"{max(filtering):.0f} ms, sorted in {max(sorting):.0f} ms at most"}))
    # Wide bounds: what is to be noticed is a page that does not come to its end.
    assert min(times) < 20 and max(filtering) < 5000 and max(sorting) < 5000, f"{times} {filtering} {sorting}"


@check("many")
def shows_the_counts(page):
    page.load()
    expect(page.browser.script("return document.querySelector('.verdicts ul').innerText").split(),
           "✓ 6,000 ready ✗ 3,000 not ready ? 1,000 undetermined".split())
    causes = page.browser.script(
        "return [...document.querySelectorAll('.causes li')].map(e => e.querySelector('code').innerText + ' ' "
        "+ e.querySelector('b').innerText)")
    expect(causes, ["dns.address-elsewhere 1,000", "dns.nxdomain 1,000", "http.connect-timeout 1,000",
                    "self.deadline 1,000"])
    expect(page.said(), "10,000 names")


@check("many")
def filters_by_text(page):
    page.load()
    page.browser.type("#text", "SHOP-9999.")
    expect((page.said(), page.column(0)), ("1 name of 10,000", ["shop-9999.customers.example"]))
    page.browser.type("#text", "no such name")
    expect((page.said(), page.rows()), ("0 names of 10,000", 0))
    page.browser.click("#filters button")
    expect(page.said(), "10,000 names")


@check("many")
def filters_by_verdict(page):
    page.load()
    page.browser.choose("#verdict", "undetermined")
    expect((page.said(), set(page.column(1))), ("1,000 names of 10,000", {"? undetermined"}))
    page.browser.choose("#verdict", "ready")
    expect((page.said(), set(page.column(1))), ("6,000 names of 10,000", {"✓ ready"}))


@check("many")
def filters_by_cause(page):
    page.load()
    page.browser.choose("#cause", "http.status")
    expect((page.said(), page.column(2)[0]), ("1,000 names of 10,000", "dns.address-elsewhere and 1 more"))
    page.browser.type("#text", "shop-1.")
    expect(page.said(), "1 name of 10,000")


@check("many")
def filters_by_a_click_on_the_chart(page):
    page.load()
    page.browser.click("button[data-cause='dns.nxdomain']")
    expect((page.said(), set(page.column(2))), ("1,000 names of 10,000", {"dns.nxdomain"}))
    expect(page.focused().split()[0], "SELECT")


@check("many")
def sorts_by_each_column(page):
    page.load()
    for index, key in enumerate(("name", "verdict", "cause")):
        for direction in ("ascending", "descending"):
            page.browser.click(f"thead th.{key} button")
            expect(page.browser.script("return [...document.querySelectorAll('th[aria-sort]')]"
                                       ".map(e => [e.className, e.getAttribute('aria-sort')])"), [[key, direction]])
        shown = page.column(index)
        wanted = {"name": "shop-9999.customers.example", "verdict": "✓ ready"}.get(key)
        if wanted:
            expect(shown[0], wanted)
        if key == "name":
            expect(shown, sorted(shown, reverse=True))


@check("many")
def shows_more(page):
    page.load()
    before = page.rows()
    assert 0 < before < 1000, f"{before} rows at once"
    page.browser.script("document.querySelector('.more').click()")
    assert page.rows() >= before + 100, f"{page.rows()} rows"
    # Whoever scrolls need not ask.
    before = page.rows()
    page.browser.script("window.scrollTo(0, document.body.scrollHeight)")
    deadline = time.monotonic() + 20
    while page.rows() == before and time.monotonic() < deadline:
        pass
    assert page.rows() > before, "scrolling shows no more"


def tab_to(page, wanted, most=40):
    for _ in range(most):
        page.browser.press("Tab")
        if page.focused().startswith(wanted):
            return
    raise AssertionError(f"the focus never comes to {wanted}, but to {page.focused()}")


@check("many")
def sorts_by_keyboard(page):
    page.load()
    tab_to(page, "BUTTON Name")
    page.browser.press("Space")
    expect(page.column(0)[0], "shop-0.customers.example")
    page.browser.press("Enter")
    expect(page.column(0)[0], "shop-9999.customers.example")
    expect(page.focused(), "BUTTON Name")


@check("many")
def opens_a_name_by_keyboard(page):
    page.load()
    tab_to(page, "INPUT")
    page.browser.press(*"shop-1.")
    tab_to(page, "A #shop-1.customers.example")
    page.browser.press("Enter")
    expect_soon(page.heading, "shop-1.customers.example")
    expect(page.focused(), "H1 shop-1.customers.example")
    text = page.browser.script("return document.getElementById('page').innerText")
    for part in ("✗ not ready", "Resolves to now", "30.77.9.1", "elsewhere", "Should resolve to", "203.0.113.10",
                 "Fetched over HTTP", "answered 404", "after a redirect to https://www.shop-1.customers.example/",
                 "What is wrong", "leads to a server that is not the platform's", "Seen: title Not found, 1",
                 "What to do", "Change the A record of shop-1.customers.example", "Warnings", "Look again in 5m"):
        assert part in text, f"{part!r} is not in {text!r}"
    expect(page.browser.script("return document.querySelectorAll('#page ol li').length"), 2, "steps:")


@check("many")
def closes_with_Escape(page):
    page.load("#shop-21.customers.example")
    expect(page.heading(), "shop-21.customers.example")
    page.browser.press("Escape")
    expect_soon(page.heading, "")
    expect(page.focused(), "A #shop-21.customers.example")
    expect(page.browser.script("return document.title"), "preflight check: 10,000 names checked")


@check("many")
def opens_a_name_by_its_link(page):
    page.load("#shop-7.customers.example")
    expect((page.heading(), page.browser.script("return document.title")), ("shop-7.customers.example",) * 2)
    page.load("#nobody.example")
    expect((page.heading(), page.rows() > 0), ("", True))


@check("many")
def goes_on_to_the_next_name(page):
    page.load()
    page.browser.choose("#verdict", "undetermined")
    names = page.column(0)[:3]
    page.browser.click("#table tbody a")
    expect_soon(page.heading, names[0])
    for name in names[1:]:
        page.browser.script("[...document.querySelectorAll('nav a')].find(a => a.innerText === 'Next').click()")
        expect_soon(page.heading, name)
    page.browser.post("/back")
    expect_soon(page.heading, names[1])


@check("many")
def prints_a_name_alone(page):
    page.load("#shop-1.customers.example")
    expect(sheets(page.browser.pdf()), 1, "sheets:")
    page.browser.emulate(media="print")
    shown = page.browser.script("return document.body.innerText")
    page.browser.emulate()
    assert shown.startswith("shop-1.customers.example") and "10,000" not in shown and "Print" not in shown, shown


@check("single")
def opens_the_only_name(page):
    page.load()
    expect(page.heading(), "shop-1.customers.example")
    page.browser.press("Escape")
    expect_soon(page.heading, "")
    expect(page.said(), "1 name")


@check("worst")
def says_what_it_has_no_room_for(page):
    page.load()
    said = page.browser.script("return document.querySelector('.bound').innerText")
    listed = int(page.said().split()[0].replace(",", ""))
    assert said.endswith(f"{10000 - listed:,} more names are counted and not listed."), said


# What strangers write.

@check("strange")
def runs_nothing(page):
    for fragment in ("", "#" + quote("<img src=x onerror='window.owned = 3'>"), "#%ff", "#__proto__", "#data"):
        page.load(fragment)
        expect(page.browser.script("return window.owned ?? null"), None)
    # Even what somebody had slipped in would not run.
    page.browser.script("const s = document.createElement('script'); s.textContent = 'window.owned = 9';"
                        "document.body.append(s); document.body.insertAdjacentHTML('beforeend', "
                        "'<img src=x onerror=\"window.owned = 10\">')")
    expect(page.browser.script("return window.owned ?? null"), None)
    page.browser.log("browser")


@check("strange")
def shows_it_as_text(page):
    page.load()
    tags = page.browser.script("return [...new Set([...document.querySelectorAll('*')].map(e => e.tagName.toLowerCase()))]")
    strange = set(tags) - set(
        "html head meta title style body main header section article script noscript nav p h1 h2 ul ol li b span code "
        "svg rect path button form label input select option table thead tbody tr th td a div".split())
    expect(strange, set())
    expect(page.browser.script("return document.querySelectorAll('script').length"), 2, "scripts:")
    expect(page.browser.script("return document.querySelectorAll('b').length"),
           page.browser.script("return document.querySelectorAll('.verdicts b, .causes b').length"), "<b>:")
    with open(page.file, encoding="utf-8", newline="") as file:
        text = file.read()
    moving = sorted({hex(ord(c)) for c in text
                     if c != "\n" and (ord(c) < 32 or 0x7f <= ord(c) < 0xa0 or c in "\u200e\u200f\u2028\u2029\ufeff"
                                       or 0x202a <= ord(c) <= 0x202e or 0x2066 <= ord(c) <= 0x2069)})
    expect(moving, [])


@check("strange")
def opens_every_name(page):
    page.load()
    links = page.browser.script("return [...document.querySelectorAll('#table tbody a')].map(a => a.getAttribute('href'))")
    expect((len(links), len(set(links))), (23, 23))
    for link in links:
        page.load(link)
        expect(page.browser.script("return document.querySelectorAll('#page:not([hidden]) h1').length"), 1, link)
        expect(page.browser.script("return document.querySelectorAll('#page b, #page img, #page script').length"), 0)


# A run.

@check("run")
def draws_what_was_pending(page):
    page.load()
    expect(page.browser.script("return document.querySelector('figcaption').innerText"),
           "10 pending at most (line), cap 10 (dashed line).")
    points = page.browser.script("return document.querySelector('path.line').getAttribute('d')")
    assert points.startswith("M0 ") and points.count("V") > 8, points
    boxes = page.browser.script("return ['.line', '.cap'].map(s => { const b = document.querySelector('figure ' + s)"
                                ".getBoundingClientRect(); return [b.top, b.width]; })")
    # Full at some time, never above.
    assert abs(boxes[0][0] - boxes[1][0]) < 1 and boxes[0][1] > 200, boxes


@check("run")
def filters_by_order(page):
    page.load()
    page.browser.choose("#order", "issued")
    expect(set(page.column(3)), {"issued"})
    page.browser.choose("#order", "failed")
    expect(page.column(0), ["shop-50.customers.example"])


@check("run")
def shows_how_an_order_ended(page):
    page.load("#shop-50.customers.example")
    expect(page.browser.script("return document.querySelector('#page .order').innerText"),
           "Order: failed: urn:ietf:params:acme:error:dns: <b>no</b> such name")
    page.load("#shop-52.customers.example")
    expect(page.browser.script("return document.querySelector('#page .order').innerText"), "Order: pending")


def look(page, folder):
    """For a person's eyes."""
    views = [("light", None), ("dark", None), ("light", 390), ("dark", 390)]
    for scheme, width in views:
        page.browser.emulate(scheme=scheme, width=width)
        page.load("#")
        page.browser.screenshot(f"{folder}/{page.name}-{scheme}-{width or 1280}.png")
        link = page.browser.script("return document.querySelector('#table tbody a')?.getAttribute('href') ?? ''")
        page.load(link)
        page.browser.screenshot(f"{folder}/{page.name}-{scheme}-{width or 1280}-name.png")
        with open(f"{folder}/{page.name}-{scheme}-{width or 1280}-name.pdf", "wb") as file:
            file.write(page.browser.pdf())
    page.browser.emulate()


def main(folder, screenshots=None):
    # Chromium's own files, ended with it.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        browser = Browser(home)
        try:
            for name, checks in CHECKS.items():
                page = Page(browser, folder, name)
                for words, function in checks:
                    wrong = ""
                    try:
                        function(page)
                    except (AssertionError, RuntimeError) as error:
                        wrong = str(error)[:2000] or "it does not hold"
                        browser.emulate()
                    print(json.dumps({"page": name, "check": words, "wrong": wrong}), flush=True)
                if screenshots:
                    look(page, screenshots)
        finally:
            browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
