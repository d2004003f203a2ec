// What a list of papers can do where scripts run: years, order, keys, and what is new since the last visit.
"use strict";
(function () {
  const articles = () => [...document.querySelectorAll(".papers .paper, .news li")].filter((one) => one.checkVisibility());
  const lists = [...document.querySelectorAll(".papers")].filter((one) => one.querySelector(":scope > .paper"));
  const dateOf = (one) => (one.querySelector(".facts time") || one.querySelector("time") || { dateTime: "" }).dateTime;
  const element = (name, text) => {
    const one = document.createElement(name);
    one.textContent = text;
    return one;
  };

  // ---------------------------------------------------------------- years and order
  function chooser(label, choices, change) {
    const whole = element("label", label + " ");
    const select = document.createElement("select");
    for (const [value, text] of choices) select.append(new Option(text, value));
    select.addEventListener("change", () => change(select.value));
    whole.append(select);
    return whole;
  }
  function sortable(list) {
    const papers = [...list.querySelectorAll(":scope > .paper")];
    const years = new Map();
    for (const one of papers) {
      const year = dateOf(one).slice(0, 4);
      if (year) years.set(year, (years.get(year) || 0) + 1);
    }
    if (papers.length < 2) return;
    const tools = element("p", "");
    tools.className = "tools";
    const count = element("span", "");
    count.setAttribute("role", "status");
    count.className = "soft";
    if (years.size > 1) {
      const sorted = [...years.keys()].sort().reverse();
      tools.append(chooser("Year", [["", "any"], ...sorted.map((year) => [year, year + " (" + years.get(year) + ")"])], (year) => {
        for (const one of papers) one.hidden = year !== "" && dateOf(one).slice(0, 4) !== year;
        count.textContent = year ? years.get(year) + " of the " + papers.length + " papers on this page." : "";
      }));
    }
    const after = papers[papers.length - 1].nextSibling;
    // As it comes a list follows the runs, which is by days, too, unless a run found an older paper.
    const byDay = papers.every((one, place) => !place || dateOf(papers[place - 1]) >= dateOf(one));
    const orders = byDay ? [["", "newest first"]] : [["", "as found"], ["new", "newest first"]];
    tools.append(chooser("Order", [...orders, ["old", "oldest first"]], (order) => {
      const sorted = papers.slice();
      if (order) sorted.sort((a, b) => (order === "new" ? -1 : 1) * dateOf(a).localeCompare(dateOf(b)));
      for (const one of sorted) list.insertBefore(one, after);
    }));
    tools.append(count);
    const keys = element("span", "");
    keys.className = "soft keys";
    for (const [key, what] of [["j", " next, "], ["k", " previous, "], ["o", " open, "], ["s", " star"]]) keys.append(element("kbd", key), what);
    tools.append(keys);
    list.insertBefore(tools, papers[0]);
  }

  // ---------------------------------------------------------------- keys
  let current = null;
  function go(step) {
    const all = articles();
    if (!all.length) return;
    const at = all.indexOf(current);
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
    current = next;
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("keydown", (event) => {
    const typing = /^(input|textarea|select)$/i.test(document.activeElement.tagName);
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "o" && current && current.isConnected) {
      const link = current.querySelector("a");
      if (link) link.click();
    }
  });

  // ---------------------------------------------------------------- new since the last visit, which only this browser knows
  const PAUSE = 30 * 60 * 1000; // after so long without a look begins another visit
  function visited(list, name, idOf) {
    const papers = [...list.children].filter((one) => one.matches(".paper, li"));
    const ids = papers.map(idOf);
    const key = "paperwire:" + location.pathname + ":" + name;
    const now = Date.now();
    let known = null;
    try {
      known = JSON.parse(localStorage.getItem(key));
    } catch {
      return; // no storage, or not ours
    }
    const isOurs = known && Array.isArray(known.seen) && Array.isArray(known.before) && Number.isFinite(known.at);
    const goesOn = isOurs && now - known.at < PAUSE;
    const before = !isOurs ? ids : goesOn ? known.before : known.seen;
    const since = !isOurs ? now : goesOn ? known.since : known.at;
    try {
      localStorage.setItem(key, JSON.stringify({ seen: ids, before, at: now, since }));
    } catch {
      return;
    }
    const old = new Set(before);
    const fresh = papers.filter((one, place) => !old.has(ids[place]));
    if (!fresh.length) return;
    for (const one of fresh) {
      const mark = element("span", "New");
      mark.className = "new";
      const title = one.querySelector("h3") || one;
      title.prepend(mark, " ");
    }
    const day = new Date(since).toLocaleDateString("en", { day: "numeric", month: "long", year: "numeric" });
    const line = element("p", fresh.length === papers.length ? "All papers here are new" : fresh.length === 1 ? "1 paper is new" : fresh.length + " papers are new");
    line.append(" since your last visit on " + day + ".");
    line.className = "since";
    list.parentElement.insertBefore(line, list.matches(".papers") ? list : list);
  }

  // ---------------------------------------------------------------- this week, by the day of whoever looks
  const week = document.getElementById("week-papers");
  if (week) {
    const DAY = 24 * 3600 * 1000;
    const from = new Date(Date.now() - 7 * DAY).toISOString().slice(0, 10);
    const days = week.dataset.days.split(" ").map((one) => one.split(":")).filter(([day]) => day >= from);
    const count = days.reduce((sum, [, papers]) => sum + +papers, 0);
    if (count) {
      for (const one of week.querySelectorAll("li")) one.hidden = dateOf(one).slice(0, 10) < from;
      const shown = week.querySelectorAll("li:not([hidden])").length;
      document.getElementById("week").textContent = "New this week";
      document.getElementById("week-text").textContent = count + (count === 1 ? " paper" : " papers") + " of the last seven days" +
        (shown < count ? ", the newest " + shown + " of which are shown here." : ".");
    }
  }

  lists.forEach((list) => {
    if (!document.querySelector("form.search, .pager")) sortable(list);
    if (!document.querySelector("form.search, #starred")) visited(list, "papers", (one) => one.id);
  });
  for (const list of document.querySelectorAll(".news")) visited(list, "week", (one) => one.querySelector("a").getAttribute("href"));
})();
