"""The commands that look: lookup, status, doctor, verify. Each loads what it alone needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from feeds.cli.console import Console
from feeds.cli.session import FAILED, OK, OPEN, Session


def do_verify(session: Session) -> int:
    """`paperwire verify`."""
    from enrich.store.trial import trial
    from feeds.operate.verification import counted, differences, has_published

    console = session.console
    with session:
        session.is_dry = True
        settings = session.settings
        with trial(settings.store_url) as store:
            what = "its files" if has_published(store) else "its dumps (this store has published nothing)"
            found = differences(store, settings)
    for one in found:
        console.warn(str(one))
    how = f"are not as they were published: {counted(found)}" if found else "are as they were published"
    console.say(f"{settings.bucket or settings.out}: {what} {how}")
    return FAILED if found else OK


def do_lookup(session: Session, ids: Sequence[str], *, history: bool) -> int:
    """`paperwire lookup`."""
    from feeds.operate.lookup import history_json, look_up, records_json

    console = session.console
    wanted, malformed = _wanted(console, ids)
    with session:
        looked = look_up(session.settings, session.store, lambda: session.tools, wanted)
        known = [kept.record.id for kept in looked.found]
        rows = (
            history_json(session.store, known)
            if history
            else records_json(session.settings, session.store, looked.found)
        )
        printed = set()
        for row in rows:
            console.json_line(row)
            printed.add(row["id"])
    for name in known if history else ():
        if name not in printed:
            console.say(f"{name}: no changes since it was first seen")
    for name, reason in (looked.missing | looked.deferred).items():
        console.warn(f"{name}: {reason}")
    return FAILED if malformed or looked.missing else OPEN if looked.deferred else OK


def _wanted(console: Console, texts: Sequence[str]) -> tuple[list[str], bool]:
    """The ids that were meant, and whether any text is none."""
    from enrich.identifiers.arxiv_id import parse_id
    from enrich.paper_id import beyond_id, written_doi

    today = datetime.now(UTC).date()
    wanted, malformed = [], False
    for text in texts:
        try:
            doi = written_doi(text)
            wanted.append(beyond_id(doi) if doi else parse_id(text, today).id)
        except ValueError as wrong:
            console.warn(f"{text}: malformed: {wrong}")
            malformed = True
    return wanted, malformed


# ---------------------------------------------------------------- status, doctor


def do_status(session: Session, *, mentions: bool, as_json: bool) -> int:
    """`paperwire status`."""
    from feeds.operate.status import mentions as all_mentions
    from feeds.operate.status import status as how_things_stand

    console = session.console
    with session:
        session.only_look()
        if mentions and as_json:
            console.json_array(all_mentions(session.store))
        elif mentions:
            rows = all_mentions(session.store)
            columns = ("document", "place", "text", "outcome", "id", "reason")
            console.table("Mentions", columns, ([row[column] for column in columns] for row in rows))
        else:
            state = how_things_stand(session.store, session.settings, datetime.now(UTC))
            console.json(state) if as_json else _show_status(console, state)
    return OK


def _show_status(console: Console, state: dict[str, Any]) -> None:
    from enrich.store.runs import RESULTS

    total = {name: count for name, count in state["mentions"].items() if count}
    # Mentions by outcome are rows: as columns they are too many for a narrow terminal.
    disputed = state["disagreements"]
    counts = [("records", state["records"]), ("documents known", state["documents"])]
    if disputed["records"]:
        counts.append(("records that sources disagree about", disputed["records"]))
        counts += [(f"  {name}", count) for name, count in disputed["fields"].items()]
    mentioned = [("mentions" if name == "total" else f"  {name}", count) for name, count in total.items()]
    console.table("Counts", ("", ""), [*counts, *mentioned])
    numbers = ("requests", "new", "changed")
    runs = (
        (run["started"], run["command"], RESULTS.get(run["status"], run["status"]), *map(run.get, numbers))
        for run in state["runs"]
    )
    console.table("Last runs", ("started", "command", "status", *numbers), runs)
    if errors := list(_errors(state)):
        console.table("What these runs could not do", ("last in", "command", "problem"), errors)
    wrong = state["contradictions"]["first"]
    if wrong:
        rows = ((one["document"], one["place"], one["id"], one["reason"]) for one in wrong)
        console.table("Ids beside the title of another work", ("document", "place", "id", "reason"), rows)
    if warnings := state["warnings"]["all"]:
        listed = (
            (one["source"], one["document"], one["warning"].removeprefix(f"{one['document']}: ")) for one in warnings
        )
        console.table("Warnings about documents", ("source", "document", "warning"), listed)
    console.table("Health", ("",), [(line,) for line in state["health"] or ["all is well"]])


def _errors(state: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What runs could not do, each once with the newest run; without what is listed as the warning of a document."""
    warned = {f"source {one['source']}: {one['warning']}" for one in state["warnings"]["all"]}
    for run in state["runs"]:
        for error in run["errors"]:
            if error not in warned:
                warned.add(error)
                yield run["started"], run["command"], error


def do_doctor(session: Session, *, as_json: bool) -> int:
    """`paperwire doctor`."""
    from feeds.operate.doctor import examine

    console = session.console
    with session:
        session.ask_once()
        findings = examine(session.settings, lambda: session.store, lambda: session.tools, datetime.now(UTC))
        if as_json:
            console.json([{"what": f.what, "well": f.well, "said": f.message} for f in findings])
        else:
            rows = (("ok" if f.well else "WRONG", f.what, f.message) for f in findings)
            console.table("Doctor", ("", "what", "found"), rows)
    return OK if all(f.well for f in findings) else FAILED
