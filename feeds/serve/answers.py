"""Answers of the server: kept while the data are the same, and since when they are as they are."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

REMEMBERED = 16 << 20
"""Bytes of answers that are kept until the data change."""
MOST = 10_000
"""Addresses whose moments are kept."""


class AnswerCache:
    """Answers to questions, kept as long as the data are the same."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], tuple[str, bytes]] = OrderedDict()
        self._bytes = 0

    def get(self, key: tuple[str, str], version: str) -> bytes | None:
        known = self._kept.get(key)
        if known is None or known[0] != version:
            return None
        self._kept.move_to_end(key)
        return known[1]

    def keep(self, key: tuple[str, str], version: str, body: bytes) -> None:
        self._bytes += len(body) - len(self._kept.pop(key, ("", b""))[1])
        self._kept[key] = (version, body)
        while self._bytes > REMEMBERED:
            self._bytes -= len(self._kept.popitem(last=False)[1][1])


class Since:
    """Since when answers are as they are: the moment at which these bytes were made first, as far as is known here."""

    def __init__(self, now: Callable[[], datetime], most: int = MOST) -> None:
        self._now = now
        self._most = most
        self._known: OrderedDict[str, tuple[str, int]] = OrderedDict()

    def __call__(self, path: str, digest: str) -> int:
        """Whole seconds since 1970."""
        known = self._known.pop(path, None)
        if known is None or known[0] != digest:
            known = digest, int(self._now().timestamp())
        self._known[path] = known
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return known[1]

    def is_over(self, second: int) -> bool:
        """Whether nothing else can be made in that second."""
        return second < int(self._now().timestamp())
