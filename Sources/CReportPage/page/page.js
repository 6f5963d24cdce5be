"use strict";
// The HTML report: a table of names that filters and sorts, and a page for each name. What is shown is a stranger's:
// it becomes text nodes only, never markup. Words that other formats show as well come with the data.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const overview = document.getElementById("overview");
  const page = document.getElementById("page");
  const title = document.title;
  const isRun = data.work === "run";
  const rowsAtOnce = 100;

  // MARK: Elements

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") made.addEventListener(name, value);
      else if (value !== undefined) made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  }

  function button(text, action, attributes = {}) {
    return element("button", { type: "button", click: action, ...attributes }, text);
  }

  function verdictOf(name) {
    const [sign, words] = data.verdicts[name.verdict];
    return element("span", { class: "verdict " + name.verdict },
      element("span", { class: "sign", "aria-hidden": "true" }, sign), " " + words);
  }

  // MARK: Names

  const ranks = { "not-ready": 0, undetermined: 1, ready: 2, "": 3 };

  const names = data.domains.map(([shown, order], index) => {
    const verdict = shown.verdict ?? "";
    const causes = (shown.wrong ?? []).concat(shown.unseen ?? []).map(finding => finding[1]);
    const warnings = (shown.warnings ?? []).map(finding => finding[1]);
    const cause = causes[0] ?? "";
    return {
      index, shown, verdict, causes, warnings, cause, order,
      text: [shown.name, shown.given ?? "", ...causes, ...warnings, ...(shown.now ?? []).map(record => record[1])]
        .join("\n").toLowerCase(),
      keys: { name: shown.name, verdict: ranks[verdict], cause: cause || "~", order: order?.[0] ?? "~" },
    };
  });
  const byKey = new Map();
  for (const name of names) {
    // Two that were cut to the same length still have a page each.
    name.shown.name ||= "(empty)";
    name.key = name.shown.name;
    while (byKey.has(name.key)) name.key += "~";
    byKey.set(name.key, name);
  }
  let matches = names;
  let sorting = { key: "", descending: false };

  // MARK: Filters

  const count = element("p", { role: "status", class: "count" });
  const text = element("input", { type: "search", id: "text", autocomplete: "off", spellcheck: "false", input: update });
  const verdict = select("verdict", "all verdicts",
    Object.keys(ranks).map(key => [key || "unchecked", data.verdicts[key].join(" "), name => name.verdict === key]));
  const cause = select("cause", "all causes",
    [...new Set(names.flatMap(name => name.causes))].sort()
      .map(code => [code, code, name => name.causes.includes(code)]));
  const order = select("order", "all orders",
    [...new Set(names.map(name => name.order?.[0]))].filter(words => words).sort()
      .map(words => [words, words, name => name.order?.[0] === words]));
  const filters = [verdict, cause, order];

  /// Choices: value, words, and which names it lets through. Those that let none through are left out.
  function select(id, all, choices) {
    const some = choices.filter(([, , passes]) => names.some(passes));
    const made = element("select", { id, change: update }, element("option", { value: "" }, all),
      ...some.map(([value, words]) => element("option", { value }, words)));
    return { select: made, passes: new Map(some.map(([value, , passes]) => [value, passes])) };
  }

  function field(label, control) {
    return element("label", { for: control.id }, element("span", {}, label), control);
  }

  function update() {
    const wanted = text.value.trim().toLowerCase();
    const passing = filters.map(filter => filter.passes.get(filter.select.value)).filter(passes => passes);
    matches = names.filter(name => name.text.includes(wanted) && passing.every(passes => passes(name)));
    sort();
    show();
  }

  function reset() {
    text.value = "";
    for (const filter of filters) filter.select.value = "";
    update();
    text.focus();
  }

  // MARK: Table

  const columns = [["name", "Name"], ["verdict", "Verdict"], ["cause", "Cause"]].concat(isRun ? [["order", "Order"]] : []);
  const heads = columns.map(([key, words]) =>
    element("th", { scope: "col", class: key }, button(words, () => sortBy(key))));
  const body = element("tbody", {});
  const more = button("", () => append(rowsAtOnce), { class: "more" });

  function sortBy(key) {
    sorting = { key, descending: sorting.key === key && !sorting.descending };
    columns.forEach(([column], index) => {
      if (column === key) heads[index].setAttribute("aria-sort", sorting.descending ? "descending" : "ascending");
      else heads[index].removeAttribute("aria-sort");
    });
    update();
  }

  function sort() {
    const { key, descending } = sorting;
    if (!key) return;
    const sign = descending ? -1 : 1;
    matches.sort((a, b) => {
      const [left, right] = [a.keys[key], b.keys[key]];
      return left < right ? -sign : left > right ? sign : a.index - b.index;
    });
  }

  function show() {
    body.replaceChildren();
    append(rowsAtOnce);
    count.textContent = matches.length === names.length
      ? counted(names.length) : counted(matches.length) + " of " + names.length.toLocaleString("en");
  }

  function counted(number) {
    return number.toLocaleString("en") + (number === 1 ? " name" : " names");
  }

  function append(number) {
    const start = body.childElementCount;
    body.append(...matches.slice(start, start + number).map(row));
    const left = matches.length - body.childElementCount;
    more.hidden = left === 0;
    more.textContent = "Show more (" + left.toLocaleString("en") + " left)";
  }

  function row(name) {
    const further = name.causes.length > 1 ? " and " + (name.causes.length - 1) + " more" : "";
    const cells = [
      element("th", { scope: "row", class: "name" }, element("a", { href: link(name) }, name.shown.name),
        ...(name.shown.given ? [element("span", { class: "given" }, name.shown.given)] : [])),
      element("td", { class: "verdict" }, verdictOf(name)),
      element("td", { class: "cause" }, ...(name.cause
        ? [element("code", { title: data.titles[name.cause] }, name.cause), further]
        : name.warnings.length ? ["warning: ", element("code", {}, name.warnings[0])] : [])),
    ];
    if (isRun) cells.push(element("td", { class: "order" }, name.order?.[0] ?? ""));
    return element("tr", {}, ...cells);
  }

  function link(name) {
    return "#" + encodeURIComponent(name.key);
  }

  // MARK: The page of a name

  let opened = null;
  let scrolled = 0;

  function heading(part) {
    return element("h2", {}, data.parts[part]);
  }

  function section(part, items, list) {
    if (!items?.length) return [];
    return [element("section", { class: part }, heading(part), list(items))];
  }

  function records(items) {
    return element("table", { class: "records" }, element("tbody", {}, ...items.map(([type, value, note = ""]) =>
      element("tr", {}, ...(type ? [element("th", { scope: "row" }, type)] : [element("td", {})]),
        element("td", {}, type ? element("code", {}, value) : value),
        element("td", { class: "note" }, note)))));
  }

  function fetches(items) {
    return element("ul", {}, ...items.map(([address, words, ...then]) =>
      element("li", {}, ...(address ? [element("code", {}, address), " "] : []), words,
        ...then.map(further => element("div", { class: "then" }, further)))));
  }

  function findings(items) {
    return element("ul", {}, ...items.map(([sentence, code, seen]) =>
      element("li", {}, sentence + " ", element("code", { class: "code" }, code),
        ...(seen ? [element("div", { class: "seen" }, seen)] : []))));
  }

  function steps(items) {
    return element("ol", {}, ...items.map(step => element("li", {}, step)));
  }

  function open(name) {
    if (!opened) scrolled = window.scrollY;
    opened = name;
    const shown = name.shown;
    const should = shown.challenge ? [] : shown.should ?? data.should;
    const first = element("h1", { tabindex: "-1" }, shown.name);
    page.replaceChildren(
      navigation(name),
      first,
      ...(shown.given ? [element("p", { class: "given" }, "given as " + shown.given)] : []),
      element("p", { class: "result" }, verdictOf(name)),
      ...(name.order ? [element("p", { class: "order" }, "Order: " + name.order.join(": "))] : []),
      element("div", { class: "pair" },
        ...(shown.challenge
          ? [element("section", { class: "now" }, heading("challenge"),
              element("p", {}, element("code", {}, shown.challenge)), records(shown.now))]
          : section("now", shown.now, records)),
        ...section("should", shown.now ? should : [], records)),
      ...section("fetches", shown.fetches, fetches),
      ...section("wrong", shown.wrong, findings),
      ...section("unseen", shown.unseen, findings),
      ...section("steps", shown.steps, steps),
      ...section("warnings", shown.warnings, findings),
      ...section("notes", shown.notes, findings),
      ...(shown.ending ? [element("p", { class: "ending" }, shown.ending)] : []));
    overview.hidden = true;
    page.hidden = false;
    document.title = shown.name;
    window.scrollTo(0, 0);
    first.focus();
  }

  function navigation(name) {
    const place = matches.indexOf(name);
    const neighbour = (words, other) => other ? [element("a", { href: link(other) }, words)] : [];
    return element("nav", { "aria-label": "Names" },
      element("a", { href: "#", class: "back" }, "All names"),
      ...(place < 0 ? [] : [...neighbour("Previous", matches[place - 1]), ...neighbour("Next", matches[place + 1])]),
      button("Print", () => window.print()),
      ...(navigator.clipboard ? [button("Copy text", copy)] : []));
  }

  function copy(event) {
    const parts = [...page.children].filter(part => part.tagName !== "NAV").map(part => part.innerText);
    navigator.clipboard.writeText(parts.join("\n\n") + "\n")
      .then(() => { event.target.textContent = "Copied"; }, () => { event.target.textContent = "Not copied"; });
  }

  function close() {
    const last = opened;
    opened = null;
    page.hidden = true;
    page.replaceChildren();
    overview.hidden = false;
    document.title = title;
    if (!last) return;
    window.scrollTo(0, scrolled);
    const place = matches.indexOf(last);
    if (place >= body.childElementCount) append(place + 1 - body.childElementCount);
    (body.children[place]?.querySelector("a") ?? text).focus();
  }

  function route() {
    let wanted = "";
    try {
      wanted = decodeURIComponent(location.hash.slice(1));
    } catch { /* No link of ours. */ }
    const name = byKey.get(wanted);
    if (name) open(name);
    else close();
  }

  // MARK: Beginning

  const domains = document.getElementById("domains");
  domains.append(
    element("form", { id: "filters", role: "search", submit: event => event.preventDefault() },
      field("Filter", text), field("Verdict", verdict.select),
      ...(cause.passes.size ? [field("Cause", cause.select)] : []),
      ...(order.passes.size ? [field("Order", order.select)] : []),
      button("Clear", reset)),
    count,
    element("table", { id: "table" }, element("thead", {}, element("tr", {}, ...heads)), body),
    more);
  for (const made of document.querySelectorAll("button[data-cause]")) {
    if (!cause.passes.has(made.dataset.cause)) continue;
    made.disabled = false;
    made.title = "Show these names";
    made.addEventListener("click", () => {
      cause.select.value = made.dataset.cause;
      update();
      domains.scrollIntoView();
      cause.select.focus({ preventScroll: true });
    });
  }
  new IntersectionObserver(entries => {
    if (entries.some(entry => entry.isIntersecting) && !more.hidden) append(rowsAtOnce);
  }, { rootMargin: "400px" }).observe(more);
  window.addEventListener("hashchange", route);
  window.addEventListener("keydown", event => {
    if (event.key === "Escape" && opened) location.hash = "";
  });
  update();
  // Of one name alone, its page is what one wants to see.
  if (!location.hash && names.length === 1) history.replaceState(null, "", link(names[0]));
  route();
})();
