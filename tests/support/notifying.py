"""A store with published papers and a digest of them, and one run of digests: `python -m tests.support.notifying FOLDER PORT`."""

from __future__ import annotations

import ssl
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from enrich.options.channels import Topic
from enrich.options.notify import NotifySettings
from enrich.options.site import SiteSettings
from enrich.options.sources import Source
from enrich.record import Record
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.notify.chats import send_to_chat
from feeds.notify.mail import MailServer
from feeds.notify.notify import DigestRun, Notifier, SendToChat
from feeds.publish.publish import publish
from tests.support.keeping import keep

NOW = datetime(2026, 1, 7, 12, 0, tzinfo=UTC)
"""Some hours after the second run of `keep`."""
TOPIC = Topic(slug="odd", title="Odd papers", keywords=("odd",))


def settings_of(folder: Path, port: int, server: dict[str, Any] | None = None, **digest: Any) -> Settings:
    """A digest for Ada and Ben by mail, unless told otherwise, by way of the local server."""
    given = {"name": "Reading group", "mail": ["ada@example.org", "ben@example.org"]} | digest
    local = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "wire@example.org", "timeout": 30}
    return Settings(
        site=SiteSettings(title="My papers", base_url="https://feeds.example.org"),
        sources=(Source(name="inbox", ids=()),),
        topics=(TOPIC,),
        notify=NotifySettings.model_validate({"mail": local | (server or {}), "digests": [given], "chats": {"team": "json://x"}}),
        folder=folder,
    )  # fmt: skip


def publish_more(store: Store, settings: Settings, papers: Sequence[Record]) -> None:
    """Let a run find these papers, and publish them."""
    keep(store, papers)
    publish(store, settings, settings.out, processes=1)


def send(
    store: Store,
    settings: Settings,
    now: datetime = NOW,
    chat: SendToChat = send_to_chat,
    context: ssl.SSLContext | None = None,
) -> DigestRun:
    """One run of digests."""
    server = partial(MailServer, settings.notify.mail, context)
    return Notifier(store, settings, lambda: now, server, chat).run(lambda line: None)


if __name__ == "__main__":
    settings = settings_of(Path(sys.argv[1]), int(sys.argv[2]))
    with Store(f"sqlite:///{sys.argv[1]}/papers.db") as store:
        sys.stdout.write("\n".join(send(store, settings).problems) + "\n")
