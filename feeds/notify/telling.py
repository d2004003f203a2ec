"""What `paperwire notify` does, and `run` and `publish` at their end: send what is due, or print what would be sent."""

from __future__ import annotations

from collections.abc import Callable

from enrich.clock import utc_now
from enrich.settings import Settings
from enrich.store.store import Store
from enrich.store.trial import trial
from feeds.notify.letter import text_of
from feeds.notify.notify import Notifier, recipients_of, states
from feeds.state.digests.issues import Issues

Say = Callable[[str], None]


def send_due(store: Store, settings: Settings, say: Say, warn: Say, *, again: bool = False) -> bool:
    """Send the digests that are due; whether all of them went out. `again` sends what may not have arrived, too."""
    if again:
        count = Issues(store.engine).again(utc_now())
        say(f"Letters to be sent again: {count or 'none'}")
    done = Notifier(store, settings, utc_now).run(say)
    for name in dict.fromkeys(letter.digest for letter in done.sent):
        count = sum(one.digest == name for one in done.sent)
        say(f"Digest {name}: {count} letter{'' if count == 1 else 's'} sent")
    for problem in done.problems:
        warn(problem)
    return not done.problems


def preview(settings: Settings, show: Say, warn: Say) -> None:
    """Show the letters that would be sent, and those that did not arrive; a copy of the store is written to, and thrown away."""
    problems: list[str] = []
    with trial(settings.store_url) as store:
        notifier = Notifier(store, settings, utc_now)
        drafts, waiting = list(notifier.drafts(problems)), list(notifier.waiting())
        for line in states(Issues(store.engine).letters("sending", "unknown", "dropped")):
            show(line)
        for letter, issue in waiting:
            show(f"{next(states([letter]))}; the next run sends it")
            if issue is not None:
                show(text_of(issue))
        for draft in drafts:
            if (issue := notifier.contents_of(draft)) is not None:
                show(f"digest {draft.digest.name} to {', '.join(recipients_of(draft.digest))}:")
                show(text_of(issue))
    for problem in problems:
        warn(problem)
    if not drafts and not waiting:
        show("no digest is due: nothing is new, or those of today and of this week were sent already")
