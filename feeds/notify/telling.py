"""What `paperwire notify` does, and `run` and `publish` at their end: send what is due, or print what would be sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from enrich.clock import utc_now
from enrich.settings import Settings
from enrich.store.store import Store
from enrich.store.trial import trial
from feeds.notify.issue import DigestIssue
from feeds.notify.letter import chat_of, text_of
from feeds.notify.notify import CHAT, DueIssue, Notifier, recipients_of, states
from feeds.state.digests.issues import Issues
from feeds.state.site_view import SiteView

Say = Callable[[str], None]
NOTHING_DUE = "No digest is due: nothing is new, or those of today and of this week were sent already."


def send_due(
    store: Store, settings: Settings, say: Say, warn: Say, *, again: bool = False, is_asked: bool = False
) -> bool:
    """Send the digests that are due; whether all of them went out.

    `again` sends what may not have arrived, too. Somebody who asked for just this is told when nothing is due.
    """
    if again:
        count = Issues(store.engine).again(utc_now())
        say(f"Letters to be sent again: {count or 'none'}")
    done = Notifier(store, settings, utc_now).run(say)
    for name in dict.fromkeys(letter.digest for letter in done.sent):
        count = sum(one.digest == name for one in done.sent)
        say(f"Digest {name}: {count} letter{'' if count == 1 else 's'} sent")
    if is_asked and not done.sent and not done.problems:
        say(NOTHING_DUE)
    for problem in done.problems:
        warn(problem)
    return not done.problems


def preview(settings: Settings, show: Say, warn: Say) -> None:
    """Show what would be sent, what did not arrive, and what the next digests hold so far.

    A copy of the store is written to, and thrown away.
    """
    problems: list[str] = []
    with trial(settings.store_url) as store:
        notifier = Notifier(store, settings, utc_now)
        coming, waiting = list(notifier.coming(problems)), list(notifier.waiting())
        for line in states(Issues(store.engine).letters("sending", "unknown", "dropped")):
            show(line)
        for letter, issue in waiting:
            show(f"{next(states([letter]))}; the next run sends it")
            if issue is not None:
                show(chat_of(issue) if letter.recipient.startswith(CHAT) else text_of(issue))
        is_bare = not SiteView(store.engine).total()[1]
        for draft in coming:
            for line in _shown(draft, notifier.contents_of(draft) if draft.news else None):
                show(line)
    for problem in problems:
        warn(problem)
    if is_bare:
        show(
            "Nothing is published here yet. To see a digest before anybody gets it, take [notify] out of the settings, call "
            "`paperwire run`, put it back, and call this again."
        )


def _shown(draft: DueIssue, issue: DigestIssue | None) -> Iterator[str]:
    """A digest, as mail and chats get it."""
    name = draft.digest.name
    if issue is None:
        yield f"digest {name}: nothing is new{'' if draft.is_due else ' since the last one'}"
        return
    when = "" if draft.is_due else f", not before {draft.period}; what is new so far"
    recipients = recipients_of(draft.digest)
    for chosen, text in (
        ([one for one in recipients if not one.startswith(CHAT)], text_of),
        ([one for one in recipients if one.startswith(CHAT)], chat_of),
    ):
        if chosen:
            yield f"digest {name} to {', '.join(chosen)}{when}:"
            yield text(issue)
