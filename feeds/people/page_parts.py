"""What the pages of a name and of a person say of persons: HTML (pure).

::

    name page     its persons, with what is known of each; what is nobody's yet; at each paper, whose it is and why
    person page   names, institutions, ORCID iD; at each paper, why it is this person's; what to do when it is not
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from html import escape

from msgspec import Struct

from feeds.channels.plan import path_of
from feeds.pages.inline import isolated, link_to
from feeds.pages.paper import page_path
from feeds.papers.sources import name_of
from feeds.people.evidence_words import reasons
from feeds.people.known_person import KnownAuthorship, KnownPerson
from feeds.readable_text import repair_text, safe_url
from feeds.state.people import KIND

FEW_PLACES = 5
"""Institutions that are shown at once; the others are folded."""
_UP = "../"
"""Pages of names and of persons are in folders of out/."""


class NamePersons(Struct, frozen=True):
    """Who bears a name."""

    people: tuple[KnownPerson, ...]
    """Those with most papers of this name first."""
    own: frozenset[str]
    """Ids of those who have pages of their own."""
    papers: int
    """Of the name."""
    undecided: int
    """Papers of which it is not known whose they are."""


def name_part(key: str, name: NamePersons) -> str:
    """What the page of a name says of its persons; nothing where there is one paper of nobody in particular."""
    if not name.people:
        return _of_nobody(name.papers)
    if len(name.people) == 1 and not name.undecided and name.people[0].id not in name.own:
        return _section("Who this is", f"{_alone(name)}{_facts(name.people[0], {})}{_mistake(name.people[0])}")
    rows = "".join(_row(person, key, name.own) for person in name.people)
    return _section(
        "Who has this name", f'<ul class="list channels">\n{rows}</ul>\n{_undecided(name)}{_mistake(*name.people)}'
    )


def person_part(person: KnownPerson, slugs: Mapping[str, str], shown: Sequence[str]) -> str:
    """What the page of a person says beside the papers that are `shown`; `slugs` are those of the names with pages."""
    rest = [one for one in person.wrote if one.paper not in shown]
    folded = "".join(f"<li>{_elsewhere(one)}</li>\n" for one in rest)
    older = (
        f"<details><summary>Why the other {_papers(len(rest))} are here</summary>"
        f'<ul class="people">\n{folded}</ul></details>\n'
        if rest
        else ""
    )
    return _section("Who this is", f"{_facts(person, slugs)}{older}{_mistake(person)}")


def name_reason(place: KnownAuthorship | None, person: KnownPerson | None, own: bool) -> str:
    """At a paper on the page of a name: whose it is, and why."""
    if place is None or person is None:
        return "It is not decided whose paper this is. "
    name = isolated(repair_text(person.name))
    who = link_to(f"{_UP}{path_of(KIND, person.id)}.html", f"{name} ({person.id})") if own else f"{name} ({person.id})"
    return f"Of {who}: {_why(place)}. "


def person_reason(place: KnownAuthorship) -> str:
    """At a paper on the page of a person: why it is there."""
    named = isolated(place.facts.name)
    return f"Here as “{named}”: {_why(place)}. "


def _why(place: KnownAuthorship) -> str:
    found = reasons(place.edges, place.facts)
    return escape("; ".join(found)) if found else "evidence on other papers"


def _section(heading: str, inner: str) -> str:
    return f'<section class="who" aria-labelledby="who">\n<h2 id="who">{heading}</h2>\n{inner}</section>\n'


def _papers(count: int) -> str:
    return f"{count:,} paper{'' if count == 1 else 's'}"


def _of_nobody(papers: int) -> str:
    if papers < 2:
        return ""
    return _section(
        "Who has this name",
        "<p>It is not decided which of these papers belong to one person: there is neither an ORCID iD nor other evidence."
        "</p>\n",
    )


def _alone(name: NamePersons) -> str:
    what = {1: "This paper is", 2: "Both papers are"}.get(name.papers, f"All {name.papers:,} papers are")
    return f"<p>{what} by one person; the evidence is given with each paper.</p>\n"


def _undecided(name: NamePersons) -> str:
    if not name.undecided:
        return ""
    if name.undecided == 1:
        return "<p>It is not decided whose one more paper is: that of one of these persons, or of somebody else.</p>\n"
    return f"<p>It is not decided whose {name.undecided:,} more papers are: those of these persons, or of others.</p>\n"


def _row(person: KnownPerson, key: str, own: frozenset[str]) -> str:
    here = len({one.paper for one in person.wrote if one.author == key})
    shown = f"{isolated(repair_text(person.name))} ({person.id})"
    name = link_to(f"{_UP}{path_of(KIND, person.id)}.html", shown) if person.id in own else shown
    places = [isolated(place) for place, _, _ in person.affiliations()[:2]]
    orcid = [_orcid(one) for one, _ in person.orcids()[:1]]
    more = f' <span class="soft">{"; ".join((*orcid, *places))}</span>' if orcid or places else ""
    count = _papers(here) if here == person.papers else f"{here:,} of {_papers(person.papers)}"
    return f"<li>{name}<i>{count}</i>{more}</li>\n"


def _facts(person: KnownPerson, slugs: Mapping[str, str]) -> str:
    rows = {
        "Written as": ", ".join(_spelled(person, slugs)),
        "ORCID": "<br>".join(_asserted(*pair) for pair in person.orcids()),
        "Institutions": _places(person),
        "Id": f"<code>{person.id}</code>" + (f", also {', '.join(person.aliases)}" if person.aliases else ""),
    }
    return f"<dl>{''.join(f'<dt>{name}</dt><dd>{shown}</dd>' for name, shown in rows.items() if shown)}</dl>\n"


def _spelled(person: KnownPerson, slugs: Mapping[str, str]) -> Iterator[str]:
    keys = {one.facts.name: one.author for one in person.wrote}
    for name, count in person.spellings():
        slug = slugs.get(keys[name])
        shown = link_to(f"{_UP}{path_of('author', slug)}.html", isolated(name)) if slug else isolated(name)
        yield f"{shown} ({count:,})"


def _orcid(orcid: str) -> str:
    target = safe_url(f"https://orcid.org/{orcid}")
    return link_to(target, f"ORCID {escape(repair_text(orcid))}") if target else ""


def _asserted(orcid: str, sources: Sequence[str]) -> str:
    who = f", asserted by {escape(' and '.join(map(name_of, sources)))}" if sources else ""
    target = safe_url(f"https://orcid.org/{orcid}")
    return f"{link_to(target, escape(repair_text(orcid)))}{who}" if target else ""


def _places(person: KnownPerson) -> str:
    found = [
        f"{isolated(name)} ({first if first == last else f'{first}–{last}'})"
        for name, first, last in person.affiliations()
    ]
    shown, rest = "; ".join(found[:FEW_PLACES]), found[FEW_PLACES:]
    if not rest:
        return shown
    return f"{shown}<details><summary>and {len(rest)} more</summary>{'; '.join(rest)}</details>"


def _elsewhere(one: KnownAuthorship) -> str:
    when = datetime.fromtimestamp(one.day, UTC).year
    return f"{link_to(_UP + page_path(one.paper), escape(one.paper))} ({when}): {_why(one)}"


def _mistake(*people: KnownPerson) -> str:
    """What to do about a paper that is somebody else's, or that is not here."""
    person = people[0].id if len(people) == 1 else "the person’s id"
    return (
        "<details><summary>Not this person?</summary>"
        "<p>Nothing here is guessed from a name that many bear, but evidence can be wrong. If a paper is somebody else’s, or "
        f"is missing, tell whoever publishes these pages, with {person} and the paper’s id: <code>paperwire people</code> "
        "takes it out, adds it or changes a name, and that is kept. If you are its author: with the paper in your own ORCID "
        "record, it finds you by itself.</p></details>\n"
    )
