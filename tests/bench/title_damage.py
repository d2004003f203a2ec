"""Damages titles as the world damages them, and makes titles of works that are in no record beside those that are."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from msgspec.structs import replace

from enrich.record import Author, Item

Row = dict[str, Any]
SUBTITLES = (
    "Theory and Practice",
    "A Unified Approach",
    "An Empirical Study",
    "Methods and Applications",
    "Foundations, Algorithms and Experiments",
    "A Practical Perspective on Real Systems",
    "Insights from Measurements",
    "Models, Bounds, and Open Problems",
)
SITES = (" | OpenReview", " (NeurIPS 2023)", " [PDF]", " (2014)", " - arXiv", " · Hugging Face", " [ICML'19 oral]")
COPIES = (
    " (no link found)",
    " (slides lost)",
    " (pdf missing)",
    " [scan in the library]",
    " (paywalled, no copy found)",
)
ACCENTS = {"á": r"\'a", "é": r"\'e", "è": r"\`e", "ü": r"\"u", "ö": r"\"{o}", "ô": r"{\^o}", "ç": r"\c{c}", "ñ": r"\~n"}
GREEK = {r"\alpha": "α", r"\beta": "β", r"\ell": "ℓ", r"\epsilon": "ε", r"\lambda": "λ", r"\pi": "π", r"\omega": "ω"}
OPPOSITES = [
    "upper/lower",
    "supervised/unsupervised",
    "directed/undirected",
    "local/global",
    "static/dynamic",
    "linear/nonlinear",
    "finite/infinite",
    "optimal/suboptimal",
    "wireless/wired",
    "discrete/continuous",
    "sparse/dense",
    "online/offline",
    "centralized/decentralized",
    "synchronous/asynchronous",
    "deterministic/stochastic",
    "symmetric/asymmetric",
    "bounded/unbounded",
    "convex/concave",
    "single/multi",
    "classical/quantum",
    "hard/soft",
    "weak/strong",
    "binary/ternary",
    "encoding/decoding",
    "uplink/downlink",
    "minimum/maximum",
    "private/public",
]


def title_of(row: Row) -> str:
    return " ".join(row["title"].split())


def names_of(row: Row) -> list[str]:
    return [" ".join(p for p in (a[1], a[0], a[2]) if p) for a in row["authors_parsed"]]


def published(row: Row) -> date:
    return parsedate_to_datetime(row["versions"][0]["created"]).date()


def typo(title: str, rng: random.Random) -> str:
    """One typo in a word of four letters or more, anywhere in the word."""
    spots = [m for m in re.finditer(r"[A-Za-z]{4,}", title) if "\\" not in title[max(0, m.start() - 1) : m.start()]]
    if not spots:
        return title
    word = rng.choice(spots)
    at = rng.randrange(word.start(), word.end() - 1)
    letter = rng.choice("abcdefghijklmnopqrstuvwxyz")
    return rng.choice(
        [
            title[:at] + title[at + 1] + title[at] + title[at + 2 :],
            title[:at] + title[at + 1 :],
            title[:at] + title[at] + title[at:],
            title[:at] + letter + title[at + 1 :],
            title[:at] + letter + title[at:],
        ]
    )


def case(row: Row, rng: random.Random) -> str:
    return rng.choice([str.upper, str.lower, str.capitalize, str.title])(title_of(row))


def punctuation(row: Row, rng: random.Random) -> str:
    changes: list[Callable[[str], str]] = [
        lambda t: re.sub(r"[^\w\s\\${}^']", " ", t),
        lambda t: t.replace("-", "").replace(":", " -"),
        lambda t: t.replace("-", "‐").replace(":", " –").replace("'", "’"),
        lambda t: t.replace("-", " ").replace(":", ".") + ".",
        lambda t: f"“{t}”",
        lambda t: t.replace(",", "").replace(": ", ":"),
    ]
    return " ".join(rng.choice(changes)(title_of(row)).split())


def notation(row: Row, rng: random.Random) -> str:
    """TeX for Unicode, Unicode for TeX, braces, ligatures."""
    title = title_of(row)
    for letter, tex in ACCENTS.items():
        title = title.replace(letter, tex) if letter in title else title.replace(tex, letter)
    if "$" in title:
        for tex, letter in GREEK.items():
            title = re.sub(re.escape(tex) + r"(?![A-Za-z])", letter, title)
        return re.sub(r"[\^{}]", "", title.replace("$", "")).replace("_", "")
    words = title.split()
    k = rng.randrange(len(words))
    words[k] = rng.choice(["{%s}", r"\emph{%s}", r"\textbf{%s}", "{\\em %s}", "%s\u200b"]) % words[k]
    return " ".join(words).replace("fi", "ﬁ").replace("ffl", "ﬄ")


def lost_subtitle(row: Row, rng: random.Random) -> str | None:
    main = re.split(r":\s|\s-+\s|(?<=\w{4})\.\s", title_of(row), maxsplit=1)
    return main[0] if len(main) > 1 and len(main[0].split()) >= 2 else None


def added_subtitle(row: Row, rng: random.Random) -> str | None:
    if re.search(r":\s|[?.]$", title_of(row)):
        return None
    return title_of(row) + rng.choice([": ", " - ", " — "]) + rng.choice(SUBTITLES)


def truncated(row: Row, rng: random.Random) -> str | None:
    title = title_of(row)
    if len(title) < 45:
        return None
    at = rng.randrange(max(32, len(title) * 5 // 10), len(title) - 4)
    return title[:at].rstrip() + rng.choice(["…", "...", " ...", " […]"])


def fused(row: Row, rng: random.Random) -> str | None:
    names = names_of(row)[: rng.randint(1, 4)]
    if not all(len(n.split()) > 1 for n in names):
        return None
    tail = " et al." if len(names) < len(row["authors_parsed"]) else ""
    return title_of(row) + rng.choice(["", "", " "]) + rng.choice([", ", "; "]).join(names) + tail


def respaced(row: Row, rng: random.Random) -> str:
    """Two words run together, or a word broken as at the end of a line."""
    title = title_of(row)
    gaps = list(re.finditer(r"(?<=[a-z]{4}) (?=[a-z]{4})", title))
    if gaps and rng.random() < 0.5:
        return title[: (gap := rng.choice(gaps)).start()] + title[gap.end() :]
    long = list(re.finditer(r"[a-z]{8,}", title))
    if not long:
        return title
    word = rng.choice(long)
    at = rng.randrange(word.start() + 3, word.end() - 3)
    return title[:at] + "- " + title[at:]


def remarked(row: Row, rng: random.Random) -> str | None:
    """A short title, with a remark on where a copy of the paper is, or that there is none."""
    title = title_of(row)
    return title + rng.choice(COPIES) if len(title.split()) <= 5 else None


def inflected(row: Row, rng: random.Random) -> str | None:
    title = title_of(row)
    forms = (
        ("ations", "ation"),
        ("ation ", "ational "),
        ("ization", "isation"),
        ("models", "model"),
        ("eling", "elling"),
    )
    forms += (("works ", "work "), ("ithms ", "ithm "), ("ithm ", "ithms "), ("stems", "stem"), ("avior", "aviour"))
    for old, new in rng.sample(forms, len(forms)):
        if old in title:
            return title.replace(old, new, 1)
    return None


DAMAGES: dict[str, Callable[[Row, random.Random], str | None]] = {
    "none": lambda row, rng: title_of(row),
    "case": case,
    "punctuation": punctuation,
    "Unicode and LaTeX": notation,
    "lost subtitle": lost_subtitle,
    "added subtitle": added_subtitle,
    "one typo": lambda row, rng: typo(title_of(row), rng),
    "two typos": lambda row, rng: typo(typo(title_of(row), rng), rng),
    "truncated": truncated,
    "authors fused": fused,
    "wrong year": lambda row, rng: title_of(row),
    "inflection": inflected,
    "words respaced": respaced,
    "site or venue": lambda row, rng: title_of(row) + rng.choice(SITES),
    "remark on a copy": remarked,
    "case and typo": lambda row, rng: typo(case(row, rng), rng),
    "fused and lower": lambda row, rng: (t := fused(row, rng)) and t.lower(),
}


def swapped(row: Row, rng: random.Random, words: list[str]) -> str:
    """One content word exchanged for one of another title."""
    mine = list(re.finditer(r"[A-Za-z]{5,}", title_of(row)))
    word = rng.choice(mine) if mine else None
    new = rng.choice([w for w in words if not word or w[:4].lower() != word[0][:4].lower()])
    return title_of(row)[: word.start()] + new + title_of(row)[word.end() :] if word else f"{new} {title_of(row)}"


def opposite(row: Row, rng: random.Random) -> str | None:
    title = title_of(row)
    for pair in rng.sample(OPPOSITES, len(OPPOSITES)):
        for old, new in (pair.split("/"), pair.split("/")[::-1]):
            if re.search(rf"\b{old}\b", title, re.IGNORECASE):
                return re.sub(rf"\b{old}\b", new, title, count=1, flags=re.IGNORECASE)
    return None


def renamed(row: Row, rng: random.Random) -> str | None:
    """The name that a paper gives its work, before the first colon, as that of another work that sounds like it."""
    name, colon, rest = title_of(row).partition(": ")
    if not colon or not name.isalpha() or len(name) < 5:
        return None
    at = rng.randrange(1, len(name) - 1)
    return f"{rng.choice([f'{name}s', name[:at] + rng.choice('aeiou') + name[at:]])}: {rest}"


def renumbered(row: Row, rng: random.Random) -> str | None:
    title = title_of(row)
    number = re.search(r"\b(\d+|II|III|two|three)\b", title)
    other = {"II": "III", "III": "IV", "two": "four", "three": "five"}
    return number and title[: number.start()] + other.get(number[0], str(len(title))) + title[number.end() :]


ANOTHER_WORK = {
    "part": "{}, Part II|{}: Part II|{} II|{} (Part 2)|{} - Part 3: Applications|{} Part Two|{} III",
    "report": "{}: Tech Report 2025|{}: Technical Report|{} (Technical Report)|{}: 2023 Progress Report",
    "reply": "Reply to: {}|Comment on “{}”|A Response to {}|Comments on '{}'|Re: {}|On {}: a critique",
    "erratum": "Erratum: {}|{}: Erratum|Corrections to {}|{} (Corrigendum)|Addendum to {}|Retraction: {}",
    "edition": "{} (Extended Version)|{}: A Survey|{} Revisited|{}: A Tutorial|{} v2|{} 2.0|{}, revisited|{}: A Review"
    "|{}: supplementary material|{}: The Workshop Version|{}: An Overview of Recent Work",
    "negated": "Why {} Fails|Against {}|The Impossibility of {}|{} Without Tears|{} Is Not Enough|Beyond {}|No {}",
    "extended": "Towards {}|Improved {}|{} in Practice|Fast {}|{} for Robotics|Distributed {}|{} and Its Applications"
    "|Rethinking {}|{} with Deep Learning|Quantum {}",
    "year": "{} 2|{} 2016|{} 3D|{} 10|{} 3",
}


def templates(title: str, rng: random.Random) -> dict[str, str]:
    """Titles of other works that name themselves after this one, one of each kind."""
    return {k: rng.choice(ways.split("|")).replace("{}", title.rstrip(".?")) for k, ways in ANOTHER_WORK.items()}


GENERIC = (
    "Introduction|Attention|A Survey|Machine Learning|Deep Learning|Editorial|Preface|Neural Networks|Social Networks"
    "|Introduction to the Special Issue|Cloud Computing|Image Segmentation|Proceedings|Data Mining|Learning"
    "|Wireless Sensor Networks|Open Problems|Complexity Theory|Call for Papers|Genetic Algorithms"
)


@dataclass(frozen=True)
class Case:
    kind: str
    item: Item
    right: str | None
    """The paper's id; None for a title in no record."""
    evidence: str
    """`title only` or `with evidence`."""


