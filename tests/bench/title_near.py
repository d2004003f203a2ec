"""Titles of two different works that differ in one word: made ones, and those that are in the records.

The work that a made title names is in the records in one half of the cases (with an abstract of its own) and in none in
the other; its authors are those of its neighbour or others. Attaching the neighbour is wrong in all of them.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from title_damage import Case, Row, in_part, title_of

from enrich.record import Item
from enrich.titles.normalise import form

Change = Callable[[str, random.Random], str | None]
_DERIVED = (
    "transformer/transform|learned/learning|learner/learning|dynamics/dynamic|coding/coded|encoder/encoding|sensors/sensing"
    "|classifier/classification|scheduler/scheduling|detector/detection|generative/generated|controlled/controller"
    "|optimization/optimal|computable/computing|recognition/recognizer|local/location|sign/signal|user/use|tree/trie"
    "|form/from|code/coda|network/internetwork|graph/hypergraph|plane/plan|weighted/weightless|relational/relative"
    "|complexity/complex|robust/robot|stable/table|learning/leaning|massive/passive|linear/bilinear"
    "|adaptive/adoptive|causal/casual|convex/convoy|martian/martial|formal/former|packing/parking|channel/chancel"
)
_LIKE_ACRONYMS = (
    "HTTP/HTTPS|SAT/#SAT|MIMO/SIMO|OFDM/OFDMA|LTE/LTE-A|IPv4/IPv6|TCP/RTCP|SVM/SVMs+|LDA/HLDA|RNN/CNN|GAN/GAN+"
)
REPLIES = (
    "Reply to “{}”|Comment on “{}”|Comments on {}|Erratum to {}|Erratum: {}|{}: a reply|A comment on {}|{} (erratum)"
    "|Response to comments on {}|Corrigendum to “{}”|A note on {}|Discussion of “{}”|Retraction: {}|Rejoinder: {}|Re: {}"
    "|{}: Reply to Smith|{} - Corrigendum"
)
PARTS = "{} II|{}, Part 2|{}: Part II|{} (Part Two)|{} Part III|{}, II|{} - II|{} (2)|{} 2|{}: Volume 2|{} 2.0|{}, continued"


def _exchanged(title: str, pairs: str, rng: random.Random) -> str | None:
    """The title with one word exchanged for its neighbour, in either direction."""
    for pair in rng.sample(pairs.split("|"), pairs.count("|") + 1):
        for old, new in (pair.split("/"), pair.split("/")[::-1]):
            spot = re.search(rf"(?<![\w#]){re.escape(old)}(?![\w+])", title, re.IGNORECASE)
            if spot:
                word = new.capitalize() if spot[0][:1].isupper() and new.islower() else new
                return title[: spot.start()] + word + title[spot.end() :]
    return None


def acronym(title: str, rng: random.Random) -> str | None:
    """Another acronym: an S, an E, a plus or a number more."""
    if exchanged := _exchanged(title, _LIKE_ACRONYMS, rng):
        return exchanged
    spots = list(re.finditer(r"\b[A-Z]{3,6}\b(?!['’])", title)) if title != title.upper() else []
    if not spots:
        return None
    spot = rng.choice(spots)
    return title[: spot.end()] + rng.choice(["S", "E", "+", "-2", "++", "*", "A"]) + title[spot.end() :]


def plural(title: str, rng: random.Random) -> str | None:
    spots = [s for s in re.finditer(r"\b[A-Za-z]{5,}\b", title) if not s[0].endswith("ss")]
    if not spots:
        return None
    spot = rng.choice(spots)
    word = spot[0][:-1] if spot[0].endswith("s") else spot[0] + "s"
    return title[: spot.start()] + word + title[spot.end() :]


def number(title: str, rng: random.Random) -> str | None:
    spots = list(re.finditer(r"(?<![\w.#])\d{1,4}(?![\w.;])|\b(?:two|three|four|II|III)\b", title))
    if not spots:
        return None
    spot = rng.choice(spots)
    words = {"two": "three", "three": "four", "four": "two", "II": "III", "III": "II"}
    new = words.get(spot[0]) or str(int(spot[0]) + rng.choice([1, 2, 10]))
    return title[: spot.start()] + new + title[spot.end() :]


def _template(ways: str) -> Change:
    return lambda title, rng: rng.choice(ways.split("|")).replace("{}", title.rstrip("."))


MORE = (
    "{}: New Results|{}: Further Results|{}: More Examples|{}: Lower Bounds|{}: Hardness|{}: The Weighted Case|{}, First Edition"
    "|{}: Second Edition|{}: The General Case|{}: Additional Experiments|{}: A Counterexample|{}: Proofs|{} and Beyond"
    "|{}: The Sequel|{}: Implementation|{}: New Bounds|{}: Another View|{} Revisited|{}: Examples"
)
_SIGNS = (
    "GHz/MHz|MHz/kHz|Gbps/Mbps|$\\alpha$/$\\beta$|beta/zeta|gamma/lambda|mu/nu|phi/psi|chi/phi|eta/zeta|epsilon/upsilon"
)
_SMALL = "from/to|to/from|for/of|in/on|with/without|of/from|by/for|via/for|and/or|on/of|in/for|with/by|the/no"


def network(title: str, rng: random.Random) -> str | None:
    """One word more in front of another one: `in-network` for `network`."""
    spots = list(re.finditer(r"(?<= )[A-Za-z]{5,}\b", title))
    if not spots:
        return None
    spot = rng.choice(spots)
    return (
        title[: spot.start()] + rng.choice(["in-", "non-", "anti-", "un", "re-", "co-", "pre-"]) + title[spot.start() :]
    )


CHANGES: dict[str, Change] = {
    "near: more": _template(MORE),
    "near: sign": lambda title, rng: _exchanged(title, _SIGNS, rng),
    "near: small word": lambda title, rng: _exchanged(title, _SMALL, rng),
    "near: prefix": network,
    "near: acronym": acronym,
    "near: derived": lambda title, rng: _exchanged(title, _DERIVED, rng),
    "near: plural": plural,
    "near: number": number,
    "near: part": _template(PARTS),
    "near: reply": _template(REPLIES),
}


def invented_neighbours(
    rows: list[Row], count: int, rng: random.Random, changes: dict[str, Change] = CHANGES, ids: str = "9"
) -> tuple[list[Case], list[Row]]:
    """Cases, and the records of the works that are to be known besides, whose ids begin with `ids`."""
    cases: list[Case] = []
    twins: list[Row] = []
    pools = {kind: iter(rng.sample(rows, len(rows))) for kind in changes}
    used: set[str] = set()
    for k in range(count):
        kind, change = list(changes.items())[k % len(changes)]
        fresh = (row for row in pools[kind] if row["id"] not in used)
        row, title = next(((row, t) for row in fresh if (t := change(title_of(row), rng))), ({}, ""))
        if not title:
            continue
        used.add(row["id"])
        other = rng.choice([r for r in rows if r is not row])
        same_authors, known = rng.random() < 0.5, rng.random() < 0.5
        twin = other | {"title": title, "id": f"{ids}{k // 5000:01d}01.{k % 5000 + 1:05d}"}
        twin |= {"authors_parsed": row["authors_parsed"]} if same_authors else {}
        twins += [twin] if known else []
        evidence = rng.choice(["title", "authors", "abstract", "all"])
        if (
            evidence in {"title", "authors"}
            and kind == "near: plural"
            and not known
            and (evidence == "title" or same_authors)
        ):
            evidence = "all"  # A plural more is how titles are copied, unless something says that it is another work.
        item = in_part(Item(title=title), twin, evidence, rng)
        by = "same authors" if same_authors else "other authors"
        cases.append(Case(kind, item, twin["id"] if known else None, f"{evidence}, {by}"))
        if known:
            mine = in_part(Item(title=title_of(row)), row, evidence, rng)
            cases.append(Case(kind, mine, row["id"], f"{evidence}, {by}"))
    return cases, twins


def wholes_of_parts(
    absent: list[Row], count: int, rng: random.Random, changes: dict[str, Change] = CHANGES, month: str = "9901"
) -> tuple[list[Case], list[Row]]:
    """Titles of works in no record, beside the records of a part of each or a reply to it."""
    cases, parts = [], []
    kinds = [kind for kind in changes if kind.endswith(("part", "reply"))]
    for k, row in enumerate(absent[:count]):
        change = changes[rng.choice(kinds)]
        parts.append(row | {"title": change(title_of(row), rng), "id": f"{month}.{k + 1:05d}"})
        evidence = rng.choice(["title", "authors"])
        cases.append(
            Case("near: whole of a part", in_part(Item(title=title_of(row)), row, evidence, rng), None, evidence)
        )
    return cases, parts


def real_neighbours(rows: Iterable[Row]) -> list[tuple[Row, Row]]:
    """Papers whose titles differ in one word."""
    near: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        words = form(row["title"]).words
        if len(words) >= 3:
            for key in _one_left_out(words):
                near[key].append(row)
    pairs = {
        (a["id"], b["id"]): (a, b)
        for same in near.values()
        for a, b in combinations(same, 2)
        if a["id"] != b["id"] and form(a["title"]).words != form(b["title"]).words
    }
    return list(pairs.values())


def _one_left_out(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for k in range(len(words) + 1):
        yield (*words[:k], "*", *words[k:])
        if k < len(words):
            yield (*words[:k], "*", *words[k + 1 :])


def cases_of(
    pairs: Iterable[tuple[Row, Row]], rng: random.Random, kind: str = "near: real"
) -> tuple[list[Case], set[str]]:
    """Cases of real neighbours, and the ids that are to be taken out of the records."""
    cases: list[Case] = []
    gone: set[str] = set()
    used: set[str] = set()
    for pair in pairs:
        one, other = rng.sample(pair, 2)
        if used & {one["id"], other["id"]}:
            continue
        used |= {one["id"], other["id"]}
        absent = rng.random() < 0.5
        gone |= {one["id"]} if absent else set()
        for evidence in ("title", "authors", "all"):
            item = in_part(Item(title=title_of(one)), one, evidence, rng)
            cases.append(Case(kind, item, None if absent else one["id"], evidence))
    return cases, gone
