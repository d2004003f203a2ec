// What the files in search/ say of papers, of which those are loaded that a question needs: for static/find.js and like.js.
"use strict";
window.paperwireIndex = (function () {
  const root = new URL("..", document.currentScript.src).href;
  const LEAVES = 32; // files that the beginning of a word may need
  const STOP = new Set(("a an and are as at be been but by can for from has have in is it its not of on or our such " +
    "than that the their these this to was we were which with").split(" "));

  // ---------------------------------------------------------------- files
  // They come as scripts, as a page that was opened from a disk may load nothing else.
  const asked = new Map();
  const waiting = new Map();
  let bytes = 0; // that all files have, about
  window.paperwireSearch = (key, value) => {
    const ready = waiting.get(key);
    bytes += JSON.stringify(value).length;
    if (ready) ready(value);
  };
  function load(key, query = "") {
    if (!asked.has(key)) {
      asked.set(key, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        waiting.set(key, resolve);
        script.src = root + "search/" + key + ".js" + query;
        script.onload = () => script.remove();
        script.onerror = () => {
          asked.delete(key);
          reject(new Error(script.src));
        };
        document.head.append(script);
      }));
    }
    return asked.get(key);
  }
  let start = null;
  async function begin() {
    start = await load("start");
    return start;
  }

  // ---------------------------------------------------------------- words, as feeds/finding/words.py makes them
  const LETTERS = { "ß": "ss", "ς": "σ", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ł": "l", "ŧ": "t", "ƀ": "b", "ɨ": "i", "ƶ": "z" };
  const ACCENTS = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/gu;
  const UNSPACED = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const WORD = new RegExp("[" + UNSPACED + "]|(?:(?![" + UNSPACED + "])[\\p{L}\\p{N}\\p{M}])+", "gu");
  const fold = (text) =>
    text.normalize("NFKD").toLowerCase().normalize("NFKD").replace(ACCENTS, "")
      .replace(/[ßςæœøđðþħıłŧƀɨƶ]/g, (c) => LETTERS[c]).normalize("NFC");
  const words = (text) => (fold(text).match(WORD) || []).map((word) => word.slice(0, 64));

  // ---------------------------------------------------------------- postings, as feeds/finding/postings.py writes them
  const age = (month, number) => {
    const year = +month.slice(0, 2);
    return ((year > 90 ? 1900 : 2000) + year) * 12e6 + +month.slice(2, 4) * 1e6 + number;
  };
  function decode(text, into) {
    for (const part of text ? text.split(";") : []) {
      if (part[0] === "~") {
        const at = part.lastIndexOf("@");
        into.set(decodeURIComponent(part.slice(1, at)), age(part.slice(at + 1), 999999));
        continue;
      }
      const old = part[0] === "^" ? part.indexOf(":") : 0;
      const head = old ? part.slice(1, old) : part.slice(0, 4);
      const month = head.slice(-4);
      const width = old ? 3 : month >= "1501" && month < "9100" ? 5 : 4;
      let number = 0;
      for (const delta of part.slice(old ? old + 1 : 4).split(",")) {
        number += parseInt(delta, 36);
        into.set(head + (old ? "" : ".") + String(number).padStart(width, "0"), age(month, number));
      }
    }
  }
  const yearOf = (key) => Math.floor((key - 1e6) / 12e6);

  // ---------------------------------------------------------------- looking up
  // The index has parts, of older papers and of those of the last months, which are in folders of their own.
  // Which leaves there are is in directories, of which the names stand in the first file.
  const fileOf = (part, kind, leaf) => part + "/" + kind + "-" + Array.from(leaf).slice(0, 24).map((c) => /[a-z0-9]/.test(c) ? c : "_").join("") + "-" + hash(leaf).toString(16);
  // The place of the leaf, or directory, that a term is in: the last that begins with it or before it.
  function leafOf(leaves, term) {
    let [low, high] = [0, leaves.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (leaves[middle] <= term) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
  // The names from that of the one that a term is in to the last that begins with the term.
  function range(names, term, beginning) {
    const own = leafOf(names, term);
    let end = own + 1;
    while (beginning && end < names.length && names[end].startsWith(term)) end++;
    return names.slice(Math.max(own, 0), end);
  }
  const leaves = ([part, names], term, beginning) => {
    const needed = range(names, term, beginning);
    return needed.length > LEAVES ? null : Promise.all(needed.map((name) => load(fileOf(part, "d", name)))).then((all) => range(all.flat(), term, beginning));
  };
  const allLeaves = (term, beginning) => Promise.all(Object.entries(start.leaves).map((one) => leaves(one, term, beginning)));
  // How many parts have a leaf that begins with the term: one of many papers does so in each.
  const begun = async (term) => (await allLeaves(term, false)).filter((names) => names.includes(term)).length;
  // {strong, all}: papers with the key that orders them; in titles and the like, and anywhere.
  async function found(term, beginning) {
    let needed = await allLeaves(term, beginning);
    if (beginning && needed.some((names) => !names || names.length > LEAVES)) {
      beginning = false;
      needed = await allLeaves(term, false);
    }
    const parts = Object.keys(start.leaves);
    const files = needed.flatMap((names, place) => names.map((name) => fileOf(parts[place], "w", name)));
    const both = { strong: new Map(), all: new Map() };
    for (const file of await Promise.all(files.map((each) => load(each)))) {
      for (const one of beginning ? Object.keys(file).filter((each) => each.startsWith(term)) : [term]) {
        if (!Object.hasOwn(file, one)) continue;
        const [strong, weak] = typeof file[one] === "string" ? [file[one], ""] : file[one];
        decode(strong, both.strong);
        decode(weak, both.all);
      }
    }
    for (const [id, key] of both.strong) both.all.set(id, key);
    return both;
  }

  function hash(text) {
    let digest = 0x811c9dc5;
    for (let at = 0; at < text.length; at++) digest = Math.imul(digest ^ text.charCodeAt(at), 0x01000193);
    return digest >>> 0;
  }
  const bucket = (id) => hash(id) & ((1 << start.bits) - 1);
  // Papers, with the key that orders them, that have an author of just this name.
  async function named(name) {
    const key = words(name).join(" ");
    const file = await load("names/n-" + bucket(key).toString(16)).catch(() => ({}));
    const papers = new Map();
    if (Object.hasOwn(file, key)) decode(file[key], papers);
    return papers;
  }
  // What a server of ours answers where there is no index in files, which its first answer says: papers like this one.
  const like = (id) => load("like", "?paper=" + encodeURIComponent(id));
  const paper = async (id) => {
    const file = await load("papers/p-" + bucket(id).toString(16)).catch(() => ({}));
    return Object.hasOwn(file, id) ? file[id] : null;
  };

  return { STOP, words, found, begun, named, paper, like, yearOf, begin, bytes: () => bytes };
})();
