"""The operator's feed: one entry for each problem that began or ended; no reader's feed ever holds one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import NAMESPACE_URL, uuid5

from enrich.settings import Settings
from enrich.store.runs import Trouble
from feeds.feed import FeedMetadata, FeedUrls, NoticeEntry
from feeds.formats.xml import FORMATS, assemble, render

MOST = 100
"""Problems that the feed goes back."""


def ops_files(settings: Settings, troubles: Sequence[Trouble]) -> dict[str, bytes]:
    """The files of the feed by path in out/; `troubles` come newest first."""
    base = settings.public_url
    notices = sorted(_notices(troubles, f"{base}/status.html"), key=lambda notice: (notice.updated, notice.id))[::-1]
    head = FeedMetadata(
        title=f"{settings.site.title}: problems",
        description="For the operator: problems that began or ended.",
        home_page_url=f"{base}/status.html",
        urls=FeedUrls(**{form: f"{base}/ops.{form}" for form in FORMATS}),
        updated=notices[0].updated if notices else None,
        language=settings.site.language,
    )
    rendered = render(notices)
    return {f"ops.{form}": assemble(head, rendered, form) for form in settings.feeds.formats}


def _notices(troubles: Sequence[Trouble], url: str) -> Iterator[NoticeEntry]:
    for trouble in troubles:
        name = f"{trouble.key} {trouble.began.isoformat()}"
        yield NoticeEntry(
            _urn(f"{name} began"), url, trouble.text, _text(trouble, "began"), trouble.began, trouble.began
        )
        if trouble.ended:
            title = f"Over: {trouble.text}"
            yield NoticeEntry(_urn(f"{name} ended"), url, title, _text(trouble, "ended"), trouble.ended, trouble.ended)


def _text(trouble: Trouble, what: str) -> str:
    when = f"It began on {trouble.began:%Y-%m-%d at %H:%M} UTC"
    over = f" and ended on {trouble.ended:%Y-%m-%d at %H:%M} UTC" if what == "ended" and trouble.ended else ""
    return f"{trouble.text}\n\n{when}{over}."


def _urn(name: str) -> str:
    """An id that stays the same forever and names no address, since that of the site may change."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'paperwire problem {name}')}"
