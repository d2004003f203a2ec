"""The commands on persons: list, show, join, different, split, rename, undo, export, import."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from enrich.database.connection import reading
from enrich.errors import BadSettings
from enrich.identities.authored_papers import kept_papers
from enrich.identities.decided.actions import Decider
from enrich.identities.decided.decisions import decisions
from enrich.identities.decided.decisions_csv import from_csv, to_csv
from enrich.identities.decided.name_changes import NameChange, name_changes
from enrich.identities.known_persons import PersonCard, PersonFact, PersonLine, card, facts_of, listed, meant
from enrich.identities.update import update_persons
from enrich.identities.write_persons import PersonsChanged
from enrich.people.person import AuthoredPaper
from enrich.people.words import in_words
from feeds.cli.session import FAILED, OK, Session
from feeds.search.terms import spellings

_ANSWERS = {
    "different": "that they are not one person", "same": "that they are one person", "unsure": "that it is not certain",
    "later": "that it is for later",
}  # fmt: skip
"""What was answered, in words."""
SHOWN = 50
"""Persons in a list on a terminal."""


def do_list(session: Session, text: str, *, as_json: bool) -> int:
    """`paperwire people list`."""
    with session:
        session.only_look()
        follow(session)
        with reading(session.store.engine) as connection:
            found = next(filter(None, (listed(connection, spelled) for spelled in spellings(text))), [])
    if as_json:
        session.console.json_array(msgspec.to_builtins(one) for one in found)
        return OK
    if not found:
        nobody = "nobody is known so far: two papers that evidence joins, or an ORCID iD on one, make a person; each run looks"
        what = f"none has {text!r} in a name" if text else nobody
        session.console.say(f"Persons: {what}")
        return OK
    _list(session, found)
    return OK


def _list(session: Session, found: Sequence[PersonLine]) -> None:
    rows = ((one.id, one.name, one.papers, "the name may be others' too" if one.doubt else "") for one in found[:SHOWN])
    session.console.table("Persons", ("id", "name", "papers", ""), rows)
    if len(found) > SHOWN:
        session.console.say(f"and {len(found) - SHOWN:,} more: name a part of a name, or use --json")


def do_show(session: Session, person: str, *, as_json: bool) -> int:
    """`paperwire people show`: of an id, of the author of a paper, or of a name that only one person has.

    Raises Unclear for an author of a paper who is not there, or no person so far.
    """
    console = session.console
    with session:
        session.only_look()
        follow(session)
        with reading(session.store.engine) as connection:
            lines = next(filter(None, (meant(connection, spelled) for spelled in spellings(person))), [])
            found = card(connection, lines[0].id) if len(lines) == 1 else None
            papers = {} if found is None else kept_papers(connection, {spot[0] for spot, _ in found.spots})
            facts = [] if found is None else facts_of(connection, found)
    if found is None:
        return _which(session, person, lines, as_json=as_json)
    if as_json:
        console.json(_json(found, [fact.batch for fact in facts]))
        return OK
    _show(session, found, papers, facts)
    return OK


def _which(session: Session, person: str, found: Sequence[PersonLine], *, as_json: bool) -> int:
    """Says why nobody can be shown: nobody is called that, or several are."""
    if not found:
        session.console.warn(
            f"nobody has the id or the name {person}, or no paper is theirs now; `paperwire people list` shows who there "
            "is, and takes a part of a name"
        )
        return FAILED
    if as_json:
        session.console.json_array(msgspec.to_builtins(one) for one in found)
    else:
        _list(session, found)
    session.console.warn(f"{len(found):,} persons have {person} in their names; name one by the id")
    return FAILED


def _show(
    session: Session, found: PersonCard, papers: Mapping[str, AuthoredPaper], facts: Sequence[PersonFact]
) -> None:
    console = session.console
    reasons = _reasons(found)
    names = ", ".join(f"{name} ({count})" for name, count in found.names)
    console.table(f"{found.id} {found.name}", ("", ""), [("names", names), ("other ids", ", ".join(found.aliases))])
    rows = (
        (
            f"{spot[0]}:{spot[1] + 1}",
            papers[spot[0]].year,
            name,
            papers[spot[0]].title,
            "; ".join(reasons.get(spot, [])),
        )
        for spot, name in found.spots
        if spot[0] in papers
    )
    console.table("Papers", ("author", "year", "as", "title", "why"), rows)
    if facts:
        decided = ((one.batch, one.kind, one.who, f"{one.when:%Y-%m-%d}", one.why) for one in facts)
        console.table("Decisions", ("number", "", "who", "when", "why"), decided)


def _json(found: PersonCard, facts: Sequence[int]) -> dict[str, Any]:
    reasons = _reasons(found)
    papers = [
        {"id": spot[0], "position": spot[1], "name": name, "evidence": reasons.get(spot, [])}
        for spot, name in found.spots
    ]
    return {
        "id": found.id, "name": found.name, "aliases": found.aliases, "names": dict(found.names), "papers": papers,
        "decisions": sorted(set(facts)),
    }  # fmt: skip


def _reasons(found: PersonCard) -> dict[tuple[str, int], list[str]]:
    """For each mention why it is this person's, with the other paper."""
    reasons: dict[tuple[str, int], list[str]] = {}
    for one in found.evidence:
        for here, there in ((one.left, one.right), (one.right, one.left)):
            reasons.setdefault(here, []).append(f"{in_words(one)} ({there[0]})")
    return {spot: list(dict.fromkeys(lines)) for spot, lines in reasons.items()}


