// Finds channels by names: topics are in this file, authors and persons in one for each two letters that a word begins with.
"use strict";
window.paperwireChannels = (address, fold, fetchScript, again) => {
  const names = {};
  const slugOf = (name) => name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  const read = (kind, list) => list.map((one) => {
    const [name, slug] = typeof one === "string" ? [one, slugOf(one)] : one;
    return { name, path: kind + "/" + slug, words: fold(name) + " " + slug.replaceAll("-", " ") };
  });
  const topics = read("topics", window.paperwireList.topics);
  const keys = window.paperwireList.keys.split(" ");
  window.paperwireNames = (key, found) => {
    names[key] = [...read("authors", found.authors), ...read("people", found.people)];
  };

  // Everybody with a word that begins as the longest of these does, and all topics; null while they are fetched.
  return (words) => {
    const [longest] = words.flatMap((word) => word.split(/[^\p{L}\p{N}]+/u)).sort((a, b) => b.length - a.length);
    const start = longest.slice(0, 2);
    const key = /^[a-z0-9]+$/.test(start) ? start : "other";
    if (!longest || !keys.includes(key)) return topics;
    if (names[key]) return [...topics, ...names[key]];
    if (names[key] === undefined) {
      names[key] = null;
      fetchScript(address.replace(/\.js$/, "-" + key + ".js"), again);
    }
    return null;
  };
};
