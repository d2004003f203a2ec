"""Digests, from what is new to what became of each letter: prepared and sent here, at most once for each recipient.

::

    settings + channels --what was not named yet--> issue with its letters (one transaction)
    letter: waiting --taken, as the server is about to get it--> sending --its answer--> sent
               ^---- not taken by the server ---------------------- |
                                              process gone, no answer ---> unknown: done, and not sent again by itself

An issue is prepared once in a day or a week, by the first run in it that has news, and is never changed. So a crash anywhere
sends nothing twice: before the letter was taken it is sent by the next run, afterwards it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct, field

from enrich.coordination.holding import hold_lease
from enrich.errors import BadSettings, PaperwireError
from enrich.machine.process import new_name
from enrich.options.notify import Digest
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.notify.chats import send_to_chat
from feeds.notify.contents import Contents
from feeds.notify.issue import DigestIssue
from feeds.notify.letter import chat_of
from feeds.notify.mail import MailServer, NotSent, Unknown, message_of
from feeds.notify.sections import Sections
from feeds.state.digests.issues import DigestPart, Issues, Letter

PERIODS = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}
RECENT = timedelta(days=31)
"""A paper that was found longer ago is no news, whatever topic takes it in now."""
GIVEN_UP = timedelta(days=7)
"""After which a letter that nobody takes is dropped."""
PATIENCE = 3
"""Letters in a row that the mail server does not take, after which the others wait for the next run."""
CHAT = "chat:"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LOST = (
    "paperwire ended while it was sent, so that nobody knows whether it arrived; it is not sent again, unless by"
    " `paperwire notify --again`"
)


class DigestRun(Struct):
    """What a run of digests came to."""

    sent: list[Letter] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """What went wrong, a sentence each."""


class DueIssue(Struct, frozen=True):
    """An issue that would be prepared."""

    digest: Digest
    period: str
    news: tuple[tuple[DigestPart, tuple[str, ...]], ...]
    is_due: bool = True
    """Whether it would be now; else it is what the next one holds so far."""


SendToChat = Callable[[str, str, str, str], None]
"""(name, address, title, text) as `feeds.notify.chats.send_to_chat` takes them."""


class Notifier:
    """The digests of one store."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        now: Callable[[], datetime],
        server: Callable[[], MailServer] | None = None,
        chat: SendToChat = send_to_chat,
    ) -> None:
        self._store = store
        self._notify = settings.notify
        self._now = now
        self._server = server or (lambda: MailServer(settings.notify.mail))
        self._chat = chat
        self._issues = Issues(store.engine)
        self._sections = Sections(store, settings)
        self._contents = Contents(store, settings)
        self._digests = {digest.name: digest for digest in settings.notify.digests}

    def run(self, say: Callable[[str], None]) -> DigestRun:
        """Prepare what is due and send what waits; `say` is told whom this waits for, where another process does the same."""
        done = DigestRun()
        with hold_lease(
            self._store.engine, "notify", lambda whom: say(f"{whom} is sending digests; this waits for it")
        ):
            done.problems += [f"{_name(one)}: {LOST}" for one in self._issues.doubt(self._now(), LOST)]
            for draft in self.drafts(done.problems):
                recipients = recipients_of(draft.digest)
                self._issues.prepare(draft.digest.name, draft.period, draft.news, recipients, self._now())
            self._send_all(done)
        return done

    # ------------------------------------------------------------ what is due

    def drafts(self, problems: list[str]) -> Iterator[DueIssue]:
        """The issues that are due now, those with news alone; digests that are new or about something else begin."""
        return (draft for draft in self.coming(problems) if draft.is_due and draft.news)

    def coming(self, problems: list[str]) -> Iterator[DueIssue]:
        """The next issue of each digest as far as it is known now, due or not, with news or without; digests begin likewise."""
        for digest in self._digests.values():
            sections, strange = self._sections.of(digest)
            problems += strange
            scope, now = scope_of(digest), self._now()
            if self._issues.scope(digest.name) != scope:
                self._issues.begin(digest.name, scope, sections, now - PERIODS[digest.every], now - RECENT, now)
            news = self._issues.news(digest.name, sections, now - RECENT)
            is_due = not self._issues.has_issue(digest.name, period_of(digest, now))
            yield DueIssue(digest, period_of(digest, now if is_due else now + PERIODS[digest.every]), news, is_due)

    def contents_of(self, draft: DueIssue) -> DigestIssue | None:
        """What its readers would see; raises TryLater while everything is being rendered again."""
        return self._contents.of(draft.digest, draft.news, self._now())

    def waiting(self) -> Iterator[tuple[Letter, DigestIssue | None]]:
        """Letters that the next run sends: the first of each issue with what its readers would see, the others with None."""
        shown: set[tuple[str, str]] = set()
        for letter in self._issues.letters("waiting"):
            digest, issue = self._digests.get(letter.digest), (letter.digest, letter.period)
            if digest is None or issue in shown:
                yield letter, None
                continue
            shown.add(issue)
            yield letter, self._contents.of(digest, letter.sections, letter.prepared)

    # ------------------------------------------------------------ sending

    def _send_all(self, done: DigestRun) -> None:
        failed = 0
        with self._server() as server:
            for letter in self._issues.letters("waiting"):
                digest = self._digests.get(letter.digest)
                if digest is None or letter.recipient not in recipients_of(digest):
                    self._issues.settle(letter, "dropped", "the settings no longer name it", self._now())
                elif failed < PATIENCE or letter.recipient.startswith(CHAT):
                    failed = 0 if self._send(letter, digest, server, done) else failed + 1
        if failed == PATIENCE:
            done.problems.append(
                "the mail server took none of several letters in a row; the others wait for the next run"
            )

    def _send(self, letter: Letter, digest: Digest, server: MailServer, done: DigestRun) -> bool:
        """Send one letter and keep what became of it; whether it need not be tried again."""
        try:
            issue = self._contents.of(digest, letter.sections, letter.prepared)
            if issue is None:
                self._issues.settle(letter, "dropped", "nothing of it is published any more", self._now())
                return True
            if not self._handed_over(letter, issue, server):
                return True
        except Unknown as wrong:
            problem = f"{wrong}; whether it arrived is not known, and it is not sent again by itself"
            self._settle(letter, "unknown", problem, done)
            return False
        except (NotSent, PaperwireError) as wrong:
            if self._now() - letter.prepared > GIVEN_UP:
                self._settle(
                    letter, "dropped", f"{wrong}; it was tried for {GIVEN_UP.days} days, and is given up", done
                )
            else:
                self._settle(letter, "waiting", f"{wrong}; the next run tries again", done)
            return False
        self._issues.settle(letter, "sent", None, self._now())
        done.sent.append(letter)
        return True

    def _handed_over(self, letter: Letter, issue: DigestIssue, server: MailServer) -> bool:
        """False when another process has the letter."""
        kind, _, to = letter.recipient.partition(":")

        def take() -> bool:
            return self._issues.take(letter, new_name(), self._now())

        if kind == "mail":
            message = message_of(issue, self._notify.mail, to, letter.period, letter.prepared)
            return server.send(message, to, take)
        if not take():
            return False
        address = self._notify.chats[to].get_secret_value()
        try:
            self._chat(to, address, f"{issue.site}: {issue.name}", chat_of(issue))
        except PaperwireError as wrong:
            raise BadSettings(str(wrong).replace(address, "***")) from wrong
        return True

    def _settle(self, letter: Letter, state: str, problem: str, done: DigestRun) -> None:
        self._issues.settle(letter, state, problem, self._now())
        done.problems.append(f"{_name(letter)}: {problem}")


def recipients_of(digest: Digest) -> tuple[str, ...]:
    """As letters name them."""
    return (*(f"mail:{one}" for one in digest.mail), *(f"{CHAT}{one}" for one in dict.fromkeys(digest.chats)))


def scope_of(digest: Digest) -> str:
    """Differs when a digest is about something else."""
    return msgspec.json.encode([digest.topics, digest.authors, digest.persons]).decode()


def period_of(digest: Digest, now: datetime) -> str:
    """The first day of the day or week, in the digest's zone."""
    day = now.astimezone(ZoneInfo(digest.timezone)).date()
    back = (day.weekday() - DAYS.index(digest.day)) % 7 if digest.every == "weekly" else 0
    return (day - timedelta(days=back)).isoformat()


def _name(letter: Letter) -> str:
    kind, _, to = letter.recipient.partition(":")
    return f"digest {letter.digest} of {letter.period} to {'the chat ' if kind == 'chat' else ''}{to}"


def states(letters: Sequence[Letter]) -> Iterator[str]:
    """What there is to say of letters that did not arrive, or may not have, a line each."""
    for letter in letters:
        yield f"{_name(letter)}: {letter.state}{f' ({letter.problem})' if letter.problem else ''}"
