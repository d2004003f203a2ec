// "More like this" on the page of a paper: others that share names of authors or rare words of its title, by the index of the search.
// Nothing is loaded until somebody asks, and no page is made again when another paper comes.
"use strict";
(function () {
  const place = document.getElementById("like");
  const { STOP, words, found, begun, named, paper, like, begin, bytes } = window.paperwireIndex;
  const MOST = 6; // papers that are shown
  const WORDS = 12; // of the title that are looked up, the rarest
  const AT_ONCE = [4, 2, 2, 1, 1, 1, 1]; // of them, and then so many more
  const ENOUGH = 98000; // bytes of the index after which no more words are looked up
  const AUTHORS = 8; // who are looked up, the first
  const NAMED = 4; // words and authors that a reason names
  const WEAK = 0.4; // what a word counts that the other paper has in its abstract only
  const FREQUENT = 0.2; // words that so many of all papers have say nothing
  const KNOWN = 20; // papers from which on a word can be frequent

  // Pure: `terms` are {label, isAuthor, strong, all}, ids with what orders them; of `total` papers; `own` is this one.
  // The best first, each with labels of what it shares; authors count as much as the rarest words.
  function alike(terms, total, own) {
    const scores = new Map();
    for (const { label, isAuthor, strong, all } of terms) {
      if (!isAuthor && total > KNOWN && all.size > FREQUENT * total) continue;
      const rarity = Math.log(1 + total / all.size);
      for (const [id, key] of all) {
        if (id === own) continue;
        const one = scores.get(id) || { id, key, score: 0, words: [], authors: [] };
        one.score += strong.has(id) ? rarity : WEAK * rarity;
        (isAuthor ? one.authors : one.words).push([rarity, label]);
        scores.set(id, one);
      }
    }
    const enough = [...scores.values()].filter((one) => one.authors.length || one.words.length > 1);
    return enough.sort((a, b) => b.score - a.score || b.key - a.key || (a.id < b.id ? 1 : -1)).slice(0, MOST);
  }
  function reason({ authors, words: shared }) {
    const listed = (pairs) => pairs.slice().sort((a, b) => b[0] - a[0]).slice(0, NAMED).map(([, label]) => label).join(", ");
    const parts = authors.length ? [(authors.length > 1 ? "Authors of the same names: " : "An author of the same name: ") + listed(authors)] : [];
    if (shared.length) parts.push((parts.length ? "words: " : "Words: ") + listed(shared));
    return parts.join("; ") + ".";
  }

  // The rarest words come first, as far as that is known before they are loaded: words of many papers begin a file each, and long
  // ones are rarer than short ones.
  async function titleTerms() {
    const all = new Set(words(document.querySelector("h1").textContent).filter((term) => !STOP.has(term) && term.length > 1));
    const longest = [...all].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).slice(0, 2 * WORDS);
    const known = new Map(await Promise.all(longest.map(async (term) => [term, await begun(term)])));
    const rarest = longest.sort((a, b) => known.get(a) - known.get(b)).slice(0, WORDS);
    const terms = [];
    for (const count of AT_ONCE) {
      if (bytes() > ENOUGH || !rarest.length) break;
      terms.push(...await Promise.all(rarest.splice(0, count).map(async (term) => ({ label: term, isAuthor: false, ...(await found(term, false)) }))));
    }
    return terms;
  }
  async function authorTerm(name) {
    const all = await named(name);
    return { label: name, isAuthor: true, strong: all, all };
  }
  async function look() {
    const { papers, server } = await begin();
    if (server) return like(place.dataset.paper);
    const names = [...document.querySelectorAll(".people > li")].slice(0, AUTHORS).map((one) => one.firstChild.textContent.trim());
    const terms = [...(await Promise.all([...new Set(names)].map(authorTerm))), ...(await titleTerms())];
    const best = alike(terms.filter((one) => one.all.size), papers, place.dataset.paper);
    const rows = await Promise.all(best.map(async (one) => [one, await paper(one.id)]));
    return rows.filter(([, entry]) => entry);
  }

  // ---------------------------------------------------------------- the page
  const element = (name, text, attributes) => {
    const one = document.createElement(name);
    if (text) one.textContent = text;
    Object.entries(attributes || {}).forEach(([key, value]) => one.setAttribute(key, value));
    return one;
  };
  function row([one, [title, authors, date, , path]]) {
    const item = element("li");
    const facts = element("span", "", { class: "soft" });
    facts.append(element("time", date.slice(0, 10), { datetime: date }), authors ? " " + authors : "");
    item.append(element("a", title, { href: place.dataset.up + (path || "papers/" + one.id + ".html") }), facts, element("span", reason(one), { class: "soft" }));
    return item;
  }
  const heading = element("h2", "More like this", { id: "alike" });
  const button = element("button", "Look for papers like this", { type: "button", class: "button" });
  const status = element("p", "", { role: "status", class: "soft" });
  const list = element("ul", "", { class: "list news", "aria-labelledby": "alike", hidden: "" });
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const rows = (await look()).map(row);
      list.replaceChildren(...rows);
      list.hidden = !rows.length;
      status.textContent = rows.length ? "Papers that share names of authors or words of the title, those that share most first." : "No other paper here shares the name of an author or two words of the title.";
      button.hidden = true;
    } catch {
      status.textContent = "The index of the search could not be loaded; try again.";
    }
    button.disabled = false;
  });
  place.append(heading, button, status, list);
})();
