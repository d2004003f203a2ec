"""A question as a page may show it: plain text, without former names, and in public without what is published nowhere else (pure).

::

    everybody           papers, names, co-authors, ORCID iDs and who asserted them, affiliations as publication has them
    the operator alone  what indexes say of authors, that a question was put off, who decided what

A name that somebody asked to be replaced is on no page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from enrich.identities.decided.name_changes import ReplacedName
from enrich.identities.decided.questions import ReviewQuestion, ReviewSide
from enrich.names import name_key
from enrich.people.person import AuthoredPaper, AuthorMention, Spot
from enrich.people.rarity import Rarity, counted_parts
from enrich.people.read_name import read_name
from enrich.record import Author
from feeds.papers.sources import name_of
from feeds.readable_text import repair_text

PAPERS, COAUTHORS, INSTITUTIONS = 8, 24, 6
"""Of each side, at most."""
LOOKED_AT = 40
"""Papers of each side, the newest, whose institutions and ORCID iDs are shown."""
_OF_INDEXES = re.compile(r"\bindex(?:es)?\b|\bha(?:s|ve) (?:one|two) authors? there\b")  # bounded: our own sentences
_SAME_PLACE = "the same affiliation: "
_SILENT = "a reason that has a former name of somebody is not shown"


class ShownPaper(Struct, frozen=True):
    """A paper of one side."""

    id: str
    title: str
    facts: str
    """Year, venue and categories."""
    printed: str
    """The author's name there."""


class ShownSide(Struct, frozen=True):
    """One of the two."""

    person: str | None
    """None for mentions that are nobody's yet."""
    names: tuple[str, ...]
    """Known spellings."""
    papers: tuple[ShownPaper, ...]
    count: int
    """Of all papers."""
    coauthors: tuple[tuple[str, bool], ...]
    """(name, whether the other side has it too), shared ones first."""
    more: int
    """Co-authors that are left out."""
    institutions: tuple[str, ...]
    orcids: tuple[str, ...]
    """Each with who asserted it."""


class ShownQuestion(Struct, frozen=True):
    """A question."""

    left: ShownSide
    right: ShownSide
    rarity: tuple[str, ...]
    """How rare each name is."""
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]
    missing: str
    """What would decide it."""
    yes: str
    """What a yes changes."""
    is_later: bool


class ReviewView(Struct, frozen=True):
    """What a page may show."""

    replaced: Mapping[Spot, ReplacedName]
    rarity: Rarity
    published: Mapping[str, tuple[Author, ...]] | None = None
    """Authors as publication has them, by paper; None for the operator."""

    def shows(self, one: ReviewQuestion) -> bool:
        """Whether its papers are published, those that are looked at."""
        return self.published is None or all(paper in self.published for paper in looked_at(one))

    def name(self, author: AuthorMention) -> str:
        """As it is to be seen now."""
        found = self.replaced.get((author.record, author.position))
        return repair_text(author.name if found is None else found.new)

    def is_silent(self, text: str) -> bool:
        """Whether a text has a name that is to be seen no more."""
        key = name_key(text)
        return any(name_key(one.old) in key for one in self.replaced.values())

    def institutions(self, author: AuthorMention) -> tuple[str, ...]:
        """Those that may be shown."""
        published = self._published(author)
        known = author.affiliations if published is None else published.affiliations
        return tuple(place for place in known if not self.is_silent(place))

    def orcid(self, author: AuthorMention) -> str | None:
        """The ORCID iD, if it may be shown."""
        published = self._published(author)
        return author.orcid if published is None or published.orcid == author.orcid else None

    def _published(self, author: AuthorMention) -> Author | None:
        if self.published is None:
            return None
        authors = self.published.get(author.record, ())
        there = authors[author.position] if author.position < len(authors) else None
        return there if there is not None and there.name == author.name else Author("")


def looked_at(one: ReviewQuestion) -> set[str]:
    """Ids of the papers of which more than names is shown."""
    return {paper.id for side in (one.left, one.right) for paper in side.papers[:LOOKED_AT]}


def shown(one: ReviewQuestion, view: ReviewView) -> ShownQuestion:
    """The question for a page."""
    left, right = _coauthors(one.left, view), _coauthors(one.right, view)
    shared = left.keys() & right.keys()
    sides = _side(one.left, left, shared, view), _side(one.right, right, shared, view)
    return ShownQuestion(
        *sides,
        rarity=tuple(_rarity(one, view)),
        reasons_for=tuple(_reasons(one.question.reasons_for, one, view)),
        reasons_against=tuple(_reasons(one.question.reasons_against, one, view)),
        missing="; ".join(_reasons((one.question.short_by,), one, view)),
        yes=_yes(one),
        is_later=one.is_later and view.published is None,
    )