def do_join(session: Session, authors: Sequence[str], why: str, who: str | None) -> int:
    """`paperwire people join`."""
    with session:
        follow(session)
        batch = decider(session, who).join(authors, why)
        _warn_of_unborne(session, authors, who, batch)
        return _done(session, batch, follow(session))


def do_different(session: Session, authors: Sequence[str], why: str, who: str | None) -> int:
    """`paperwire people different`; raises BadSettings for less than two."""
    with session:
        follow(session)
        if len(authors) < 2:
            raise BadSettings("two authors or more are expected")
        batch = decider(session, who).part(authors, why)
        _warn_of_unborne(session, authors, who, batch)
        return _done(session, batch, follow(session))


def _warn_of_unborne(session: Session, authors: Sequence[str], who: str | None, batch: int) -> None:
    for one in decider(session, who).unborne(authors):
        like = f" (there are {', '.join(one.like)})" if one.like else ""
        session.console.warn(
            f"no published paper has an author called {one.name}{like}: the answer is kept, and holds once such a paper "
            f"comes. If somebody else was meant, `paperwire people undo {batch}`, and name the author as papers do, or "
            "by a paper ('2507.13575:3')"
        )


def do_split(session: Session, person: str, papers: Sequence[str], why: str, who: str | None) -> int:
    """`paperwire people split`."""
    with session:
        follow(session)
        batch = decider(session, who).split(person, papers, why)
        return _done(session, batch, follow(session))


def do_rename(session: Session, person: str, name: str, old: Sequence[str], why: str, who: str | None) -> int:
    """`paperwire people rename`."""
    with session:
        follow(session)
        change = decider(session, who).rename(person, name, old, why)
        if not change.old:
            session.console.say(
                f"{change.person} has no other name than {change.new} so far; should one come, it is replaced"
            )
        return _done(session, change.batch, follow(session), [change])


def do_undo(session: Session, number: int | None, who: str | None) -> int:
    """`paperwire people undo`."""
    with session:
        follow(session)
        gone = decider(session, who).undo(number)
        # Of who were told from each other, the rest of the answer keeps each of them together.
        answers = {one.answer for one in gone.decisions}
        what = [_ANSWERS[one] for one in _ANSWERS if one in answers][:1] + ["a name"] * bool(gone.changes)
        session.console.say(f"number {gone.batch} is undone: {' and '.join(what)}")
        back = [replace(one, old=(one.new,), new=" or ".join(one.old)) for one in gone.changes if one.old]
        _say_changes(session, follow(session), back, "")
    return OK


def do_export(session: Session) -> int:
    """`paperwire people export`."""
    with session:
        session.only_look()
        with reading(session.store.engine) as connection:
            for line in to_csv(decisions(connection, undone=True), name_changes(connection, undone=True)):
                sys.stdout.write(line)
    return OK


def do_import(session: Session, file: Path, who: str | None) -> int:
    """`paperwire people import`; raises BadSettings, which names the line, for what cannot be read."""
    try:
        found, changed = from_csv(file.read_text(encoding="utf-8"))
    except OSError as wrong:
        raise BadSettings(f"{file} cannot be read: {wrong.strerror}") from wrong
    except UnicodeDecodeError as wrong:
        raise BadSettings(f"{file}: byte {wrong.start + 1} is not UTF-8; save it as CSV in UTF-8") from wrong
    except ValueError as wrong:
        raise BadSettings(f"{file}, {wrong}") from wrong
    with session:
        before = _renamed(session)
        fresh = decider(session, who).take_over(found, changed)
        known = len(found) + len(changed) - fresh
        session.console.say(f"{fresh} taken over, {known} known already")
        names = [one for one in _renamed(session) if one not in before]
        if fresh:
            _say_changes(session, follow(session), names)
    return OK


def _renamed(session: Session) -> list[NameChange]:
    with reading(session.store.engine) as connection:
        return name_changes(connection)


def decider(session: Session, who: str | None) -> Decider:
    """Whoever decides now."""
    return Decider(session.store.engine, who or _user(), datetime.now(UTC))


def follow(session: Session) -> PersonsChanged:
    """Bring persons up to date."""
    return update_persons(session.store.engine, session.settings.authors, datetime.now(UTC), session.console.say)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container's user may have no name
        return "somebody"


def _done(session: Session, batch: int, changed: PersonsChanged, names: Sequence[NameChange] = ()) -> int:
    session.console.say(f"kept as number {batch}; `paperwire people undo {batch}` takes it back")
    _say_changes(session, changed, names)
    return OK


def _say_changes(
    session: Session, changed: PersonsChanged, names: Sequence[NameChange] = (), later: str = "; later runs keep to it"
) -> None:
    """What is shown from now on; nothing but `names`, of those whose name is another one, where nobody has other papers."""
    for one in names:
        if one.old:
            papers = len({claim.paper for claim in one.spots})
            session.console.say(
                f"{one.person}: {', '.join(one.old)} -> {one.new}, for {papers} {_papers(papers)}; the next "
                "`paperwire publish` shows it"
            )
    counts = (
        (changed.merged, "merged"), (changed.split, "split"), (changed.minted, "new"), (changed.emptied, "without papers now"),
        (changed.joined, f"{_papers(changed.joined)} added to a person"),
        (changed.left, f"{_papers(changed.left)} without a person for now, as one paper alone makes none"),
    )  # fmt: skip
    counted = ", ".join(f"{count} {word}" for count, word in counts if count)
    if counted:
        anew = f"{changed.records} {_papers(changed.records)} anew"
        session.console.say(f"persons: {counted}; the next `paperwire publish` shows {anew}")
    elif not names:
        session.console.say(f"no paper becomes another person's by this now{later}")


def _papers(count: int) -> str:
    return f"paper{'' if count == 1 else 's'}"
