"""Which author an ORCID iD belongs to: who asserts it, what names the person gives, which papers the person lists (pure).

An iD that stands beside a name in some list is not yet that author's: lists are shifted by one, hang an iD on the
co-author, or twice on one paper. The person's own record settles it. An iD attaches to an author when

1. a service asserts it with the work, at this author, and the person's own names fit this author and no other; or
2. an index has it at this author, the person's names fit this author and no other, and the person lists the paper; or
3. the person's names are not public, it was asserted with the work and once more beside that (by another service, or by
   an index for its own record of the author), always at this author, and in one of those lists some other iD is where
   its person's names are and none is where they are not: then that list is not shifted. Or the paper has one author.

An author whom a list could not be aligned to counts as this one for the first two when the name in the list fits.

Two iDs of one author: one that was merged into the other is the other; else one whose person lists the paper, else none.
Nobody gets two, and no iD is on a paper twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from enrich.reconcile.about import About
from enrich.reconcile.chosen import Chosen, disagreement, origin
from enrich.reconcile.compare_names import Fit, compare, search_words
from enrich.record import Record
from enrich.statements.enrichment import Asserted, Disagreement, Origin
from enrich.statements.statement import PersonStatement

_SOURCES = ("crossref", "openalex", "inspire", "arxiv")
"""Whose name stands beside an iD that several assert."""
_FEW = 40
"""Authors of a paper who are compared one by one."""


class AttachedOrcid(Struct, frozen=True):
    """An iD that is an author's."""

    orcid: str
    source: str
    asserted: Asserted


class _Claim(Struct, frozen=True):
    orcid: str
    """The iD that is valid today, where the stated one was merged into another."""
    position: int | None
    """None when the author is not aligned."""
    name: str
    """As the list has it."""
    about: About
    with_the_work: bool


class _Found(Struct, frozen=True):
    orcid: str
    position: int
    asserted: Asserted
    lists_the_paper: bool
    origins: tuple[Origin, ...]


def choose_orcids(
    record: Record, abouts: Sequence[About], persons: Mapping[str, PersonStatement], doi: str | None
) -> Chosen[Mapping[int, AttachedOrcid]]:
    """The iDs by position; `persons` by iD as stated, `doi` the believed one of the published work."""
    claims = _claims(abouts, persons)
    people = _People(record, persons, _stated(abouts), doi)
    found = [one for orcid in sorted(claims) if (one := _placed(orcid, claims[orcid], people)) is not None]
    lists = _lists(claims, people)
    taken = {one.position for one in found}
    for orcid in sorted(claims.keys() - people.names.keys()):
        one = _agreed(orcid, claims, lists, len(record.authors) == 1)
        if one is not None and one.position not in taken:
            found.append(one)
    attached: dict[int, AttachedOrcid] = {}
    origins: set[Origin] = set()
    disagreements: tuple[Disagreement, ...] = ()
    for position in sorted({one.position for one in found}):
        rivals = [one for one in found if one.position == position]
        kept = _settled(rivals)
        if kept is not None:
            attached[position] = AttachedOrcid(kept.orcid, _source(kept), kept.asserted)
            origins.update(kept.origins)
        disagreements += _differ(record.authors[position].name, kept, rivals)
    return Chosen(attached, tuple(origins), disagreements)


def _claims(abouts: Iterable[About], persons: Mapping[str, PersonStatement]) -> dict[str, list[_Claim]]:
    """iD -> where it is stated."""
    claims: dict[str, list[_Claim]] = {}
    for about in abouts:
        for at, author in enumerate(about.statement.authors):
            for stated in author.orcids:
                orcid = _today(stated.orcid, persons)
                claim = _Claim(orcid, about.alignment.get(at), author.name, about, stated.asserted == "work")
                claims.setdefault(orcid, []).append(claim)
    return claims


def _stated(abouts: Iterable[About]) -> set[str]:
    """The iDs as they are stated."""
    return {one.orcid for about in abouts for author in about.statement.authors for one in author.orcids}


def _today(orcid: str, persons: Mapping[str, PersonStatement]) -> str:
    """The iD that an iD was merged into, or itself."""
    for _ in range(3):
        person = persons.get(orcid)
        if person is None or person.successor is None or person.successor == orcid:
            break
        orcid = person.successor
    return orcid


