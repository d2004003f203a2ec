"""Decisions and name changes as CSV, to be kept elsewhere, read by people, and taken over by another store."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import get_args

from enrich.identities.decided.name_changes import NameChange
from enrich.identities.decided.stored_decision import StoredDecision
from enrich.options.author_claims import AuthorClaim, parse_claim
from enrich.people.person import Answer

COLUMNS = ("number", "decision", "left", "right", "who", "when", "why", "undone", "undone_by")
"""`left` and `right` have an author a line; of a `renamed` person `left` is where old names stood, `right` the new name."""
_RENAMED = "renamed"
_PERSON = "person "


def to_csv(decisions: Iterable[StoredDecision], changes: Iterable[NameChange]) -> Iterator[str]:
    """Lines with their ends, the heading first; in the order in which it was decided."""
    rows: list[tuple[object, ...]] = [
        (one.batch, one.answer, _side(one.left), _side(one.right), *_who(one)) for one in decisions
    ]
    rows += [
        (one.batch, _RENAMED, _side((AuthorClaim(person=one.person), *one.spots)), one.new, *_who(one))
        for one in changes
    ]
    out = io.StringIO()
    writer = csv.writer(out)
    for row in (COLUMNS, *sorted(rows, key=lambda row: int(str(row[0])))):
        writer.writerow(row)
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def from_csv(text: str) -> tuple[list[StoredDecision], list[NameChange]]:
    """What a table has; raises ValueError, which names the row and what is expected."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    if missing := [name for name in ("decision", "left", "right") if name not in (reader.fieldnames or ())]:
        raise ValueError(f"there is no column {missing[0]!r}; the first line names the columns: {','.join(COLUMNS)}")
    decisions: list[StoredDecision] = []
    changes: list[NameChange] = []
    for row in reader:
        try:
            one = _read(row, len(decisions) + len(changes) + 1)
        except ValueError as wrong:
            raise ValueError(f"line {reader.line_num}: {wrong}") from wrong
        if isinstance(one, StoredDecision):
            decisions.append(one)
        else:
            changes.append(one)
    return decisions, changes


def _read(row: Mapping[str, str | None], place: int) -> StoredDecision | NameChange:
    number, decision, left, right, who, when, why, undone, undone_by = (
        (row.get(name) or "").strip() for name in COLUMNS
    )
    batch = int(number) if number.isdecimal() else place
    marks = who or "imported", _moment(when) or _required("when"), why, _moment(undone), undone_by or None
    claims = tuple(parse_claim(line) for line in left.splitlines() if line.strip())
    if decision == _RENAMED:
        person = next((claim.person for claim in claims if claim.person is not None), None)
        spots = tuple(claim for claim in claims if claim.person is None)
        if person is None or not right:
            raise ValueError("a renamed person needs the id, a line of its own in `left`, and the new name in `right`")
        return NameChange(batch, person, tuple(sorted({claim.name for claim in spots})), right, spots, *marks)
    if decision not in get_args(Answer):
        raise ValueError(f"the decision {decision!r} is none of {', '.join((*get_args(Answer), _RENAMED))}")
    others = tuple(parse_claim(line) for line in right.splitlines() if line.strip())
    if not claims or not others:
        raise ValueError("authors are expected in `left` and in `right`")
    if any(claim.person is not None for claim in (*claims, *others)):
        raise ValueError("persons' ids differ from store to store; name papers: '2507.13575:3 Jane Doe'")
    return StoredDecision(batch, decision, claims, others, *marks)  # type: ignore[arg-type]


def _required(name: str) -> datetime:
    raise ValueError(f"`{name}` is missing; a moment such as 2026-11-29T12:00:00+00:00 is expected")


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a moment such as 2026-11-29T12:00:00+00:00") from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _side(claims: Sequence[AuthorClaim]) -> str:
    return "\n".join(map(str, claims))


def _who(one: StoredDecision | NameChange) -> tuple[str, str, str, str, str]:
    undone = "" if one.undone is None else one.undone.isoformat()
    return one.who, one.when.isoformat(), one.why, undone, one.undone_by or ""
