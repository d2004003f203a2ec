"""Entries whose ids are answered -> whether what they say is about that paper; where not, a mention by their title.

::

    entry, record of its id --belongs--> own: what it says goes to the record
                             \\--> another id of the entry is its own: that one gets what it says
                             \\--> another work, or no such paper: the title has a look-up of its own
                             \\--> unclear: the same, told only if it is found

An id that was put right in reading (`2310.01`, cut by a spreadsheet) counts only where the title is its paper's; it is malformed otherwise.
Whether a title stands for a paper is `enrich.titles.beside_id.belongs`'s and `enrich.titles.decide.decide`'s.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec import structs

from enrich.documents.kinds import nothing_in
from enrich.record import Mention, Outcome, Record, Stand
from enrich.store.entries import ATTACHED, Judged, OpenEntry, Titled
from enrich.store.lookups import Settled
from enrich.store.runs import Run
from enrich.store.store import Store

if TYPE_CHECKING:
    from enrich.pipeline.read_sources import Gathered

_CALLED = "the entry calls it"
_NO_TITLE = re.compile(r"\([^()]*\)|\S+")
SHORT = 120
"""Letters of a title in a sentence."""


def judge_entries(store: Store, run: Run) -> list[str]:
    """Judge every entry that can be; returns, for each whose title contradicts its id, one sentence."""
    sentences: list[str] = []
    last = 0
    while entries := store.entries.open(last):
        last = entries[-1].number
        beside = {name for entry in entries for name in entry.mention.beside}
        records = store.records.get(sorted(beside | {entry.paper for entry in entries if entry.paper}))
        states = store.lookups.by_key([f"id:{name}" for name in sorted(beside - records.keys())])
        waiting = {key.removeprefix("id:") for key, state in states.items() if state[0] is Outcome.DEFERRED}
        judged = [one for entry in entries if (one := judge(entry, records, waiting))]
        store.entries.judge(judged, run.id, run.started)
        sentences += [sentence for one in judged if (sentence := _sentence(one))]
    return sentences


def promote_entries(store: Store, run: Run) -> list[str]:
    """Believe the titles of unclear entries that were found; returns one sentence for each."""
    return [contradiction(mention, reason) for mention, reason in store.entries.promote(run.id, run.started) if reason]


def promote_among_works(store: Store, run: Run, keys: Sequence[str]) -> None:
    """Tell what was asked on trial and not found, where most of what stands in such a place is a paper: it is a work, too."""
    for titles in store.entries.beside_trials(keys).values():
        if works := works_beside(titles):
            store.entries.report(works, run.id, run.started)


def works_beside(titles: Sequence[Titled]) -> list[Titled]:
    """Of the titles on trial of one document, the first of each place in which nothing is told, among others that are papers."""
    from enrich.gleaning.doubt import in_capitals

    places: defaultdict[str, defaultdict[str, list[Titled]]] = defaultdict(lambda: defaultdict(list))
    for one in titles:
        place = _COLUMN.sub("", one.mention.place)
        places[_NUMBER.sub("#", place)][place].append(one)
    works: list[Titled] = []
    for beside in places.values():
        papers = [some for some in beside.values() if any(one.outcome in ATTACHED for one in some)]
        if len(papers) < _FEWEST_PAPERS or len(papers) * 2 < len(beside):
            continue
        capitals = in_capitals([one.mention for some in papers for one in some])
        left = [some[0] for some in beside.values() if all(one.stand == Stand.TRIAL for one in some)]
        works += [one for one in left if one.outcome not in ATTACHED and _is_work(one.mention, capitals)]
    return works


def _is_work(mention: Mention, capitals: bool) -> bool:
    """Whether a title among papers is a work by its form; a line of a text says less of itself than a value or a cell."""
    from enrich.gleaning.doubt import is_doubtful
    from enrich.titles.sentences import is_plainly_title

    if mention.place.startswith("entry "):
        return False  # a post of a feed that says nothing of a work
    of_text = mention.place.startswith("line ") and "$" not in mention.place
    return not (is_doubtful(mention.text, capitals) or (of_text and not is_plainly_title(mention.text, _PLAINLY)))


_PLAINLY = 4
"""Words of a line that is plainly a title."""
_COLUMN = re.compile(r", column \d+$")
_NUMBER = re.compile(r"\d+")
_FEWEST_PAPERS = 2


def note_without_papers(store: Store, gathered: Gathered) -> None:
    """Note the documents in which everything was on trial and of which nothing is told now."""
    for document in gathered.tried:
        known = store.intake.known(document.source, document.key or document.name)
        if known is None or known.has_mentions:
            continue
        gathered.empty.note(document.name)
        if nothing := nothing_in(document):
            gathered.problems.append(f"source {document.source}: {nothing}")


def _sentence(judged: Judged) -> str | None:
    mention = judged.entry.mention
    if judged.malformed:
        return f"{mention.document}, {mention.place}: {judged.malformed}"
    return contradiction(mention, judged.reason) if judged.reason and judged.stand is Stand.OTHER else None


def judge(entry: OpenEntry, records: Mapping[str, Record], waiting: Set[str]) -> Judged | None:
    """What becomes of an entry; None while another of its ids, which may be its own, is not known yet."""
    judged = _judge(entry, records, waiting)
    if judged is None or judged.stand is Stand.OWN or not entry.mention.warning:
        return judged
    titled = judged if entry.mention.titled or judged.found else replace(judged, title=None, key=None)
    return replace(
        titled, stand=Stand.ABSENT, reason=None, malformed=_why_malformed(entry, records.get(entry.paper or ""))
    )


def _why_malformed(entry: OpenEntry, record: Record | None) -> str:
    """Why an id that was put right is malformed after all."""
    mention = entry.mention
    whose = f"which is “{_short(record.title)}”" if record else "which arXiv does not have"
    return (
        f"{mention.text} is not the form of an arXiv id; with zeros that may be lost it would be {mention.id}, {whose}"
    )


def _judge(entry: OpenEntry, records: Mapping[str, Record], waiting: Set[str]) -> Judged | None:
    from enrich.pipeline.look_up_titles import candidate
    from enrich.titles.beside_id import belongs
    from enrich.titles.decide import decide

    item = entry.mention.item
    record = records.get(entry.paper or "")
    if item is None:
        return Judged(entry, Stand.OWN)
    stand = Stand(belongs(item, candidate(record))) if record else Stand.ABSENT
    others = [name for name in entry.mention.beside if name != entry.paper]
    if stand is not Stand.OWN or (record and decide(item, [candidate(record)]).id is None and others):
        own = decide(item, [candidate(records[name]) for name in others if name in records])
        if own.id:
            title = structs.replace(by_title_of(entry.mention), titled=True)
            found = replace(own, outcome=Outcome.WITHDRAWN) if records[own.id].withdrawn else own
            return Judged(entry, Stand.OTHER, None, title, key_of(title), Settled(key_of(title), found, asked=False))
        if waiting & set(others):
            return None
    if stand is Stand.OWN or not item.title or not (record or entry.mention.titled):
        return Judged(entry, stand)
    title = by_title_of(entry.mention)
    if stand is Stand.OTHER and (not entry.mention.titled or _NO_TITLE.fullmatch(item.title)):
        stand = Stand.UNCLEAR  # an item that may be no paper at all, or a remark in brackets, an address
    reason = f"{_CALLED} “{_short(item.title)}”; it is “{_short(record.title)}”" if record else None
    return Judged(entry, stand, reason, title, key_of(title))


def by_title_of(mention: Mention) -> Mention:
    """The entry of an id as a mention by its title."""
    from enrich.citations.items import TEXT_LIMIT

    assert mention.item is not None
    plain = structs.replace(mention, id=None, version=None, malformed=None, warning=None, beside=())
    item = mention.item
    return structs.replace(
        plain, how="title", text=(item.title or "")[:TEXT_LIMIT], doi=item.dois[0] if item.dois else None
    )


def key_of(title: Mention) -> str:
    """The key of the look-up of a mention by title."""
    from enrich.titles.decide import title_key

    assert title.item is not None
    return f"title:{title_key(title.item)}"


def contradiction(mention: Mention, reason: str) -> str:
    """`reading.md, line 12, column 3 calls 2401.00001 “Sparse Trees”; it is “Sparse Codes”`."""
    return f"{mention.document}, {mention.place} calls {mention.id or mention.doi}{reason.removeprefix(_CALLED)}"


def _short(title: str) -> str:
    return title if len(title) <= SHORT else f"{title[: SHORT - 1]}…"