def _own(side: ReviewSide) -> list[tuple[AuthoredPaper, AuthorMention]]:
    places = dict(side.spots)
    return [(paper, paper.authors[places[paper.id]]) for paper in side.papers]


def _coauthors(side: ReviewSide, view: ReviewView) -> dict[str, str]:
    """Key of a name -> name."""
    own = dict(side.spots)
    names = (view.name(author) for paper in side.papers for author in paper.authors if author.position != own[paper.id])
    return {name_key(name): name for name in names if name_key(name)}


def _side(side: ReviewSide, coauthors: Mapping[str, str], shared: set[str], view: ReviewView) -> ShownSide:
    order = sorted(coauthors, key=lambda key: (key not in shared, coauthors[key]))
    mentions = _own(side)
    recent = [author for _, author in mentions[:LOOKED_AT]]
    places = dict.fromkeys(repair_text(place) for author in recent for place in view.institutions(author))
    return ShownSide(
        person=side.person,
        names=tuple(sorted({view.name(author) or "(no name)" for _, author in mentions})),
        papers=tuple(_paper(paper, author, view) for paper, author in mentions[:PAPERS]),
        count=len(mentions),
        coauthors=tuple((coauthors[key], key in shared) for key in order[:COAUTHORS]),
        more=max(0, len(order) - COAUTHORS),
        institutions=tuple(places)[:INSTITUTIONS],
        orcids=tuple(dict.fromkeys(filter(None, (_orcid(author, view) for author in recent)))),
    )


def _paper(paper: AuthoredPaper, author: AuthorMention, view: ReviewView) -> ShownPaper:
    # The venue may come from a service whose data are not published; who may see everything sees it.
    venue = paper.venue if view.published is None else None
    facts = (str(paper.year or ""), venue or "", ", ".join(paper.subjects[:4]))
    title = paper.id if view.is_silent(paper.title) else repair_text(paper.title) or paper.id
    return ShownPaper(paper.id, title, repair_text("; ".join(filter(None, facts))), view.name(author))


def _orcid(author: AuthorMention, view: ReviewView) -> str | None:
    orcid = view.orcid(author)
    if orcid is None:
        return None
    if author.asserted == "person":
        return f"{orcid}, by the person's own ORCID record"
    return f"{orcid}, with the paper{f', from {name_of(author.orcid_source)}' if author.orcid_source else ''}"


def _reasons(texts: tuple[str, ...], one: ReviewQuestion, view: ReviewView) -> Iterator[str]:
    for text in texts:
        if view.is_silent(text):
            yield _SILENT
        elif view.published is None or _is_public(text, one, view):
            yield repair_text(text)


def _is_public(text: str, one: ReviewQuestion, view: ReviewView) -> bool:
    """Whether it says nothing that is published nowhere."""
    if text.startswith(_SAME_PLACE):
        place = text.removeprefix(_SAME_PLACE)
        return all(
            any(place in view.institutions(author) for _, author in _own(side)[:LOOKED_AT])
            for side in (one.left, one.right)
        )
    return _OF_INDEXES.search(text) is None


def _rarity(one: ReviewQuestion, view: ReviewView) -> Iterator[str]:
    mentions = (author for side in (one.left, one.right) for _, author in _own(side))
    for printed in dict.fromkeys(author.name for author in mentions if not view.is_silent(author.name)):
        name, parts = read_name(printed), counted_parts(printed)
        shown_name = repair_text(printed)
        if name is None or parts is None:
            yield f"{shown_name}: initials, one name, or another script than Latin; how rare it is cannot be told"
        else:
            known = view.rarity.surname_in_words(parts[0])
            yield f"{shown_name}: {'rare' if view.rarity.is_rare(name) else 'not rare'}; {known}"


def _yes(one: ReviewQuestion) -> str:
    if one.survivor is None:
        return f"they become a new person with {one.mentions} papers; no entry of a feed comes again"
    leads = f", and the addresses of {one.alias} lead there" if one.alias else ""
    return f"{one.survivor} has {one.mentions} papers then{leads}; no entry of a feed comes again"