def in_part(item: Item, row: Row, evidence: str, rng: random.Random) -> Item:
    """The item with what of the row is `evidence`: title, authors, abstract or all."""
    if evidence in {"authors", "all"}:
        names = names_of(row)[: rng.choice([3, 99])]
        complete = len(names) == len(row["authors_parsed"])
        item = replace(item, authors=tuple(map(Author, names)), authors_complete=complete)
    if evidence in {"abstract", "all"}:
        text = " ".join(row["abstract"].split())
        cut = rng.choice([250, 400, 9999])
        text = text if len(text) <= cut else text[:cut] + "…"
        item = replace(item, abstract=text, abstract_complete=len(text) <= cut)
    return replace(item, date=date(published(row).year, 1, 1), date_exact="year") if evidence == "all" else item


def witness(item: Item, row: Row, rng: random.Random) -> Item:
    """The item with authors, part of the abstract or a date, as listings have them."""
    names = names_of(row)
    chosen = rng.choice(["authors", "abstract", "both", "both"])
    if chosen != "abstract":
        few = rng.random() < 0.5
        names = names[:3] if few else names
        item = replace(
            item, authors=tuple(Author(n) for n in names), authors_complete=len(names) == len(row["authors_parsed"])
        )
    if chosen != "authors":
        text = " ".join(row["abstract"].split())
        cut = rng.randrange(150, 500)
        item = replace(item, abstract=text if len(text) < cut else text[:cut] + "…", abstract_complete=len(text) < cut)
    return replace(item, date=published(row) + timedelta(days=rng.randrange(0, 90)), date_exact="day")
