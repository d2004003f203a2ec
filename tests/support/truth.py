"""What papers have in the end from the local metadata services, compared with what is true of them.

`hear` asks every service as a run does, until no answer leads to another question; `Judge` counts, for each field and each
source, the right values that are offered, those of them that papers have in the end, and the wrong ones.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from enrich.arxiv.code_links import code_links
from enrich.asking.known_services import SERVICES
from enrich.names import name_key
from enrich.record import Author, Record, Version
from enrich.services.service import Account, Service
from enrich.statements.enrichment import Enrichment
from enrich.statements.statement import PersonStatement, StatedAuthor, Statement
from tests.conftest import FakeTime
from tests.support.services import CONTACT, WHEN, way
from tests.support.sources_standin import Record as Paper
from tests.support.sources_standin import Server

PATHS = {"semantic_scholar": "s2", "huggingface": "hf"}
"""Where the stand-in has a service under another name."""
PERSONS = "orcid"
FAULTY = ("openalex", "crossref", "inspire", "s2", "hf")
BELIEVED = {
    "orcid": ("openalex, with the work", "crossref, with the work", "inspire, with the work", "orcid, by the person"),
    "affiliation": ("openalex", "inspire", "crossref"),
    "doi": ("openalex", "crossref", "inspire"),
    "venue": ("crossref", "openalex", "inspire"),
    "date": ("crossref", "openalex", "inspire"),
    "open copy": ("openalex", "crossref"),
    "code": ("huggingface, by a user",),
    "retraction": ("crossref",),
    "correction": ("crossref",),
}


def record_of(paper: Paper) -> Record:
    """What arXiv has of a paper of the stand-in."""
    names = [f"{given} {family}".strip() for family, given in paper.names]
    places = [*paper.own_affiliations, *[[]] * len(names)]
    versions = tuple(Version(number, created) for number, created in enumerate(paper.versions, 1))
    return Record(
        paper.id,
        len(versions),
        paper.title,
        paper.title,
        paper.abstract,
        paper.abstract,
        tuple(Author(name, tuple(place)) for name, place in zip(names, places, strict=False)),
        tuple(paper.categories),
        paper.categories[0],
        versions[0].created,
        versions[-1].created,
        versions,
        dois=(paper.doi,) if paper.doi else (),
        code=code_links(paper.comments, paper.abstract),
    )


EITHER = ("orcid", "affiliation")
"""Fields of which a person may have several right values, and one is enough."""


# ---------------------------------------------------------------- asking


@dataclass
class Heard:
    """What the services say of all papers."""

    statements: dict[str, list[Statement]] = field(default_factory=lambda: defaultdict(list))
    persons: dict[str, PersonStatement] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


def hear(server: Server, records: Sequence[Record]) -> Heard:
    """Ask every service, until no answer leads to another question."""
    heard = Heard()
    services = {
        name: make(Account(f"{server.url}/{PATHS.get(name, name)}", None, CONTACT)) for name, make in SERVICES.items()
    }
    answers: dict[str, dict[str, tuple[Any, ...]]] = {name: {} for name in services}
    new = True
    while new:
        new = False
        for name, service in services.items():
            keys = {record.id: service.keys(record, heard.statements[record.id]) for record in records}
            fresh = list(dict.fromkeys(key for each in keys.values() for key in each if key not in answers[name]))
            if not fresh:
                continue
            new = True
            ask_all(service, fresh, answers[name], heard)
            for record in records:
                found = [one for key in keys[record.id] for one in answers[name][key]]
                if name == PERSONS:
                    heard.persons |= {one.orcid: one for one in found}
                else:
                    others = [one for one in heard.statements[record.id] if one.service != name]
                    heard.statements[record.id] = others + found
    return heard


def ask_all(service: Service, keys: Sequence[str], answers: dict[str, tuple[Any, ...]], heard: Heard) -> None:
    """Ask one service for these keys; what it does not answer has no answer."""
    ask = way(service, FakeTime().clock())
    answers |= dict.fromkeys(keys, ())
    for start in range(0, len(keys), service.batch):
        part = service.ask(ask, keys[start : start + service.batch], WHEN)
        answers |= part.found
        heard.asked[service.name] += len(keys[start : start + service.batch])
        heard.problems += part.problems
        if part.stopped is not None:
            heard.problems.append(f"{service.name}: {part.stopped}")


# ---------------------------------------------------------------- judging


@dataclass
class Row:
    """A row of the table."""

    offered: int = 0
    attached: int = 0
    wrong: int = 0


@dataclass(frozen=True)
class Open:
    """A right value of a source that is believed, which a paper does not have in the end."""

    paper: str
    kind: str
    source: str
    author: int
    value: str
    planted: tuple[str, ...]


@dataclass
class Judge:
    """Compares what papers have in the end with what is true of them."""

    server: Server
    persons: Mapping[str, PersonStatement]
    rows: dict[tuple[str, str], Row] = field(default_factory=lambda: defaultdict(Row))
    wrong: list[str] = field(default_factory=list)
    open: list[Open] = field(default_factory=list)

    def judge(self, record: Record, statements: Sequence[Statement], enrichment: Enrichment | None) -> None:
        """Count what is offered of one paper, attached, and wrong; of affiliations where arXiv has none."""
        truth = self.server.world.truth(record.id)
        found = enrichment or Enrichment()
        have = {(kind, at, value) for kind, at, value, _ in attached(found)}
        seen: set[tuple[str, str, int, str]] = set()
        for one in statements:
            for kind, source, at, value in self.offers(one, truth):
                known = kind == "affiliation" and record.authors[at].affiliations
                if not known and (kind, source, at, value) not in seen:
                    seen.add((kind, source, at, value))
                    kept = (kind, at, value) in have or (kind in EITHER and any(it[:2] == (kind, at) for it in have))
                    self.rows[kind, source].offered += 1
                    self.rows[kind, source].attached += kept
                    if not kept and source in BELIEVED[kind]:
                        self.open.append(Open(record.id, kind, source, at, value, tuple(sorted(truth["planted"]))))
        for kind, at, value, source in attached(found):
            if not is_true(kind, at, value, truth):
                self.rows[kind, source].wrong += 1
                self.wrong.append(f"{record.id}: {kind} {value!r} of {source} at {at}; planted: {truth['planted']}")

    def offers(self, one: Statement, truth: Mapping[str, Any]) -> Iterator[tuple[str, str, int, str]]:
        """(field, source, author, value) of each right value that a statement has, for what the paper may have of it."""
        if one.arxiv_id not in {None, truth["id"]}:
            return
        for at, author in self._known(one, truth):
            for stated in author.orcids:
                if is_true("orcid", at, stated.orcid, truth):
                    with_work = stated.asserted == "work"
                    listed = truth["id"] in (person.works if (person := self.persons.get(stated.orcid)) else ())
                    hint = "orcid, by the person" if listed else f"{one.service}, as a hint"
                    yield "orcid", f"{one.service}, with the work" if with_work else hint, at, stated.orcid
            if author.affiliations and all(
                is_true("affiliation", at, place.name, truth) for place in author.affiliations
            ):
                yield "affiliation", one.service, at, "; ".join(place.name for place in author.affiliations)
        doi = truth["published_doi"]
        if doi and one.doi == doi:
            if not truth["doi_from_arxiv"]:
                yield "doi", one.service, 0, doi
            if one.venue == truth["venue"]:
                yield "venue", one.service, 0, one.venue
            if one.published and is_true("date", 0, shown_date(one.published, one.published_exact), truth):
                yield "date", one.service, 0, truth["published"][:4]
            if one.open_copy and doi in one.open_copy.url:
                yield "open copy", one.service, 0, doi
            for notice in one.notices:
                if notice.kind != "expression_of_concern" and truth[notice.kind]:
                    yield notice.kind, one.service, 0, notice.kind
        for link in one.code:
            if link.url == truth["code"]:
                yield (
                    "code",
                    f"{one.service}, by a {link.by}" if link.by == "user" else f"{one.service}, a guess",
                    0,
                    link.url,
                )

    def _known(self, one: Statement, truth: Mapping[str, Any]) -> Iterator[tuple[int, StatedAuthor]]:
        """The stated authors who are authors of the paper beyond doubt: one name there has all their words, or the iD's."""
        words = [words_of(author["name"]) for author in truth["authors"]]
        for author in one.authors:
            mine = words_of(author.name)
            fitting = [at for at, theirs in enumerate(words) if mine and theirs and (mine <= theirs or theirs <= mine)]
            if len(fitting) == 1:
                yield fitting[0], author


