"""Titles as JSON lines have them, with authors, abstract and year, and damaged; and the same ones a line of plain text each.

What can be told from the title alone is said by each damage: a subtitle added by hand, an edition named in brackets make a
title that another work could have; the others leave one paper that is meant, unless another's title begins so.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

from msgspec.structs import replace
from title_damage import SUBTITLES, Case, Row, in_part, lost_subtitle, names_of, published, title_of

from enrich.record import Item
from enrich.titles.normalise import form, normal_title

Damage = Callable[[Row, random.Random], str | None]
OVERVIEWS = (": an overview", ": A Survey", ": an introduction", " - a review", ": a tutorial", ": A Perspective")
EDITIONS = (
    " (extended version)", " (Extended Version)", ": extended version", " [full version]", " (extended abstract)",
    " (technical report)", " (journal version)", " - Full Version", " (long version)", " (camera ready)",
)  # fmt: skip
BEFORE = (
    "{}. {t}", "{}: {t}", "{} - {t}", "{} (%d). {t}", "{}, “{t}”", "{}, {t}", '{} et al. "{t}"', "{} et al.: {t}",
    "{} {t}", "{}. {t}.", "{} – {t}", "{} (%d): {t}",
)  # fmt: skip
"""How names and a year stand before a title."""
PREPRINTS = (" [preprint]", " (preprint)", " [Preprint]", ", preprint", " (arXiv preprint)", " - preprint", " [arXiv]")


def _few(row: Row, rng: random.Random) -> list[str]:
    names = names_of(row)[: rng.randint(1, 4)]
    if rng.random() < 0.4:
        names = [re.sub(r"^(\w)\w+ ", r"\1. ", name) for name in names]
    return names


def _joined(names: list[str], rng: random.Random) -> str:
    if len(names) > 1 and rng.random() < 0.5:
        return f"{', '.join(names[:-1])} {rng.choice(['and', '&'])} {names[-1]}"
    return ", ".join(names)


def authors_after(row: Row, rng: random.Random) -> str | None:
    people = _joined(_few(row, rng), rng)
    way = rng.choice(
        [" by {}", ", {}", "{}", ". {}", " - {}", " — {}", " ({})", ". By {}", " / {}", "; {}", " {} et al."]
    )
    return title_of(row).rstrip(".") + way.replace("{}", people)


def authors_before(row: Row, rng: random.Random) -> str | None:
    people, year = _joined(_few(row, rng), rng), published(row).year
    way = rng.choice(BEFORE)
    return way.replace("%d", str(year)).replace("{}", people).replace("{t}", title_of(row))


def hyphens_lost(row: Row, rng: random.Random) -> str | None:
    title = title_of(row)
    return re.sub(r"(?<=\w)-(?=\w)", rng.choice(["", " "]), title) if re.search(r"\w-\w", title) else None


def added(row: Row, rng: random.Random) -> str | None:
    title = title_of(row)
    return None if re.search(r":\s|[?.]$", title) else title + rng.choice([": ", " - "]) + rng.choice(SUBTITLES)


def _then(first: Damage, second: Callable[[str], str]) -> Damage:
    return lambda row, rng: (t := first(row, rng)) and second(t)


def _with(endings: tuple[str, ...]) -> Damage:
    return lambda row, rng: title_of(row).rstrip(".") + rng.choice(endings)


LISTED: dict[str, tuple[Damage, bool]] = {
    "listed: whole": (lambda row, _: title_of(row), True),
    "listed: subtitle added": (added, False),
    "listed: overview": (_with(OVERVIEWS), False),
    "listed: subtitle lost": (lost_subtitle, True),
    "listed: preprint": (_with(PREPRINTS), True),
    "listed: edition": (_with(EDITIONS), False),
    "listed: wrong year": (lambda row, _: title_of(row), True),
    "listed: authors after": (authors_after, True),
    "listed: authors before": (authors_before, True),
    "listed: lower case": (lambda row, _: title_of(row).lower(), True),
    "listed: hyphens lost": (hyphens_lost, True),
    "listed: before, lower": (_then(authors_before, str.lower), True),
    "listed: after, lower": (_then(authors_after, str.lower), True),
    "listed: lost, lower": (_then(lost_subtitle, str.lower), True),
}
"""Each damage, and whether a reader can tell the paper from the title alone."""


def listed(rows: list[Row], taken: Counter[str], count: int, rng: random.Random) -> Iterator[Case]:
    """`count` titles, each once with everything beside it and once alone."""
    beginnings = Counter(words[:k] for t in taken if (words := tuple(t.split())) for k in range(1, len(words) + 1))
    pool = iter(rows)
    for k in range(count):
        kind, (damage, plainly) = list(LISTED.items())[k % len(LISTED)]
        damaged = ((row, t) for row in pool if (t := damage(row, rng)))
        found = next(
            (
                d
                for d in damaged
                if normal_title(d[1]) not in taken or normal_title(d[1]) == normal_title(title_of(d[0]))
            ),
            None,
        )
        if found is None:
            return
        row, title = found
        item = in_part(Item(title=title), row, "all", rng)
        year = published(row).year + (rng.choice([-2, -1, 1, 2, 4]) if kind == "listed: wrong year" else 0)
        item = replace(item, date=date(year, 1, 1), date_exact="year")
        yield Case(kind, item, row["id"], "JSON line")
        words = tuple(normal_title(title).split())
        telling = len(form(title).telling) >= (2 if kind.endswith("whole") else 3)
        alone = "lost" not in kind or beginnings[words] <= 1
        yield Case(kind, Item(title=title), row["id"], "plain line" if plainly and telling and alone else "plain, open")
