"""The command notify, and what `run` and `publish` do about digests at their end."""

from __future__ import annotations

from typing import Annotated

import typer

from enrich.errors import BadSettings
from feeds.cli.session import OK, OPEN, Session

Dry = Annotated[
    bool,
    typer.Option("--dry-run", help="Print what would be sent and what the next digests hold so far; send nothing."),
]
Again = Annotated[bool, typer.Option("--again", help="Also send messages that may not have arrived or were given up.")]


def notify(context: typer.Context, dry: Dry = False, again: Again = False) -> int:
    r"""Send the digests of \[notify] that are due; `run` and `publish` do so at their end."""
    return do_notify(context.obj, dry=dry, again=again)


def do_notify(session: Session, *, dry: bool, again: bool) -> int:
    """Send or print; raises BadSettings when there are no digests, or both are wanted."""
    if dry and again:
        raise BadSettings("--dry-run and --again exclude each other")
    with session:
        session.is_dry = dry
        session.use_own()
        if not session.settings.notify.digests:
            raise BadSettings(
                "no digests: write [[notify.digests]] into the settings; `paperwire init` writes an example"
            )
        if not dry:
            return send_digests(session, again=again, is_asked=True)
        from feeds.notify.telling import preview

        preview(session.settings, session.console.print, session.console.warn)
    return OK


def send_digests(session: Session, *, again: bool = False, is_asked: bool = False) -> int:
    """Send the digests that are due; OPEN when one did not go out, or may not have. See `feeds.notify.telling.send_due`."""
    settings, console = session.settings, session.console
    if session.is_sample or not settings.notify.digests:
        return OK
    from feeds.notify.telling import send_due

    return OK if send_due(session.store, settings, console.say, console.warn, again=again, is_asked=is_asked) else OPEN
