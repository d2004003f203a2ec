"""Kinds of copying that few titles show, each made from real titles by rule, so that the rules for them are measured.

`&` for and, numbers written otherwise, an article, British spelling, apostrophes, TeX as a page or as ASCII shows it, trade marks,
venues of the records, subtitles that several works have, an organisation as the author.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterator
from itertools import islice

from title_damage import Case, Row, names_of, published, title_of, witness

from enrich.record import Author, Item
from enrich.tex.to_unicode import readable
from enrich.titles.normalise import normal_title

Copy = Callable[[Row, random.Random], str | None]
_NUMBERS = dict(
    zip(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
        ],
        ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "1st", "2nd", "3rd", "4th", "5th"],
        strict=True,
    )
)
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6", "VII": "7", "VIII": "8"}
_BRITISH = (
    "color/colour|behavior/behaviour|neighbor/neighbour|labor/labour|favor/favour|honor/honour|flavor/flavour|humor/humour"
    "|rumor/rumour|vapor/vapour|armor/armour|harbor/harbour|tumor/tumour|endeavor/endeavour|izing/ising|ization/isation"
    "|ized/ised|ize/ise|yzing/ysing|yzed/ysed|yze/yse|modeling/modelling|modeled/modelled|labeling/labelling"
    "|labeled/labelled|signaling/signalling|traveling/travelling|leveled/levelled|fueled/fuelled|tunneling/tunnelling"
    "|channeling/channelling|canceling/cancelling"
)
_PRODUCTS = "Java|Matlab|MATLAB|Kinect|Android|Xeon|Intel|Excel|Windows|iPhone|Twitter|Facebook|YouTube|CUDA|Lego|Mathematica|Simulink"
_BYLINES = (
    "Google Research|OpenAI|Meta AI|Microsoft Research|Google DeepMind|Apple Machine Learning Research|Hugging Face|MIT News Office|BAIR"
    "|Stanford NLP Group|NVIDIA Research|IBM Research|Amazon Science|University of Oxford|ETH Zurich|admin|Editorial Team|Anonymous"
    "|Staff Writer|The arXiv blog|Allen Institute for AI|Department of Computer Science|Robotics Lab"
)
"""Who stands as the author where a site names nobody."""


def ampersand(row: Row, _: random.Random) -> str | None:
    title = title_of(row)
    return title.replace("&", "and") if re.search(r" & ", title) else title.replace(" and ", " & ", 1)


def number(row: Row, rng: random.Random) -> str | None:
    """A number in figures for one in words, or the other way round; Roman ones where a part is counted."""
    title = title_of(row)
    words = "|".join(_NUMBERS)
    spots = [
        *re.finditer(rf"(?i)\b(?:{words})\b|(?<![\w.$^_{{-])(?:[1-9]|10|[1-5](?:st|nd|rd|th))(?![\w.$^}}])", title),
        *re.finditer(r"(?:(?<=[Pp]art )|(?<=olume )|(?<=apter ))[IV]+\b|\b[IV]+(?=:|$)", title),
    ]
    if not spots:
        return None
    spot = rng.choice(spots)
    written = {v: k for k, v in _NUMBERS.items()} | _NUMBERS | _ROMAN
    new = written.get(spot[0]) or written.get(spot[0].lower())
    return new and title[: spot.start()] + (new.capitalize() if new.isalpha() else new) + title[spot.end() :]


def article(row: Row, rng: random.Random) -> str | None:
    """An article lost or exchanged."""
    spots = list(re.finditer(r"\b(?:an?|the) (?=[a-z])", title_of(row), re.IGNORECASE))
    if not spots:
        return None
    spot, title = rng.choice(spots), title_of(row)
    other = "a " if spot[0].lower().startswith("the") else "the "
    return title[: spot.start()] + rng.choice(["", "", other]) + title[spot.end() :]


def british(row: Row, rng: random.Random) -> str | None:
    """The other of the British and the American spelling of a word."""
    title = title_of(row)
    for pair in rng.sample(_BRITISH.split("|"), _BRITISH.count("|") + 1):
        for old, new in (pair.split("/"), pair.split("/")[::-1]):
            if spot := re.search(rf"{old}(?!\w*[A-Z])", title):
                return title[: spot.start()] + new + title[spot.end() :]
    return None


def apostrophe(row: Row, rng: random.Random) -> str | None:
    title = title_of(row)
    return (
        re.sub(r"(?<=\w)'(?!')", rng.choice(["", "’", "´", "`", "‘", "ʼ", " "]), title)
        if re.search(r"\w'", title)
        else None
    )


def as_page(row: Row, _: random.Random) -> str | None:
    """TeX as arXiv's pages and ours show it."""
    title = title_of(row)
    return readable(title) if re.search(r"[\\$]", title) else None


