"""Lets in who has `[serve] admin_token`, and makes guessing slow.

::

    Authorization: Basic (any name, the token as password; what a browser asks for) or Bearer
        right --> in
        wrong --> logged with time and address, answered after a while; after a few from one address not looked at

The token is never in an address, since those are logged and passed on.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from base64 import b64decode
from binascii import Error as NotBase64
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

from feeds.connections.addresses import counted_as
from feeds.connections.refused import log_time

SLOWLY = 1.0
"""Seconds before a wrong token is answered."""
WINDOW = timedelta(minutes=1)
MOST = 10
"""Wrong tokens of one address in that time; after them it has to wait."""
REMEMBERED = 4096
"""Addresses, those that were wrong last."""
WAITING = 32
"""Wrong ones that wait for their answer at a time."""
log = logging.getLogger("paperwire")


class Gate:
    """Lets in who has the token."""

    def __init__(self, token: str, now: Callable[[], datetime]) -> None:
        self._token = token.encode()
        self._now = now
        self._wrong: OrderedDict[str, tuple[datetime, int]] = OrderedDict()
        self._waiting = 0

    async def judge(self, authorization: str | None, address: str) -> int:
        """200, or 401 for no or a wrong token, or 429 for one that was not looked at."""
        given = token_of(authorization or "")
        if given is None:
            return 401
        since, wrong = self._wrong.get(counted_as(address), (self._now(), 0))
        if self._now() - since > WINDOW:
            since, wrong = self._now(), 0
        if wrong >= MOST or self._waiting >= WAITING:
            return 429
        if hmac.compare_digest(given, self._token):
            return 200
        self._note(counted_as(address), since, wrong + 1)
        log.warning("%s %s: a wrong admin_token", log_time(self._now()), address)
        self._waiting += 1
        try:
            await asyncio.sleep(SLOWLY)
        finally:
            self._waiting -= 1
        return 401

    def _note(self, network: str, since: datetime, wrong: int) -> None:
        self._wrong[network] = (since, wrong)
        self._wrong.move_to_end(network)
        if len(self._wrong) > REMEMBERED:
            self._wrong.popitem(last=False)


def token_of(authorization: str) -> bytes | None:
    """The token in a header, None when it holds none."""
    credentials = _credentials(authorization)
    return None if credentials is None else credentials[1]


def name_of(authorization: str) -> str:
    """The name that somebody with the token goes by: the one that a browser asks for; empty when there is none."""
    return (_credentials(authorization) or (b"", b""))[0].decode("utf-8", "replace")


def _credentials(authorization: str) -> tuple[bytes, bytes] | None:
    """(name, token); None when the header holds neither."""
    scheme, _, rest = authorization.strip().partition(" ")
    if scheme.lower() == "bearer":
        return b"", rest.strip().encode()
    if scheme.lower() != "basic":
        return None
    try:
        name, _, token = b64decode(rest.strip(), validate=True).partition(b":")
    except (NotBase64, ValueError):
        return b"", b""
    return name, token
