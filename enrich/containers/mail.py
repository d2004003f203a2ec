"""E-mail (.eml, .mbox) -> its parts (pure): the text that was written, once, and what is attached or forwarded."""

from __future__ import annotations

import codecs
import email
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from typing import TypeAlias

from enrich.containers.mail_text import calendar_text, unquoted
from enrich.containers.part import Part
from enrich.titles.sentences import is_written_as_title

_ENVELOPE = re.compile(r"^From [^\n]*?\d\d:\d\d[^\n]*+", re.MULTILINE)
_STUFFED = re.compile(r"^>(?=>*From )", re.MULTILINE)
_PREFIX = re.compile(r"(?:re|fwd?|aw|wg|sv|tr|rv)\s?(?:\[\d{1,3}\])?:|\[[^\[\]]{1,40}\]", re.IGNORECASE)
"""What mail programs and lists write before a subject: `Re:`, `[reading]`."""
_MOST_PREFIXES = 8
_RICH = re.compile(r"<(?:a|li|td|h[1-6])[\s>]", re.IGNORECASE)
_MAX_DEPTH = 20
"""How deep messages and parts may be nested."""
_SHOWN = ("image/", "audio/", "video/", "font/", "application/pgp", "application/pkcs7", "application/x-pkcs7")
"""What is attached for the eye alone, or to prove who wrote."""

Mail: TypeAlias = "Message[str, str]"


def mail_parts(text: str) -> Iterator[Part]:
    """The parts of a message, or of each message of a mailbox."""
    messages = list(_messages(text))
    for number, message in enumerate(messages, 1):
        yield from _parts(message, f"message {number}" if len(messages) > 1 else "", 0)


def _messages(text: str) -> Iterator[Mail]:
    """The messages of a mailbox, each after its `From ` line; a text without such lines is one message."""
    text = text.lstrip("\ufeff")
    starts = [
        one
        for one in _ENVELOPE.finditer(text)
        if not one.start() or text[max(0, one.start() - 4) : one.start()].endswith(("\n\n", "\r\n\r\n"))
    ]
    if not starts or starts[0].start():
        yield _parsed(text)
        return
    ends = [*(one.start() for one in starts[1:]), len(text)]
    for start, end in zip(starts, ends, strict=True):
        yield _parsed(_STUFFED.sub("", text[start.end() + 1 : end]))


def _parsed(text: str) -> Mail:
    return email.message_from_bytes(text.encode("utf-8", "surrogateescape"))


def _parts(message: Mail, place: str, depth: int) -> Iterator[Part]:
    if depth > _MAX_DEPTH:
        return
    if subject := _header(message, "subject"):
        words = _without_prefixes(subject)
        titled = depth == 0 and is_written_as_title(words)
        content = f"- {words}" if titled else subject
        yield Part(
            _at(place, "subject"),
            content.encode("utf-8", "replace"),
            "markdown" if titled else "text",
            only_ids=not titled,
        )
    yield from _body(message, place, depth)


def _without_prefixes(subject: str) -> str:
    for _ in range(_MOST_PREFIXES):
        found = _PREFIX.match(subject)
        if found is None:
            break
        subject = subject[found.end() :].lstrip()
    return subject


def _body(part: Mail, place: str, depth: int) -> Iterator[Part]:
    kind = part.get_content_type()
    inner = _inner(part)
    if inner is not None:
        if depth > _MAX_DEPTH:
            return
        if kind == "message/rfc822":
            for message in inner:
                yield from _parts(message, _at(place, "forwarded message"), depth + 1)
        elif kind == "multipart/alternative" and inner:
            yield from _body(_best(inner), place, depth + 1)
        elif kind.startswith("multipart/") and kind != "multipart/report":
            for one in inner:
                yield from _body(one, place, depth + 1)
        elif kind == "multipart/report" and inner:
            yield from _body(inner[0], place, depth + 1)
    elif (name := _filename(part)) and part.get_content_disposition() != "inline":
        yield from _attachment(part, name, place)
    elif kind == "text/html":
        yield Part(_at(place, "HTML"), _text(part).encode("utf-8", "replace"), "html")
    elif kind == "text/calendar":
        yield Part(_at(place, "invitation"), calendar_text(_text(part)).encode("utf-8", "replace"), "text")
    elif kind in {"text/plain", "text/markdown", "text/enriched"}:
        flowed = str(part.get_param("format", "")).lower() == "flowed"
        yield Part(_at(place, "text"), unquoted(_text(part), flowed=flowed).encode("utf-8", "replace"), "text")
    elif name:
        yield from _attachment(part, name, place)


def _inner(part: Mail) -> list[Mail] | None:
    """The parts of a part; None when it is one text or file."""
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else None


def _best(parts: list[Mail]) -> Mail:
    """The one of several forms of a text that says most: HTML with links or lists, otherwise the plain text."""
    leaves = [(_kinds(one), one) for one in parts]
    rich = [one for kinds, one in leaves if "text/html" in kinds]
    plain = [one for kinds, one in leaves if "text/plain" in kinds]
    if rich and (not plain or any(_RICH.search(_text(leaf)) for leaf in rich[-1].walk() if _is_html(leaf))):
        return rich[-1]
    return (plain or rich or parts)[-1]


def _is_html(part: Mail) -> bool:
    return part.get_content_type() == "text/html"


def _kinds(part: Mail) -> set[str]:
    return {leaf.get_content_type() for leaf in part.walk()}


def _attachment(part: Mail, name: str, place: str) -> Iterator[Part]:
    kind = part.get_content_type()
    if kind.startswith(_SHOWN) or name.lower().endswith((".ics", ".vcf", ".asc", ".sig", ".p7s")):
        return
    body = part.get_payload(decode=True)
    content = _text(part).encode("utf-8", "replace") if kind.startswith("text/") else body
    media_type = kind if kind not in {"application/octet-stream", "text/plain"} else ""
    if isinstance(content, bytes) and content.strip():
        yield Part(_at(place, f"attachment {name}"), content, name=name, media_type=media_type)


def _text(part: Mail) -> str:
    """The text of a part, in the characters that it says; what is in the mail as it is, is UTF-8 already."""
    body = part.get_payload(decode=True)
    if not isinstance(body, bytes):
        return ""
    encoded = str(part.get("content-transfer-encoding", "")).strip().lower() in {
        "base64",
        "quoted-printable",
        "x-uuencode",
    }
    charset = part.get_content_charset() or "utf-8"
    try:
        known = codecs.lookup(charset).name
        if not encoded and not body.isascii():
            return body.decode("utf-8", "replace")
        # Those who write "ISO-8859-1" mean Windows-1252 (https://encoding.spec.whatwg.org/#names-and-labels).
        return body.decode("cp1252" if known in {"iso8859-1", "ascii"} and not body.isascii() else known, "replace")
    except (LookupError, ValueError):
        return body.decode("utf-8", "replace")


def _filename(part: Mail) -> str:
    name = part.get_filename() or ""
    return " ".join(_decoded(name).replace("\\", "/").rpartition("/")[2].split())[:100]


def _header(message: Mail, name: str) -> str:
    return " ".join(_decoded(str(message.get(name, ""))).split())[:500]


def _decoded(value: str) -> str:
    """A header with its encoded words decoded."""
    try:
        pieces = decode_header(value)
        return "".join(
            one.decode(charset or "utf-8", "replace") if isinstance(one, bytes) else one for one, charset in pieces
        )
    except (MessageError, LookupError, ValueError):
        return value


def _at(place: str, what: str) -> str:
    return f"{place}, {what}" if place else what
