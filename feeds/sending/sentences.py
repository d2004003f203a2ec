"""Responses that are true at this moment alone, which no cache keeps: a page, a sentence, what is wrong with a token (pure)."""

from __future__ import annotations

from feeds.media_types import MEDIA_TYPES
from feeds.sending.conditional import HeaderLine
from feeds.sending.headers import uncached
from feeds.sending.response import AsgiResponse, whole


def unkept(status: int, body: bytes, media: str, *more: HeaderLine) -> AsgiResponse:
    """These bytes."""
    return whole(status, body, (*uncached(media), *more))


def sentence(status: int, text: str, *more: HeaderLine) -> AsgiResponse:
    """One sentence as plain text."""
    return unkept(status, f"{text}\n".encode(), MEDIA_TYPES["txt"], *more)


def not_found(page: bytes) -> AsgiResponse:
    """What somebody gets who asks for a file that is not there: a page, since it is people who mistype addresses."""
    return unkept(404, page, MEDIA_TYPES["html"])


def turned_away(judged: int) -> AsgiResponse | None:
    """What somebody gets whose token was judged to be missing, wrong (401) or not looked at (429); None for who may come in."""
    if judged == 429:
        return sentence(429, "Too many wrong tokens; wait a minute.", ("retry-after", "60"))
    if judged == 401:
        asked = ("www-authenticate", 'Basic realm="paperwire", charset="UTF-8"')
        return sentence(
            401, "This page is for whoever has [serve] admin_token: any name, the token as password.", asked
        )
    return None
