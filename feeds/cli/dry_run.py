"""`--dry-run`: what `run` and `publish` would do. Nothing is written, nobody is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from feeds.cli.session import OK, Session

if TYPE_CHECKING:
    from enrich.pipeline.outlook import Outlook
    from feeds.operate.rehearsal import Rehearsed

MOST = 20
"""Names in a line; --json has all."""


def do_dry(session: Session, *, reads: bool, retry: bool, as_json: bool, moving: bool = False) -> int:
    """What `run` (which `reads`) or `publish` would do; raises BadSettings where they would."""
    from enrich.store.trial import trial
    from feeds.home import check_home
    from feeds.operate.rehearsal import rehearse

    ahead = None
    with session:
        session.is_dry = True
        if reads:
            session.use_sample_if_bare()
        settings = session.settings
        with trial(settings.store_url) as store:
            if not moving:
                check_home(store, settings.bucket or settings.out, settings.store_url)
            if reads:
                from enrich.clock import utc_now
                from enrich.pipeline.outlook import outlook

                ahead = outlook(settings, store, utc_now(), retry=retry)
            done = rehearse(store, settings)
    if as_json:
        session.console.json(as_values(ahead, done))
        return OK
    for line in lines(ahead, done):
        session.console.print(line)
    return OK


def as_values(ahead: Outlook | None, done: Rehearsed) -> dict[str, Any]:
    """Everything as JSON values."""
    channels = {"added": done.added, "changed": done.changed, "removed": done.removed, "ended": done.ended}
    files = {"written": done.written, "deleted": len(done.deleted), "gone": done.deleted}
    reading = {"reading": asdict(ahead)} if ahead else {}
    return reading | {"channels": channels, "files": files, "said": done.strange}


def lines(ahead: Outlook | None, done: Rehearsed) -> Iterator[str]:
    """The same in words."""
    yield "Nothing is written and nobody is asked; this would be done:"
    if ahead is not None:
        yield f"documents read: {ahead.documents}, with {ahead.mentions} mentions in new and changed ones"
        yield f"sources fetched (what they bring is not known yet): {_named(ahead.fetched)}"
        yield f"ids looked up: {_named(ahead.ids)}"
        yield f"titles looked for: {_named(ahead.titles)}"
        if ahead.beyond:
            yield f"DOIs and titles looked up beyond arXiv: {ahead.beyond} at least"
        yield f"known papers asked for again: {ahead.known}"
        yield f"requests to arXiv for these: {ahead.requests}{' at most, since there is a snapshot' * ahead.snapshot}"
        for name, requests in ahead.services.items():
            yield f"requests to {name} for papers that are known: {requests} at least"
        yield from ahead.problems
    yield f"channels added: {_named(done.added)}"
    yield f"channels changed: {_named(done.changed)}"
    yield f"channels removed: {_named(done.removed)}"
    yield f"topics ended, with a last entry that says so: {_named(done.ended)}"
    yield f"files written: {done.written}"
    yield f"files deleted: {_named(done.deleted)}"
    if ahead is not None and (ahead.ids or ahead.titles or ahead.beyond or ahead.fetched):
        yield "channels and files are counted without what these look-ups and fetched sources will bring"
    yield from done.strange


def _named(names: Sequence[str]) -> str:
    if not names:
        return "none"
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return f"{len(names)}: {', '.join(names[:MOST])}{more}"
