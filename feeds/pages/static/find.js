// Searches all papers without a server, by static/index.js.
"use strict";
(function () {
  const { STOP, words, found, paper, yearOf, begin } = window.paperwireIndex;
  const form = document.getElementById("find");
  if (!form) return;
  const field = (name) => document.getElementById(name);
  const box = field("q");
  const status = field("status");
  const list = field("results");
  const more = field("more");
  const AT_ONCE = 10; // papers that are shown, and then again as many
  const SHORTEST = 3; // characters of such a beginning

  let papers = 0; // of which there are that many
  async function ready() {
    const start = await begin();
    if (papers) return;
    papers = start.papers;
    choices("category", start.categories);
    choices("source", start.sources);
  }

  // A question: terms that must be there, terms that must not, and an id that is the whole question.
  function read(text) {
    const question = { wanted: [], excluded: [], id: null };
    const whole = text.trim();
    const id = whole.match(/^(?:arxiv:\s*|https?:\/\/(?:www\.)?arxiv\.org\/(?:abs|pdf|html)\/)?((?:\d{4}\.\d{4,5})|(?:[a-z-]+(?:\.[a-z]{2})?\/\d{7}))(?:v\d+)?(?:\.pdf)?$/i);
    if (id) question.id = id[1].replace(/^[a-z-]+/i, (name) => name.toLowerCase()).replace(/\.[a-z]{2}\//i, (name) => name.toUpperCase());
    const doi = whole.match(/^(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:\s*)?(10\.\d{4,9}[\d.]*\/\S+)$/i);
    const orcid = whole.match(/^(?:https?:\/\/orcid\.org\/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dx])$/i);
    if (doi || orcid) {
      question.wanted.push({ term: orcid ? orcid[1].toLowerCase() : escaped(decoded(doi[1]).toLowerCase()).slice(0, 200) });
      return question;
    }
    const chunks = whole.replace(/["\u201c\u201d\u201e\u00ab\u00bb]/g, " ").split(/\s+/).filter(Boolean);
    chunks.forEach((chunk, place) => {
      const terms = words(chunk);
      const last = place === chunks.length - 1 && !/\s$/.test(text);
      terms.forEach((term, number) => {
        if (STOP.has(term) && !(last && chunks.length === 1)) return;
        const beginning = (last || chunk.endsWith("*")) && number === terms.length - 1 && term.length >= SHORTEST;
        (chunk.startsWith("-") ? question.excluded : question.wanted).push({ term, beginning });
      });
    });
    return question;
  }
  const escaped = (text) => encodeURIComponent(text).replace(/%2F/g, "/").replace(/[!*']/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase());
  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  // Papers that have everything in their titles come first, then the newest.
  async function matching(question) {
    if (question.id && await paper(question.id)) return [[question.id, 0, true]];
    const filters = ["category", "source"].map((name) => field(name).value).filter(Boolean).map((term) => ({ term }));
    const wanted = [...question.wanted, ...filters];
    if (!wanted.length) return null;
    const sets = await Promise.all(wanted.map((one) => found(one.term, one.beginning)));
    const without = await Promise.all(question.excluded.map((one) => found(one.term, one.beginning)));
    const [first, ...rest] = sets.slice().sort((a, b) => a.all.size - b.all.size);
    const hits = [];
    for (const [id, key] of first.all) {
      if (rest.every((one) => one.all.has(id)) && !without.some((one) => one.all.has(id))) {
        hits.push([id, key, sets.every((one) => one.strong.has(id))]);
      }
    }
    return hits.sort((a, b) => b[2] - a[2] || b[1] - a[1] || (a[0] < b[0] ? 1 : -1));
  }

  // ---------------------------------------------------------------- the page
  function element(name, text, parent, attributes) {
    const one = document.createElement(name);
    if (text) one.textContent = text;
    Object.entries(attributes || {}).forEach(([key, value]) => one.setAttribute(key, value));
    if (parent) parent.append(one);
    return one;
  }
  function choices(name, known) {
    const select = field(name);
    const wanted = select.dataset.wanted || "";
    for (const [term, label, count] of known) {
      const option = element("option", label + " (" + count.toLocaleString("en") + ")", select, { value: term });
      option.selected = label === wanted;
    }
    if (wanted && !select.value) {
      const value = (name === "category" ? "in:" : "from:") + escaped(wanted);
      element("option", wanted, select, { value }).selected = true;
    }
    select.closest("p").hidden = known.length < 2 && !wanted;
  }
  function years(hits) {
    const select = field("year");
    const wanted = select.value || select.dataset.wanted || "";
    const counts = new Map();
    for (const [, key] of hits) if (key) counts.set(yearOf(key), (counts.get(yearOf(key)) || 0) + 1);
    select.replaceChildren(select.options[0]);
    for (const year of [...counts.keys()].sort((a, b) => b - a)) {
      element("option", year + " (" + counts.get(year).toLocaleString("en") + ")", select, { value: year });
    }
    if (wanted && !counts.has(+wanted)) element("option", wanted + " (0)", select, { value: wanted });
    select.value = wanted;
  }
  function row(id, [title, authors, date, codes, path]) {
    const item = element("article", "", null, { class: "paper" });
    element("a", title, element("h3", "", item), { href: path || "papers/" + id + ".html" });
    if (authors) element("p", authors, item, { class: "authors" });
    const facts = element("p", "", item, { class: "facts" });
    const day = new Date(date).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    element("time", day, facts, { datetime: date });
    facts.append(" · " + codes.split(" ").filter(Boolean).join(", ") + (id.startsWith("doi:") ? " · " + id : " · arXiv:" + id));
    return item;
  }
  let turn = 0;
  let hits = [];
  let shown = 0;
  async function showMore(mine) {
    const part = hits.slice(shown, shown + AT_ONCE);
    const papers = await Promise.all(part.map(([id]) => paper(id)));
    if (mine !== turn) return;
    const rows = part.map(([id], place) => papers[place] && row(id, papers[place])).filter(Boolean);
    if (shown) list.append(...rows);
    else list.replaceChildren(...rows);
    shown += part.length;
    more.hidden = shown >= hits.length;
  }
  function say(text, nothing = false) {
    status.textContent = text;
    field("hint").hidden = !nothing;
  }
  async function search() {
    const mine = ++turn;
    await ready();
    const question = read(box.value);
    let all = await matching(question);
    if (mine !== turn) return;
    shown = 0;
    if (all === null) {
      hits = [];
      list.replaceChildren();
      more.hidden = true;
      field("year").closest("p").hidden = true;
      say(papers.toLocaleString("en") + " papers can be searched.");
      return;
    }
    years(all);
    field("year").closest("p").hidden = false;
    const year = +field("year").value;
    hits = year ? all.filter(([, key]) => yearOf(key) === year) : all;
    say(hits.length === 1 ? "1 paper matches." : hits.length.toLocaleString("en") + " papers match" +
      (hits.length > 1 ? "; those with all words in title or authors first, then the newest." : "."), !hits.length);
    await showMore(mine);
    remember();
  }
  // The address is that of the search, to be kept or sent; a page on a disk has none that could be changed.
  function remember() {
    const query = new URLSearchParams();
    for (const name of ["q", "category", "source", "year"]) {
      const value = field(name).value;
      if (value) query.set(name, name === "q" ? value : decoded(value.replace(/^(in|from):/, "")));
    }
    try {
      history.replaceState(null, "", "?" + query);
    } catch {
      // Some browsers refuse that for files.
    }
  }
  const run = () => search().catch(() => say("The index of the search could not be loaded; try again."));

  const given = new URLSearchParams(location.search);
  box.value = [given.get("q"), given.get("author")].filter(Boolean).join(" ");
  for (const name of ["category", "source", "year"]) {
    const value = given.get(name) || "";
    field(name).dataset.wanted = value;
  }
  form.hidden = false;
  let soon = 0;
  box.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(run, 40);
  });
  for (const name of ["category", "source", "year"]) {
    field(name).addEventListener("change", () => {
      field(name).dataset.wanted = "";
      run();
    });
  }
  more.addEventListener("click", () => showMore(turn));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  run();
})();