class _People:
    """What the persons behind the iDs say of themselves, seen from one paper."""

    def __init__(
        self, record: Record, persons: Mapping[str, PersonStatement], stated: Iterable[str], doi: str | None
    ) -> None:
        known: dict[str, dict[str, PersonStatement]] = {}
        for orcid in stated:
            today = _today(orcid, persons)
            for one in (orcid, today):
                if (person := persons.get(one)) is not None:
                    known.setdefault(today, {})[one] = person
        papers = {record.id.lower(), *(one.lower() for one in record.dois)} | ({doi} if doi else set())
        self.statements = {orcid: tuple(ones[key] for key in sorted(ones)) for orcid, ones in known.items()}
        self.names = {
            orcid: names
            for orcid, ones in self.statements.items()
            if (names := {name for one in ones for name in one.names})
        }
        self.listing = {
            orcid
            for orcid, ones in self.statements.items()
            if any(not papers.isdisjoint(map(str.lower, one.works)) for one in ones)
        }
        self._authors = [author.name for author in record.authors]
        self._by_word: dict[str, set[int]] = {}

    def _likely(self, name: str) -> Iterable[int]:
        """Positions of the authors who may have this name: of a long list those who share a word of it."""
        if len(self._authors) <= _FEW:
            return range(len(self._authors))
        if not self._by_word:
            for position, author in enumerate(self._authors):
                for word in search_words(author):
                    self._by_word.setdefault(word, set()).add(position)
        return {position for word in search_words(name) for position in self._by_word.get(word, ())}

    def is_at(self, claim: _Claim, place: int) -> bool:
        """Whether a list has the iD at this author, by alignment, or by name where the author is not aligned."""
        if claim.position is not None:
            return claim.position == place
        fit = compare(claim.name, self._authors[place])
        return fit >= Fit.SURNAME or fit is Fit.UNKNOWN

    def place(self, orcid: str) -> int | None:
        """The one author whom the person's names fit; None when they fit none, or several equally."""
        fits: dict[int, Fit] = {}
        for name in self.names[orcid]:
            for position in self._likely(name):
                fits[position] = max(fits.get(position, Fit.NONE), compare(name, self._authors[position]))
        for least in (Fit.FITS, Fit.SAME):
            fitting = [position for position, fit in fits.items() if fit >= least]
            if len(fitting) == 1:
                return fitting[0]
        return None


def _placed(orcid: str, claims: Sequence[_Claim], people: _People) -> _Found | None:
    """By the person's own names: the first two rules."""
    if orcid not in people.names:
        return None
    place = people.place(orcid)
    here = [] if place is None else [claim for claim in claims if people.is_at(claim, place)]
    if place is None or not here:
        return None
    listed = orcid in people.listing
    with_work = [claim for claim in here if claim.with_the_work]
    if with_work:
        origins = tuple(origin("authors.orcid", claim.about) for claim in with_work)
        return _Found(orcid, place, "work", listed, origins)
    if not listed:
        return None
    origins = tuple(
        Origin("authors.orcid", person.service, person.orcid, person.when) for person in people.statements[orcid]
    )
    return _Found(orcid, place, "person", listed, origins)


class _Lists(Struct, frozen=True):
    """Which lists of iDs that came with the work have been shown to be in place, and which are not, by (service, work)."""

    sound: frozenset[tuple[str, str]]
    """Some iD is where its person's names are, and none is elsewhere."""
    shifted: frozenset[tuple[str, str]]
    """Some iD is not where its person's names are."""


def _lists(claims: Mapping[str, Sequence[_Claim]], people: _People) -> _Lists:
    right: set[tuple[str, str]] = set()
    wrong: set[tuple[str, str]] = set()
    for orcid in claims.keys() & people.names.keys():
        place = people.place(orcid)
        for claim in claims[orcid]:
            if claim.with_the_work:
                agrees = place is not None and people.is_at(claim, place)
                (right if agrees else wrong).add(_list_of(claim))
    return _Lists(frozenset(right - wrong), frozenset(wrong))


def _list_of(claim: _Claim) -> tuple[str, str]:
    return claim.about.statement.service, claim.about.statement.work


def _agreed(orcid: str, claims: Mapping[str, Sequence[_Claim]], lists: _Lists, alone: bool) -> _Found | None:
    """Without the person's names: the third rule; `alone` when the paper has one author."""
    ones = claims[orcid]
    places = {claim.position for claim in ones}
    place = next(iter(places))
    with_work = [claim for claim in ones if claim.with_the_work]
    if len(places) != 1 or place is None or not with_work:
        return None
    others = (claim for other, rest in claims.items() if other != orcid for claim in rest)
    if any(claim.position == place for claim in others) or any(_list_of(claim) in lists.shifted for claim in with_work):
        return None
    voices = {(claim.about.statement.service, claim.with_the_work) for claim in ones}
    sound = any(_list_of(claim) in lists.sound for claim in with_work) and len(voices) > 1
    if not sound and not (alone and all(len(claim.about.statement.authors) == 1 for claim in with_work)):
        return None
    return _Found(orcid, place, "work", False, tuple(origin("authors.orcid", claim.about) for claim in with_work))


def _settled(rivals: Sequence[_Found]) -> _Found | None:
    """The one that is kept of the iDs of one author.

    Two whose persons both list the paper are one person's, who has two valid iDs: the one that came with the work is kept,
    of two such the one of the more believed source.
    """
    listing = [one for one in rivals if one.lists_the_paper]
    if listing:
        ranks = {source: rank for rank, source in enumerate(_SOURCES)}
        return min(listing, key=lambda one: (one.asserted != "work", ranks.get(_source(one), len(ranks)), one.orcid))
    return rivals[0] if len(rivals) == 1 else None


def _source(found: _Found) -> str:
    services = {one.service for one in found.origins}
    return next((service for service in _SOURCES if service in services), min(services))


def _differ(name: str, kept: _Found | None, rivals: Sequence[_Found]) -> tuple[Disagreement, ...]:
    """Several iDs of one author, the kept one first."""
    order = [one for one in rivals if one is kept] + [one for one in rivals if one is not kept]
    values = [
        (service, f"{name}: {one.orcid}") for one in order for service in sorted({o.service for o in one.origins})
    ]
    return disagreement("authors.orcid", values)
