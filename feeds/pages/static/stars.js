// Papers that somebody starred: this browser alone keeps them; starred.html lists them, and exports them from their own pages.
"use strict";
(function () {
  const root = new URL("..", document.currentScript.src).href;
  const KEY = "paperwire:stars:" + new URL(root).pathname;
  const PATH = /^papers\/(?!.*\.\.)[\w./-]+\.html$/;
  const AT_ONCE = 4; // pages that are read at the same time
  const PATIENCE = 15000; // milliseconds for a page from the disk
  const LONGEST = 300; // characters of a list of authors
  const whole = document.querySelector("article.whole");
  const list = document.getElementById("starred");
  const element = (name, text, attributes) => {
    const one = document.createElement(name);
    if (text) one.textContent = text;
    Object.entries(attributes || {}).forEach(([key, value]) => one.setAttribute(key, value));
    return one;
  };

  // ---------------------------------------------------------------- a page in a frame tells how its paper is cited
  const citationsIn = (page) => ["bibtex", "ris"].map((name) => (page.getElementById(name) || {}).textContent || "");
  if (whole && window.parent !== window) {
    window.parent.postMessage({ paperwire: citationsIn(document) }, "*");
    return;
  }

  // ---------------------------------------------------------------- what is kept: [path, {title, authors, date, at}]
  let stars = new Map();
  function read() {
    const text = localStorage.getItem(KEY);
    let known = [];
    try {
      known = JSON.parse(text) || [];
    } catch {
      // not ours
    }
    const isOurs = (one) => Array.isArray(one) && PATH.test(one[0]) && one[1] && typeof one[1].title === "string";
    stars = new Map(Array.isArray(known) ? known.filter(isOurs) : []);
  }
  try {
    read();
  } catch {
    if (list) document.getElementById("stars").textContent = "This browser keeps nothing for this page, so nothing can be starred.";
    return;
  }

  function pathOf(place) {
    const address = place === whole ? location.href.replace(/[?#].*$/, "") : (place.querySelector("h3 a, a") || {}).href;
    const path = address && address.startsWith(root) ? address.slice(root.length) : "";
    return PATH.test(path) ? path : null;
  }
  function titleOf(place) {
    const title = place.querySelector("h1, h3 a, a");
    return (title ? title.textContent : "").trim();
  }
  function factsOf(place) {
    const time = place.querySelector(".facts time, .kind time, time");
    const named = [...place.querySelectorAll(".people > li")].map((one) => one.firstChild.textContent.trim()).join(", ");
    const others = place.querySelector(".authors");
    const authors = named || (others ? others.textContent.trim() : "");
    return { title: titleOf(place), authors: authors.slice(0, LONGEST), date: time ? time.dateTime.slice(0, 10) : "", at: Date.now() };
  }

  // ---------------------------------------------------------------- the star of a paper
  const announced = element("p", "", { role: "status", class: "spoken" });
  document.body.append(announced);
  function show() {
    for (const button of document.querySelectorAll(".star")) {
      const isOn = stars.has(button.dataset.path);
      button.setAttribute("aria-pressed", String(isOn));
      button.firstChild.textContent = isOn ? "★" : "☆";
    }
    if (list) count();
  }
  function toggle(path, place) {
    read(); // another tab may have changed it
    const isOff = !stars.delete(path);
    if (isOff) stars.set(path, factsOf(place));
    try {
      localStorage.setItem(KEY, JSON.stringify([...stars]));
    } catch {
      read();
      announced.textContent = "This browser has no room for another star.";
    }
    show();
    return isOff;
  }
  function mark(place) {
    const path = pathOf(place);
    if (!path || place.querySelector(".star")) return;
    const button = element("button", "", { type: "button", class: "star", "aria-label": "Star: " + titleOf(place) });
    button.dataset.path = path;
    button.append(element("span", "☆", { "aria-hidden": "true" }), " Star");
    button.addEventListener("click", () => toggle(path, place));
    (place.querySelector(":scope > .links") || place.querySelector(".facts, .soft") || place).append(" ", button);
  }
  function markAll() {
    document.querySelectorAll(".papers .paper, .news li, article.whole").forEach(mark);
    show();
  }
  document.addEventListener("keydown", (event) => {
    const active = document.activeElement;
    const isTyping = /^(input|textarea|select)$/i.test(active.tagName);
    if (event.key !== "s" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const place = active.closest(".paper, .news li") || whole;
    const path = place && pathOf(place);
    if (path) announced.textContent = (toggle(path, place) ? "Starred: " : "No longer starred: ") + titleOf(place);
  });
  window.addEventListener("storage", (event) => event.key === KEY && again());
  window.addEventListener("pageshow", (event) => event.persisted && again());
  function again() {
    read();
    show();
  }

  // ---------------------------------------------------------------- files to import elsewhere
  function save(text, name, type) {
    const link = element("a", "", { download: name, href: URL.createObjectURL(new Blob([text], { type })) });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
  const FORMS = [
    ["BibTeX", "bib", "application/x-bibtex", (texts) => texts.map((one) => one.trim() + "\n").join("\n")],
    // A page has lost the CR of the ends of lines.
    ["RIS", "ris", "application/x-research-info-systems", (texts) => texts.map((one) => one.trim().replace(/\r?\n/g, "\r\n") + " \r\n\r\n").join("")],
  ];
  function exporters(name, textsOf) {
    const row = element("p", "", { class: "subscribe" });
    row.append(element("span", "Export"));
    FORMS.forEach(([label, ending, type, joined], place) => {
      const button = element("button", label, { type: "button", class: "button" });
      button.addEventListener("click", async () => {
        const texts = (await textsOf()).map((one) => one[place]).filter(Boolean);
        if (texts.length) save(joined(texts), name + "." + ending, type);
      });
      row.append(button);
    });
    return row;
  }
  // A page that was opened from the disk may not read another, but a frame may tell it what it asks for.
  function framed(path) {
    return new Promise((resolve, reject) => {
      const frame = element("iframe", "", { hidden: "", title: "", src: root + path });
      const end = (after, value) => {
        window.removeEventListener("message", told);
        clearTimeout(late);
        frame.remove();
        after(value);
      };
      const told = (event) => {
        const texts = event.source === frame.contentWindow && event.data && event.data.paperwire;
        if (Array.isArray(texts) && texts.every((one) => typeof one === "string")) end(resolve, texts);
      };
      const late = setTimeout(() => end(reject, new Error(path)), PATIENCE);
      window.addEventListener("message", told);
      document.body.append(frame);
    });
  }
  async function fetched(address, moves = 3) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const moved = page.querySelector("meta[http-equiv=refresh]");
    if (moved && moves) return fetched(new URL(moved.content.replace(/^.*?url=/i, ""), answer.url).href, moves - 1);
    return citationsIn(page);
  }
  const citationsOf = (path) => (location.protocol === "file:" ? framed(path) : fetched(root + path));

  // ---------------------------------------------------------------- starred.html
  const status = document.getElementById("stars");
  function count() {
    status.textContent = stars.size === 0 ? "No paper is starred." : stars.size === 1 ? "1 paper is starred." : stars.size + " papers are starred.";
  }
  function row([path, { title, authors, date }]) {
    const item = element("article", "", { class: "paper" });
    const head = element("h3");
    head.append(element("a", title || path, { href: path }));
    const facts = element("p", "", { class: "facts" });
    if (/^\d{4}-\d\d-\d\d$/.test(date)) {
      const day = new Date(date).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
      facts.append(element("time", day, { datetime: date }), " · ");
    }
    item.append(head, ...(authors ? [element("p", String(authors), { class: "authors" })] : []), facts);
    return item;
  }
  async function everyCitation() {
    const paths = [...stars.keys()];
    const found = new Map();
    const left = paths.slice();
    const missing = [];
    const work = async () => {
      for (let path = left.shift(); path; path = left.shift()) {
        const texts = await citationsOf(path).catch(() => ["", ""]);
        if (texts[0]) found.set(path, texts);
        else missing.push(stars.has(path) ? stars.get(path).title : path);
        status.textContent = "Read " + (found.size + missing.length) + " of " + paths.length + ".";
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    count();
    if (missing.length) status.append(" Not in the file, as the page cannot be read: " + missing.join("; ") + ".");
    return paths.filter((path) => found.has(path)).map((path) => found.get(path));
  }
  if (list) {
    const rows = [...stars].sort((a, b) => (b[1].at || 0) - (a[1].at || 0)).map(row);
    list.append(...rows);
    list.hidden = !rows.length;
    document.getElementById("how-to-star").hidden = rows.length > 0;
    if (rows.length) status.after(exporters("starred", everyCitation));
  }
  const cite = document.getElementById("bibtex");
  if (cite) cite.after(exporters(location.pathname.replace(/^.*\/|\.html$/g, ""), async () => [citationsIn(document)]));
  markAll();
  const results = document.getElementById("results");
  if (results) new MutationObserver(markAll).observe(results, { childList: true });
})();
