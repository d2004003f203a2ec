"""people.json and people.jsonl: every person with names, ORCID iD, institutions, papers and evidence, by id.

What did not change is copied line by line from what is published; the bytes depend on the persons alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from feeds.channels.plan import path_of
from feeds.dumps.chunk_index import DumpFile, DumpIndex
from feeds.dumps.dump_files import StagedFile, is_untouched, is_whole
from feeds.dumps.encodings import PEOPLE_FORM, PEOPLE_JSON, PEOPLE_LINES
from feeds.formats.record_json import json_bytes
from feeds.people.evidence_words import in_words, orcid_words
from feeds.people.known_person import KnownAuthorship, KnownPerson
from feeds.state.people import KIND

NAMES = (PEOPLE_LINES, PEOPLE_JSON)
_BEFORE_ID = b'{"id":"'
_ID = slice(len(_BEFORE_ID), len(_BEFORE_ID) + 9)
"""Where in a line the person's id is."""
_TOGETHER = 1000
"""Lines that are written at a time."""

PersonLine = tuple[str, bytes]
"""A person's id with the line."""


def person_json(person: KnownPerson, address: str | None) -> dict[str, Any]:
    """One person as a JSON object, its keys always in this order; `address` is that of out/, None for who has no page."""
    orcids = person.orcids()
    return {
        "id": person.id,
        "name": person.name,
        "url": None if address is None else f"{address}/{path_of(KIND, person.id)}.html",
        "names": [{"name": name, "papers": count} for name, count in person.spellings()],
        "orcid": orcids[0][0] if orcids else None,
        "orcid_sources": list(orcids[0][1]) if orcids else [],
        "other_orcids": [orcid for orcid, _ in orcids[1:]],
        "affiliations": [{"name": name, "from": first, "to": last} for name, first, last in person.affiliations()],
        "papers": [_paper(one) for one in person.wrote],
        "aliases": list(person.aliases),
    }


def _paper(one: KnownAuthorship) -> dict[str, Any]:
    found: dict[tuple[str, str], list[str]] = {}
    for edge in one.edges:
        found.setdefault((edge.kind, in_words(edge)), []).append(edge.paper)
    if not found and one.facts.orcid:
        found["orcid-record" if one.facts.asserted == "person" else "orcid", orcid_words(one.facts)] = []
    evidence = [
        {"kind": kind, "text": text, "papers": sorted(papers)} for (kind, text), papers in sorted(found.items())
    ]
    return {"id": one.paper, "position": one.position, "name": one.facts.name, "evidence": evidence}


def person_line(person: KnownPerson, address: str | None) -> bytes:
    """The person's line, without an end."""
    return json_bytes(person_json(person, address))


def write_people(
    published: Path,
    staging: Path,
    index: DumpIndex,
    trusted: bool,
    due: Sequence[str] | None,
    lines: Callable[[Sequence[str] | None], Iterable[PersonLine]],
) -> tuple[DumpFile, ...]:
    """Stage both files where they differ; what the manifest says of them.

    `due` are ids, ascending, of persons who may differ from the files in the folder `published`, None for all; `lines`
    gives those of them who are in the dump, ascending.
    """
    before = as_written(published, index, trusted=True) if trusted else ()
    if due is None or not before:
        return _write(staging, lines(None))
    now = dict(lines(due))
    if not _differs(published / PEOPLE_LINES, due, now):
        return before
    return _write(staging, _merged(published / PEOPLE_LINES, due, now))


def as_written(published: Path, index: DumpIndex, *, trusted: bool) -> tuple[DumpFile, ...]:
    """Both files as they were published last; none when one of them is no longer so: by its bytes if they are not trusted."""
    before = [file for name in NAMES if (file := index.file(name)) is not None]
    is_same = is_untouched if trusted else is_whole
    whole = len(before) == len(NAMES) and all(is_same(published, file) for file in before)
    return tuple(before) if whole else ()


def _write(staging: Path, people: Iterable[PersonLine]) -> tuple[DumpFile, ...]:
    head, between, foot = PEOPLE_FORM
    count = 0
    with StagedFile(staging, PEOPLE_LINES) as plain, StagedFile(staging, PEOPLE_JSON) as whole:
        whole.write(head)
        people = iter(people)
        while lines := [line for _, line in islice(people, _TOGETHER)]:
            plain.write(b"\n".join([*lines, b""]))
            whole.write((between if count else b"") + between.join(lines))
            count += len(lines)
        whole.write(foot)
        return plain.close(count), whole.close(count)


def _published(path: Path) -> Iterator[PersonLine]:
    with path.open("rb") as lines:
        for line in lines:
            yield line[_ID].decode(), line.rstrip(b"\n")


def _differs(path: Path, due: Sequence[str], now: dict[str, bytes]) -> bool:
    wanted = frozenset([person.encode() for person in due])
    with path.open("rb") as lines:
        before = {line[_ID].decode(): line.rstrip(b"\n") for line in lines if line[_ID] in wanted}
    return before != now


def _merged(path: Path, due: Sequence[str], now: dict[str, bytes]) -> Iterator[PersonLine]:
    """The published lines with those of `now` in the place of those that are due, by id."""
    wanted, fresh = frozenset(due), sorted(now.items())
    for person, line in _published(path):
        while fresh and fresh[0][0] <= person:
            yield fresh.pop(0)
        if person not in wanted:
            yield person, line
    yield from fresh
