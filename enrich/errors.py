"""Our errors, named by what the caller can do about them.

::

    PaperwireError
    ├── BadSettings        the settings or the command line are wrong: correct them      (exit 2)
    ├── BadStore           the store cannot be used                                      (exit 1)
    │   └── StoreTooNew    a newer paperwire wrote it: upgrade paperwire                 (exit 1)
    ├── CannotPublish      out/ could not be written; it is as it was                    (exit 1)
    ├── CannotRead         a document or source could not be read; the others go on      (exit 3)
    └── NotAnswered        a question to a server has no answer that can be used
        ├── TryLater       not now; `until` says when                                    (exit 3)
        │   └── CoolingDown    the service asked us to stop for a while
        ├── BadAnswer      an answer that cannot be believed: deferred, never stored     (exit 3)
        ├── Refused        the request itself is at fault (400, 414): ask differently
        └── NotThere       the server says that there is no such thing (404, 410)

Every message says what happened, where, and what to do about it. None says what is secret in an address.
"""

from __future__ import annotations

import re
from datetime import datetime

from enrich.addresses import addresses_shown, shown

UNREAD = re.compile(r"^(\d{1,9} documents?) could not be read(?:: (.+))?", re.DOTALL)
"""A problem of a source that was read but for some documents: how many, and what is wrong with them, if that is told."""


def unread_documents(count: int) -> str:
    """How UNREAD begins."""
    return f"{count} document{'' if count == 1 else 's'} could not be read"


class PaperwireError(Exception):
    """The root of all errors that paperwire raises on purpose."""

    def __init__(self, message: str = "") -> None:
        super().__init__(addresses_shown(message))


class BadSettings(PaperwireError):
    """The settings or the command line are wrong."""


class BadStore(PaperwireError):
    """The store cannot be opened, read or written."""


class StoreTooNew(BadStore):
    """The store was written by a newer paperwire."""


class CannotPublish(PaperwireError):
    """out/ could not be written; it is as it was."""


class CannotRead(PaperwireError):
    """A document or a source could not be read; `name` is its name."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")
        self.name = name
        self.problem = addresses_shown(problem)

    def __reduce__(self) -> tuple[type[CannotRead], tuple[str, str]]:
        return type(self), (self.name, self.problem)


class NotAnswered(PaperwireError):
    """A question to a server has no usable answer; `url` is what was asked."""

    def __init__(self, message: str, url: str = "") -> None:
        super().__init__(message)
        self.url = shown(url) if "://" in url else url


class TryLater(NotAnswered):
    """The server cannot answer now; `until` (UTC) is when to ask again, if that is known."""

    def __init__(self, message: str, url: str = "", until: datetime | None = None) -> None:
        super().__init__(message, url)
        self.until = until


class CoolingDown(TryLater):
    """No request is sent before `until`: the service asked for a pause."""


class BadAnswer(NotAnswered):
    """The answer cannot be believed; nothing of it is stored unless the caller was given the valid part."""


class Refused(NotAnswered):
    """The server refuses this very request (`status` 400, 413, 414, ...); asking again will not help."""

    def __init__(self, message: str, url: str = "", status: int = 400, body: bytes = b"") -> None:
        super().__init__(message, url)
        self.status = status
        self.body = body


class NotThere(NotAnswered):
    """The server says that there is no such thing (404 or 410); `body` is what else it says."""

    def __init__(self, message: str, url: str = "", body: bytes = b"") -> None:
        super().__init__(message, url)
        self.body = body
