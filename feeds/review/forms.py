"""Forms of the review page: what one sends, whether it was made here, and whether the request comes from our page (pure).

::

    POST  --Sec-Fetch-Site, Origin-->  from another site: refused
          --fields-->                  Answering or Undoing, or BadForm
          --form_token-->              a seal of what is decided, by whom, until when; nobody without admin_token can make it

There is no cookie: a browser sends the password of a site by itself, even for forms of other sites, but these can
neither read our page nor make a seal.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from hashlib import blake2b, sha256
from typing import get_args
from urllib.parse import parse_qs, urlsplit

from msgspec import Struct

from enrich.people.person import Answer, OpenQuestion, Spot
from feeds.readable_text import repair_text

MOST_BYTES = 8 * 1024
"""Of a form."""
VALID = timedelta(hours=12)
"""How long a page may stand open before its forms are sent."""
MOST_LETTERS = 1000
"""Of a reason."""
_FIELDS = frozenset({"left", "right", "seen", "answer", "all", "why", "undo", "form_token"})
_SPOT = re.compile(r"(\S{1,300}) (\d{1,5})", re.ASCII)
_NUMBER = re.compile(r"[1-9]\d{0,9}", re.ASCII)
_SEAL = re.compile(r"(\d{1,11})\.([0-9a-f]{64})", re.ASCII)


class BadForm(Exception):
    """What was sent is none of our forms; says what is wrong, in words of ours."""


class Answering(Struct, frozen=True):
    """An answer to a question."""

    left: Spot
    """The first of the left side."""
    right: Spot
    """The first of the right side."""
    seen: str
    """Digest of the question as the page showed it."""
    answer: Answer
    is_for_all: bool
    """Whether it is for all open questions of this name."""
    why: str

    @property
    def purpose(self) -> str:
        """What the seal is for."""
        return purpose_of(self.seen)


class Undoing(Struct, frozen=True):
    """What was decided under a number is taken back."""

    batch: int

    @property
    def purpose(self) -> str:
        """What the seal is for."""
        return f"undo {self.batch}"


class FormSeal:
    """Seals forms with a key that is made of the token of the settings, so that every server with that token knows its forms."""

    def __init__(self, admin_token: str) -> None:
        self._key = hmac.digest(admin_token.encode(), b"paperwire: forms of the review", sha256)

    def seal(self, purpose: str, who: str, now: datetime) -> str:
        """The value of `form_token`, for this purpose and this person."""
        until = int((now + VALID).timestamp())
        return f"{until}.{self._digest(until, purpose, who)}"

    def fits(self, sealed: str, purpose: str, who: str, now: datetime) -> bool:
        """Whether it was sealed here for this purpose and person, and is still valid."""
        parts = _SEAL.fullmatch(sealed)
        if parts is None:
            return False
        until = int(parts[1])
        is_ours = hmac.compare_digest(parts[2], self._digest(until, purpose, who))
        return is_ours and now.timestamp() <= until

    def _digest(self, until: int, purpose: str, who: str) -> str:
        text = f"{until}\n{purpose}\n{who}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, text, sha256).hex()


def purpose_of(seen: str) -> str:
    """What the seal of a question's form is for."""
    return f"answer {seen}"


def digest_of(question: OpenQuestion) -> str:
    """Differs when other papers are asked about."""
    return blake2b(repr((question.left, question.right)).encode(), digest_size=16).hexdigest()


def written(spot: Spot) -> str:
    """A mention in a field: `2507.13575 2`, its position from 0."""
    return f"{spot[0]} {spot[1]}"


def read_form(body: bytes) -> tuple[Answering | Undoing, str]:
    """What a form sends, and its seal; raises BadForm."""
    try:
        found = parse_qs(body.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=2 * len(_FIELDS))
    except ValueError:
        raise BadForm("this is not a form that can be read") from None
    if found.keys() - _FIELDS or any(len(values) != 1 for values in found.values()):
        raise BadForm("the form has a field that the review does not have, or one twice")
    fields = {name: values[0] for name, values in found.items()}
    sealed = fields.get("form_token", "")
    if "undo" in fields:
        if _NUMBER.fullmatch(fields["undo"]) is None:
            raise BadForm("undo: the number of a decision is expected")
        return Undoing(int(fields["undo"])), sealed
    return _answering(fields), sealed


def _answering(fields: Mapping[str, str]) -> Answering:
    answer, why = fields.get("answer", ""), repair_text(fields.get("why", ""))
    if answer not in get_args(Answer):
        raise BadForm(f"answer: one of {', '.join(get_args(Answer))} is expected")
    if fields.get("all", "") not in ("", "1"):
        raise BadForm("all: nothing, or 1, is expected")
    if len(why) > MOST_LETTERS:
        raise BadForm(f"why: at most {MOST_LETTERS} characters are kept")
    left, right = _spot(fields, "left"), _spot(fields, "right")
    return Answering(left, right, fields.get("seen", ""), answer, fields.get("all") == "1", why)  # type: ignore[arg-type]


def _spot(fields: Mapping[str, str], name: str) -> Spot:
    found = _SPOT.fullmatch(fields.get(name, ""))
    if found is None:
        raise BadForm(f"{name}: a paper and the place of its author are expected")
    return found[1], int(found[2])


def is_own_page(headers: Mapping[str, str], hosts: Collection[str]) -> bool:
    """Whether a browser sends this from a page of ours, or a program does, which says nothing of it.

    `hosts` are the names, with ports, by which this site is asked for.
    """
    if (site := headers.get("sec-fetch-site")) is not None:
        return site == "same-origin"
    if (origin := headers.get("origin")) is not None:
        return _host(origin) in {host.lower() for host in hosts if host}
    return True


def _host(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower() or "none"
    except ValueError:
        return "none"
