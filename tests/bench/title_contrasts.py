"""Near titles of other works, made by what the records themselves say: which words stand in contrast, which have a prefix, which are alike.

::

    a prefix that stands before this word in another title       multi-agent for agent, coprocessor for processor
    a contrary: words that some record joins by `and` or `or`    microscopic for macroscopic
    another word of titles, a letter away                        spare for sparse
    a name that begins a title, a letter away from another word  Mantids for Mantis
    a prime after a name                                         F' for F
    a numbered edition or report                                 ..., Second Edition
    a part or a reply with a subtitle or names of its own        ... Part II: Algorithms for Sparse Codes
    an article about an article, of a kind that JATS names        ...: Addendum
    a subtitle of another work that names its subject            ...: An Application to Speech
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

from rapidfuzz.distance import OSA
from title_copies import british
from title_damage import Case, Row, in_part, title_of
from title_near import Change

from enrich.record import Item
from enrich.titles.normalise import form

Pairs = dict[str, list[str]]
_CONTRAST = re.compile(r"\b([a-z]{4,}) (?:and|or|versus|vs\.?) ([a-z]{4,})\b")
_ORDINAL = (
    "{}, Second Edition|{}: First Results|{} (Third Edition)|{}: The Second Year|{}: Fourth Report|{}: The First Release|{}: A Second Look"
    "|{}: Second Version|{}: The Third Part|{}: First Experiments|{}, 2nd ed.|{}: The Second Generation|{}: The Fifth Year"
)
_LONG = (
    "{}. Part II: {s}|{}, Part 2: {s}|{}: Reply to {a}, {b} and {c}|{}: Response to {a}, {b}, {c} and Others|{} II: {s}|{} - Part III: {s}"
    "|{}: A Reply to the Criticism of {a} and {b}|{}: Comments on {a}, {b} and {c}|{} (Part Two: {s})|{}: Continued Work on {s}"
    "|{}: Supplementary Material on {s}|{}: Corrections to the Proof of {a}, {b} and {c}|{}. Volume 2: {s}|{}: Appendix with {s}"
)
_TYPES = (
    "Addendum|Clarification|Commentary|Companion Paper|Continuation|Correction|Corrigendum|Discussion|Erratum|Expression of Concern"
    "|Reply|Retraction|Supplement|Translation|Withdrawal|Partial Retraction"
)
"""Kinds of articles about another article, as JATS (article-type, related-article-type) and Crossref (update types) name them; a reprint is no other work."""
_RARE = 20
"""Records that a word of a subject occurs in, at most; of 20,000."""


def _both_ways(pairs: Iterator[tuple[str, str]]) -> Pairs:
    ways: Pairs = defaultdict(list)
    for one, other in pairs:
        ways[one].append(other)
        ways[other].append(one)
    return ways


def _prefixed(titles: list[str], texts: list[str]) -> Pairs:
    """Words of titles, and the same with what stands before each in a title with a hyphen; joined where some record joins them."""
    joined = {w for t in texts for w in re.findall(r"[a-z]+", t)}
    compounds = {m for t in titles for m in re.findall(r"(?<![\w-])[a-z]{1,6}-[a-z]{5,}\b(?!-)", t.lower())}
    ways: Pairs = defaultdict(list)
    for compound in sorted(compounds):
        ways[compound.split("-")[1]] += [compound, *({compound.replace("-", "")} & joined)]
    return ways


def _contrary(texts: list[str]) -> Pairs:
    """Words that differ in their beginnings alone, and that two records or more set against each other."""
    found: Counter[tuple[str, str]] = Counter()
    for text in texts:
        found.update({(min(p), max(p)) for p in _CONTRAST.findall(text) if p[0] != p[1] and _ends_alike(*p)})
    return _both_ways(pair for pair, count in found.items() if count >= 2)


def _ends_alike(one: str, other: str) -> bool:
    shared = next(
        (k for k, (a, b) in enumerate(zip(one[::-1], other[::-1], strict=False)) if a != b), min(len(one), len(other))
    )
    return shared >= 4 and 2 * shared >= min(len(one), len(other))


def _near_words(texts: list[str]) -> Iterator[tuple[str, str]]:
    """Words of three records or more that are one letter apart, and not one word in two forms or spellings."""
    counts = Counter(w for t in texts for w in set(re.findall(r"[a-z]{4,}", t)))
    holes: dict[str, list[str]] = defaultdict(list)
    for word in (w for w, n in counts.items() if n >= 3):
        for hole in {word, *(word[:k] + word[k + 1 :] for k in range(len(word)))}:
            holes[hole].append(word)
    pairs = {(min(p), max(p)) for near in holes.values() for p in combinations(near, 2)}
    return ((a, b) for a, b in sorted(pairs) if OSA.distance(a, b) == 1 and not _one_word(a, b))


def _one_word(one: str, other: str) -> bool:
    """Whether two words a letter apart are forms or spellings of one."""
    short, long = sorted((one, other), key=len)
    spelled = british({"title": one}, random.Random(0)) == other or british({"title": other}, random.Random(0)) == one
    ending = len(short) >= 8 and one[: len(long) - 2] == other[: len(long) - 2]
    return (
        long.startswith(short)
        or spelled
        or ending
        or (one[:-2] == other[:-2] and {one[-2:], other[-2:]} == {"is", "es"})
    )


def _exchange(pairs: Pairs) -> Change:
    def change(title: str, rng: random.Random) -> str | None:
        spots = [m for m in re.finditer(r"(?<![\w-])[A-Za-z]{4,}(?![\w-])", title) if m[0].lower() in pairs]
        if not spots:
            return None
        spot = rng.choice(spots)
        new = rng.choice(pairs[spot[0].lower()])
        return title[: spot.start()] + (new[0].upper() + new[1:] if spot[0][0].isupper() else new) + title[spot.end() :]

    return change


def _named(words: set[str]) -> Change:
    """For the name that begins a title another word a letter away, or the name with a letter more, as acronyms have it."""

    def change(title: str, rng: random.Random) -> str | None:
        name, colon, rest = title.partition(": ")
        if not colon or not re.fullmatch(r"[A-Za-z]\w{2,}", name):
            return None
        near = sorted(
            w
            for w in words
            if OSA.distance(w.lower(), name.lower(), score_cutoff=1) == 1 and w.lower() != f"{name.lower()}s"
        )
        longer = [name + letter for letter in "seaxr"] if not name.isupper() else []
        chosen = near if near and rng.random() < 0.5 else longer
        return f"{rng.choice(chosen)}: {rest}" if chosen else None

    return change


def prime(title: str, rng: random.Random) -> str | None:
    """A prime after a name; after an s it would be a possessive."""
    spots = (
        list(re.finditer(r"\b(?:[A-Z]{2,6}|[A-Z][a-z]+[A-Z]\w*)(?<![Ss])(?=\s|:|$)", title))
        if title != title.upper()
        else []
    )
    if not spots:
        return None
    spot = rng.choice(spots)
    return title[: spot.end()] + rng.choice(["'", "′", "’", "$^\\prime$"]) + title[spot.end() :]


def changes_of(every: list[Row]) -> dict[str, Change]:
    titles = [title_of(r) for r in every]
    texts = [f"{title_of(r)} {r['abstract']}".lower() for r in every]
    alike = _both_ways(_near_words([t.lower() for t in titles]))
    counts = Counter(w for t in texts for w in set(re.findall(r"[a-z]+", t)))
    subtitles = sorted({s for t in titles if 3 <= len((s := t.partition(": ")[2]).split()) <= 8})
    surnames = sorted({a[0] for r in every for a in r["authors_parsed"] if a[0].isalpha()})

    rare = [s for s in subtitles if any(counts[w] <= _RARE for w in re.findall(r"[a-z]{4,}", s.lower()))]

    def about_it(title: str, rng: random.Random) -> str:
        way = rng.choice(["{}: {k}", "{}: A {k}", "{}. {k}", "{k}: {}", "{} ({k})", "{} - {k}"])
        return way.replace("{k}", rng.choice(_TYPES.split("|"))).replace("{}", title.rstrip(" .?"))

    def long_part(title: str, rng: random.Random) -> str:
        a, b, c = rng.sample(surnames, 3)
        way = rng.choice(_LONG.split("|"))
        for mark, text in (
            ("{s}", rng.choice(subtitles)),
            ("{a}", a),
            ("{b}", b),
            ("{c}", c),
            ("{}", title.rstrip(" .")),
        ):
            way = way.replace(mark, text)
        return way

    return {
        "near: prefix of another": _exchange(_prefixed(titles, texts)),
        "near: contrary": _exchange(_contrary(texts)),
        "near: word a letter away": _exchange(alike),
        "near: name a letter away": _named({w for t in titles for w in re.findall(r"\b[A-Za-z]\w{2,}", t)}),
        "near: prime": prime,
        "near: ordinal": lambda title, rng: rng.choice(_ORDINAL.split("|")).replace("{}", title.rstrip(" .")),
        "near: long part": long_part,
        "near: article about it, a reply": about_it,
        "near: subject added": lambda title, rng: None if ":" in title else f"{title.rstrip('.?')}: {rng.choice(rare)}",
    }


def with_evidence_of_the_other(rows: list[Row], contrary: Change, count: int, rng: random.Random) -> Iterator[Case]:
    """Titles that say the contrary of a paper, beside its authors and abstract, as companion papers have them: in no record."""
    contrasts = ((row, t) for row in rng.sample(rows, len(rows)) if (t := contrary(title_of(row), rng)))
    for _, (row, title) in zip(range(count), contrasts, strict=False):
        evidence = rng.choice(["authors", "abstract", "all"])
        yield Case("near: contrary, its evidence", in_part(Item(title=title), row, evidence, rng), None, evidence)


def real_extensions(rows: list[Row]) -> list[tuple[Row, Row]]:
    """Papers whose whole title begins or ends another's; no subtitle is left out, as nobody could tell it from a lost one."""
    whole = {form(row["title"]).words: row for row in rows}
    pairs = []
    for row in rows:
        words = form(row["title"]).words
        parts = [part for k in range(2, len(words)) for part in (words[:k], words[-k:]) if part in whole]
        head = form(title_of(row).split(": ")[0]).words
        pairs += [(whole[part], row) for part in parts if whole[part]["id"] != row["id"] and part != head]
    return pairs