def words_of(name: str) -> set[str]:
    """The words of a name, initials left out."""
    return {key for word in re.split(r"[\s.,-]+", name) if len(key := name_key(word)) > 1}


def attached(found: Enrichment) -> Iterator[tuple[str, int, str, str]]:
    """(field, author, value, source) of all that a paper has."""
    for author in found.authors:
        if author.orcid:
            source = author.orcid_source if author.asserted == "work" else None
            yield (
                "orcid",
                author.position,
                author.orcid,
                f"{source}, with the work" if source else "orcid, by the person",
            )
        for place in author.affiliations:
            yield "affiliation", author.position, place.name, str(author.affiliations_source)
            if place.ror:
                yield "ror", author.position, place.ror, str(author.affiliations_source)
    sources = {origin.field: origin.service for origin in reversed(found.origins)}
    if (one := found.publication) is not None:
        if one.doi:
            yield "doi", 0, one.doi, sources["publication.doi"]
        if one.venue:
            yield "venue", 0, one.venue, sources["publication.venue"]
        if one.date:
            yield "date", 0, shown_date(one.date, one.date_exact), sources["publication.date"]
            yield "date", 0, str(one.date.year), sources["publication.date"]
    if found.open_copy:
        yield "open copy", 0, doi_in(found.open_copy.url), sources["open_copy"]
    for notice in found.notices:
        yield notice.kind, 0, notice.kind, sources["notices"]
    for link in found.code:
        if link.by == "user":
            yield "code", 0, link.url, "huggingface, by a user"


def doi_in(url: str) -> str:
    """The DOI in an address of the stand-in's publisher."""
    return url.removeprefix("https://publisher.example/").removeprefix("https://doi.org/").removesuffix(".pdf")


def shown_date(day: Any, exact: str | None) -> str:
    """The part of a date that is known."""
    return str(day)[: {"year": 4, "month": 7}.get(exact or "day", 10)]


def is_true(kind: str, at: int, value: str, truth: Mapping[str, Any]) -> bool:
    """Whether a value is what the stand-in says is true."""
    author = truth["authors"][at] if at < len(truth["authors"]) else {}
    places = author.get("affiliations", ())
    match kind:
        case "orcid":
            return value in {author.get("orcid"), author.get("also")}
        case "affiliation":
            return name_key(value) in {name_key(text) for place in places for text in (place["text"], place["name"])}
        case "ror":
            return value in {place["ror"] for place in places}
        case "doi" | "open copy":
            return value == truth["published_doi"]
        case "date":
            return str(truth["published"]).startswith(value)
        case "expression_of_concern":
            return False
        case "retraction" | "correction":
            return truth[kind] is not None
    return bool(value == truth[kind])