def as_ascii(row: Row, rng: random.Random) -> str | None:
    """What stays of letters and signs where only ASCII is written."""
    if not (shown := as_page(row, rng)):
        return None
    shown = shown.translate(
        str.maketrans(
            {"ø": "o", "Ł": "L", "ł": "l", "ß": "ss", "æ": "ae", "ı": "i", "×": "x", "ℓ": "l", "∞": "infinity"}
        )
    )
    names = (unicodedata.name(c).rsplit(" ")[-1].lower() if "GREEK" in unicodedata.name(c, "") else c for c in shown)
    return unicodedata.normalize("NFKD", "".join(names)).encode("ascii", "ignore").decode()


def marked_authors(row: Row, rng: random.Random) -> str | None:
    """The title with its authors run on, with the marks of footnotes and affiliations after their names."""
    names = names_of(row)[: rng.randint(2, 4)]
    if len(names) < 2:
        return None
    marks = rng.choice(["*", "∗", "†", "*†", "1,2", "¹", "‡"])
    return f"{title_of(row).rstrip('.')}{rng.choice(['. ', ', ', ' by ', ' '])}{', '.join(n + rng.choice(['', marks, marks]) for n in names)}"


def trade_mark(row: Row, rng: random.Random) -> str | None:
    title = title_of(row)
    if re.search(r"\((?:TM|R)\)|[™®]", title):
        return re.sub(r"\((?:TM|R)\)|[™®]", "", title)
    spot = re.search(rf"\b(?:{_PRODUCTS})\b", title)
    return spot and title[: spot.end()] + rng.choice(["™", "®", "(TM)", "(R)", " ®"]) + title[spot.end() :]


COPIES: dict[str, Copy] = {
    "copied: ampersand": ampersand,
    "copied: number": number,
    "copied: article": article,
    "copied: British": british,
    "copied: apostrophe": apostrophe,
    "copied: as a page": as_page,
    "copied: ASCII": as_ascii,
    "copied: trade mark": trade_mark,
    "copied: authors with marks": marked_authors,
}
_VENUE = re.compile(r"\b([A-Z][A-Za-z]*[A-Z][A-Za-z]*)[ -]?'?(?:(?:19|20)\d\d|\d\d)\b")


def copies_of(rows: list[Row]) -> dict[str, Copy]:
    """All kinds of copies: those above, and those that are made of what the records say."""
    venues = Counter(
        v for r in rows for v in set(_VENUE.findall(f"{r.get('comments') or ''} {r.get('journal-ref') or ''}"))
    )
    names = [v for v, n in venues.items() if n >= 5 and v not in {"ISSN"}]
    heads: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        head, _, rest = title_of(row).partition(": ")
        heads[rest].add(head.lower())
    subtitles = [rest for rest, of in heads.items() if rest and len(of) > 1]

    def venue(row: Row, rng: random.Random) -> str:
        year, name = published(row).year, rng.choice(names)
        brief, full = f"{name}'{year % 100:02d}", f"{name} {year}"
        ways = [
            "({})",
            "[{}]",
            "- {}",
            "| {}",
            "(to appear in {})",
            "(accepted at {})",
            "({}, best paper)",
            "({} oral)",
            "[{} poster]",
        ]
        ending = rng.choice(ways).replace("{}", rng.choice([brief, full, full, name]))
        return f"{title_of(row).rstrip('.')} {ending}"

    def subtitle(row: Row, rng: random.Random) -> str | None:
        title = title_of(row)
        return None if re.search(r":\s|[?.]$", title) else f"{title}: {rng.choice(subtitles)}"

    return COPIES | {
        "copied: venue": venue,
        "copied: subtitle": subtitle,
        "copied: byline": lambda row, _: title_of(row),
    }


def copied(rows: list[Row], every: list[Row], taken: Container[str], count: int, rng: random.Random) -> Iterator[Case]:
    """Cases of each kind of copy, half of them with the title alone."""
    copies = copies_of(every)
    for kind, copy in copies.items():
        byline = kind.endswith("byline")
        copied_rows = ((row, t) for row in rng.sample(rows, len(rows)) if (t := copy(row, rng)))
        other = ((r, t) for r, t in copied_rows if byline or (t != title_of(r) and _free(t, r, taken)))
        for row, title in islice(other, count // len(copies)):
            with_evidence = rng.random() < 0.5 or byline
            item = witness(Item(title=title), row, rng) if with_evidence else Item(title=title)
            if byline:
                item = Item(title=title, authors=(Author(rng.choice(_BYLINES.split("|"))),))
            yield Case(kind, item, row["id"], "with evidence" if with_evidence else "title only")


def _free(title: str, row: Row, taken: Container[str]) -> bool:
    """Whether no other paper has this title."""
    return normal_title(title) not in taken or normal_title(title) == normal_title(title_of(row))
