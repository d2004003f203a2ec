// Filters topics and authors as one types. Without this script every channel is reached by plain links.
"use strict";
(function () {
  const box = document.getElementById("search");
  if (!box) return;
  const input = document.getElementById("filter");
  const status = document.getElementById("found");
  const results = document.getElementById("results");
  const whole = box.dataset.channels;
  const formats = box.dataset.formats.split(" ");
  const most = 100;
  const letters = { "ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th" };
  const fold = (text) =>
    text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[øłđßæœıðþ]/g, (c) => letters[c]);
  let all = null;
  let asked = false;

  // Names are many: what finds them is fetched when somebody begins to search, as a script since a page that was opened
  // from a disk may not fetch anything else.
  function load() {
    if (asked || !whole) return;
    asked = true;
    status.textContent = "Loading the list of channels…";
    fetchScript(whole, () => {
      all = window.paperwireChannels(whole, fold, fetchScript, filter);
      filter();
    });
  }

  function fetchScript(address, done) {
    const script = document.createElement("script");
    script.src = address;
    script.onload = done;
    script.onerror = () => {
      status.textContent = "The list of channels could not be loaded; the pages below name every channel.";
    };
    document.head.append(script);
  }

  function link(href, text) {
    const a = document.createElement("a");
    a.href = href;
    a.textContent = text;
    return a;
  }

  function row(channel) {
    const item = document.createElement("li");
    item.append(link(channel.path + ".html", channel.name));
    for (const form of formats) {
      const [ending, shown] = form.split(":");
      item.append(link(channel.path + "." + ending, shown));
    }
    return item;
  }

  function tell(found, shown) {
    status.textContent = found === 0 ? "No topic or author matches."
      : found === 1 ? "1 topic or author matches."
      : found + " topics and authors match" + (shown < found ? "; the first " + shown + " are shown." : ".");
  }

  function filter() {
    const words = fold(input.value).split(/\s+/).filter(Boolean);
    const fits = (text) => words.every((word) => text.includes(word));
    document.body.classList.toggle("filtering", words.length > 0);
    if (!whole) return filterLists(words, fits);
    const searching = words.length > 0;
    for (const part of document.querySelectorAll("[data-unfiltered]")) part.hidden = searching;
    results.hidden = !searching;
    if (!searching) {
      status.textContent = "";
      return;
    }
    const channels = all && all(words);
    if (!channels) return load();
    // Names in which each word begins a word come first.
    const begins = (channel) => words.every((word) => (" " + channel.words).includes(" " + word));
    const fitting = channels.filter((channel) => fits(channel.words));
    const found = [...fitting.filter(begins), ...fitting.filter((channel) => !begins(channel))];
    results.replaceChildren(...found.slice(0, most).map(row));
    // Files of names are by two letters.
    if (words.every((word) => /^[a-z0-9]$/.test(word))) status.textContent = "Two letters or more find authors, too.";
    else tell(found.length, Math.min(found.length, most));
  }

  function filterLists(words, fits) {
    let found = 0;
    for (const item of document.querySelectorAll(".channels li")) {
      const own = item.querySelector("a");
      item.words = item.words || fold(own.textContent + " " + own.getAttribute("href")).replace(/[-/.]/g, " ");
      item.hidden = !fits(item.words);
      found += item.hidden ? 0 : 1;
    }
    for (const part of document.querySelectorAll("[data-unfiltered]")) part.hidden = words.length > 0;
    if (words.length) tell(found, found);
    else status.textContent = "";
  }

  box.hidden = false;
  input.addEventListener("input", filter);
  input.addEventListener("focus", load, { once: true });
  box.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    input.value = "";
    filter();
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(input|textarea|select)$/i.test(document.activeElement.tagName);
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
  });
  if (input.value) filter();
})();
