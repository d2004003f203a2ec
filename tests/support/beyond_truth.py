"""Papers of which arXiv has every second one, named by DOI and by title: what became of the mentions, against the truth."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from enrich.options.services import ServicesSettings
from enrich.options.site import SiteSettings, StoreSettings
from enrich.options.sources import Source
from enrich.record import Outcome
from enrich.settings import Settings
from enrich.store.store import Store
from enrich.titles.normalise import normal_title
from tests.support.service_runs import PREFIXES
from tests.support.sources_standin import Server

MARK = "https://example.org/is/"
"""Begins the address by which an entry says whose it is, for whoever judges."""
WAYS = ("doi", "title, authors and doi", "title and authors", "title", "title of another", "doi of another")


@dataclass(slots=True)
class Judged:
    """What became of mentions, by the way in which they name the paper."""

    offered: Counter[str] = field(default_factory=Counter)
    """Mentions whose paper some service that is asked knows by its DOI, and arXiv does not."""
    found: Counter[str] = field(default_factory=Counter)
    open: Counter[str] = field(default_factory=Counter)
    at_arxiv: Counter[str] = field(default_factory=Counter)
    """Mentions of papers that arXiv has and that were found there."""
    wrong: list[str] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    """Why offered ones were left open."""


def known_to_arxiv(papers: Sequence[str]) -> set[str]:
    """Every second paper."""
    return {name for place, name in enumerate(sorted(papers)) if place % 2 == 0}


def documents(server: Server, folder: Path) -> Source:
    """JSON lists of the papers with a published DOI, each named in one way."""
    world = server.world
    rows: dict[str, list[dict[str, Any]]] = {way: [] for way in WAYS}
    published = [name for name in sorted(world.papers) if world.truth(name)["published_doi"]]
    for place, name in enumerate(published):
        truth, other = world.truth(name), world.truth(published[place - 1])
        way = WAYS[place % len(WAYS)]
        title = " ".join(truth["title"].split())
        authors = [author["name"] for author in truth["authors"][:3]]
        row: dict[str, Any] = {"key": f"{way}: {name}"}
        if "title" in way and "another" not in way:
            row |= {"title": title}
        if "authors" in way:
            row |= {"authors": authors}
        if way in {"doi", "title, authors and doi"}:
            row |= {"doi": truth["published_doi"]}
        if way == "title of another":  # a title of nothing: what is near it is another paper
            row |= {
                "title": f"{title}: Part II, A Reply to {authors[0] if authors else 'All'}",
                "authors": ["Nobody Known"],
            }
        if way == "doi of another":
            row |= {"title": title, "authors": authors, "doi": other["published_doi"]}
        rows[way].append(row)
    for way, listed in rows.items():
        name = f"{way}.json" if way != "doi" else "dois.txt"
        text = "\n".join(f"https://doi.org/{row['doi']}" for row in listed) if way == "doi" else json.dumps(listed)
        (folder / name).write_text(text, encoding="utf-8")
    return Source(name="documents", files=(str(folder / "*.json"), str(folder / "*.txt")))


def settings_of(folder: Path, arxiv: str, services: str, source: Source, *names: str) -> Settings:
    """Settings that ask these services beyond arXiv, as fast as they answer."""
    asked: dict[str, Any] = {
        name: {
            "enabled": True,
            "base_url": f"{services}/{PREFIXES[name]}",
            "min_interval": 0.0,
            "contact": "me@example.org",
        }
        for name in names or ("crossref", "openalex")
    }
    return Settings(
        arxiv={"base_url": arxiv, "min_interval": 0.0},
        sources=(source,),
        services=ServicesSettings.model_validate({**asked, "beyond_arxiv": True}),
        site=SiteSettings(base_url="https://feeds.example.org", out=Path("out")),
        store=StoreSettings(url=f"sqlite:///{folder}/papers.db"),
        folder=folder,
    )


def judged(server: Server, store: Store, at_arxiv: set[str]) -> Judged:
    """What became of every mention of the documents."""
    world, found = server.world, Judged()
    truth = {name: world.truth(name) for name in world.papers}
    by_doi = {one["published_doi"]: name for name, one in truth.items() if one["published_doi"]}
    by_title: dict[str, set[str]] = {}
    for name, one in truth.items():
        by_title.setdefault(_plain(one["title"]), set()).add(name)
    for accounted in store.intake.accounted():
        mention, verdict = accounted.mention, accounted.verdict
        way = mention.document.rpartition("/")[2].removesuffix(".json").removesuffix(".txt")
        title = " ".join((mention.item.title or "").split()) if mention.item else ""
        if way == "dois":
            owners = {by_doi[mention.doi.lower()]} if mention.doi and mention.doi.lower() in by_doi else set()
        else:
            owners = by_title.get(_plain(title), set())
        _judge(found, way, owners, truth, verdict.id, verdict.outcome, verdict.reason, at_arxiv, title or mention.text)
    return found


def _plain(title: str) -> str:
    """A title for comparing, without the tags that readers of documents leave out."""
    return normal_title(re.sub(r"<[^<>]{1,40}>", " ", title))


def _judge(
    found: Judged, way: str, owners: set[str], truth: Mapping[str, Any], paper: str | None, outcome: Outcome,
    reason: str, at_arxiv: set[str], text: str,
) -> None:  # fmt: skip
    right = {f"doi:{truth[name]['published_doi']}" for name in owners} | owners
    if paper is not None and paper not in right:
        found.wrong.append(f"{way}: {text!r} is {sorted(owners)}, not {paper} ({reason})")
    elif paper is not None and not paper.startswith("doi:"):
        found.at_arxiv[way] += 1
    known = {*(truth[next(iter(owners))]["known_to"] if owners else ())} & {"crossref", "openalex"}
    if owners and known and not owners & at_arxiv:
        found.offered[way] += 1
        if paper is None:
            found.open[way] += 1
            found.reasons[f"{outcome}: {reason.partition('(')[0][:110]}"] += 1
        else:
            found.found[way] += 1


def joined(server: Server, store: Store) -> tuple[int, int, list[str]]:
    """Once arXiv has every paper: how many are one record that keeps the entry of its DOI, how many are two, and what is wrong."""
    records = {one.record.id: one.record for one in store.kept_since(0)}
    truth = {name: server.world.truth(name)["published_doi"] for name in server.world.papers}
    kept = {name: record.entry_id for name, record in records.items() if record.entry_id}
    wrong = [
        f"{name} has the entry of {entry}, not of {truth[name]}"
        for name, entry in kept.items()
        if entry != f"doi:{truth[name]}"
    ]
    twice = sum(f"doi:{truth[name]}" in records for name in records if not name.startswith("doi:"))
    return len(kept), twice, wrong


def table(one: Judged) -> Iterator[str]:
    """The figures, a line each."""
    yield f"{'named by':<26} {'offered':>8} {'found':>7} {'open':>6}   at arXiv"
    for way in sorted({*one.offered, *one.at_arxiv}):
        share = f"{one.found[way] / one.offered[way]:7.1%}" if one.offered[way] else ""
        yield f"{way:<26} {one.offered[way]:>8} {one.found[way]:>7} {one.open[way]:>6}   {one.at_arxiv[way]:>6} {share}"
    yield f"wrong: {len(one.wrong)}"
