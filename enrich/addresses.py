"""Addresses without what is secret in them: user and password, query, fragment (pure).

What fetches has the whole address; whatever keeps, shows, publishes or logs one gets it from here. An address of which
a user or a query was cut ends in `?...`, so that nobody takes it for one that leads to the document.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import scrypt
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

CUT = "?..."
"""At the end of an address of which something was cut that matters to whoever follows it."""
_WITHIN = re.compile(r"(?:https?|s?ftps?|wss?|feed)://[^\s\"'<>`]*", re.IGNORECASE)
"""Those of databases are the store's own affair, which shows them without their password."""
_AFTER = ".,:;!)]}"
"""What belongs to the sentence rather than to the address before it."""
_USER = re.compile(r"(?<=://)[^\s/\"'<>]*@")
_SECRET = re.compile(  # bounded: a name in an address holds no line break, so that the rest of it always matches
    r"(x-(amz|goog|oss|cos)-.*|.*(token|secret|passw|pwd|api[-_]?key|access[-_]?key|signature|credential|session).*"
    r"|key|sig|auth|authorization|hmac|jwt|sid|pass)",
    re.IGNORECASE,
)
"""Names of parameters that are secrets, in whatever address."""
_PARAMETER = re.compile(r"(?<=[?&;#])([^=?&;#\s\"'<>`]+)=[^&;#\s\"'<>`]*(&(?:amp;)?|;)?")
_LONG = 8
"""Values of this many characters are rarely the same in two addresses by chance."""
_KEY = b"paperwire: what tells documents apart"


def is_web(name: str) -> bool:
    """Whether a document's name is an address of the web; files have names of other forms."""
    return name[:8].lower().startswith(("http://", "https://"))


@lru_cache(maxsize=4096)
def shown(address: str) -> str:
    """The address as it may be kept and shown; of one that cannot be taken apart its scheme alone, and files as they are."""
    whole = address.removesuffix(CUT)
    try:
        parts = urlsplit(whole)
        parts.port  # noqa: B018 - what stands where a port belongs may be a piece of a password
    except ValueError:
        return f"{whole.partition('://')[0]}://{CUT}"
    if not parts.netloc:
        return address
    bare = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    lost = whole != address or "@" in parts.netloc or bool(parts.query)
    return f"{bare}{CUT}" if lost else bare


def key(address: str) -> str:
    """What distinguishes a document from the others of its source: its address, with what is secret in it as a digest.

    The digest is slow to make, since a password may be short and whoever has the store could try them all.
    """
    return address if shown(address) == address else f"{shown(address).removesuffix(CUT)}?{_digest(address)}"


@lru_cache(maxsize=4096)
def _digest(address: str) -> str:
    return scrypt(address.encode("utf-8", "surrogatepass"), salt=_KEY, n=1 << 12, r=8, p=1, dklen=16).hex()


def addresses_shown(text: str) -> str:
    """The text, each address in it as it may be shown."""
    return _WITHIN.sub(_shown_within, text) if "://" in text else text


def _shown_within(found: re.Match[str]) -> str:
    address = found[0].rstrip(_AFTER)
    end = found[0][len(address) :]
    if address.endswith(CUT[0]) and end.startswith(CUT[1:]):
        address, end = f"{address}{CUT[1:]}", end.removeprefix(CUT[1:])
    return shown(address) + end


def is_secret(name: str) -> bool:
    """Whether a parameter of that name is a secret (`token`, `sig`, `X-Amz-Signature`, `sslpassword`)."""
    return _SECRET.fullmatch(name) is not None


def without_secrets(text: str) -> str:
    """The text, each address in it without user, password, and parameters whose names are secrets'; others stay."""
    if "://" not in text:
        return text
    return _WITHIN.sub(lambda found: _harmless(found[0]), without_user(text)) if "=" in text else without_user(text)


def _harmless(address: str) -> str:
    if not _PARAMETER.search(address):
        return address
    kept = _PARAMETER.sub(lambda found: "" if is_secret(unquote(found[1])) else found[0], address)
    return address if kept == address else re.sub(r"(?<![?&;#])[?&;#]+(?=#|$)", "", kept)


def without_user(text: str) -> str:
    """The text, each address in it without user and password; for addresses whose query is not secret."""
    return _USER.sub("", text) if "@" in text else text


def unlike(text: str, source: str) -> str:
    """The text, each address in it without secrets, and without the query when it repeats a part of that of `source`.

    A server that is asked with a token may write the token into the links of its answer.
    """
    if "://" not in text:
        return text
    secret = _telling(source)
    if not secret:
        return without_secrets(text)
    return _WITHIN.sub(
        lambda found: shown(found[0]) if secret & _telling(found[0]) else without_secrets(found[0]), text
    )


def _telling(address: str) -> frozenset[tuple[str, str]]:
    """What a query and a fragment say: each value with its name, long ones by themselves too."""
    try:
        parts = urlsplit(address)
        given = [pair for text in (parts.query, parts.fragment) if text for pair in parse_qsl(text) or [("", text)]]
    except ValueError:
        return frozenset()
    return frozenset([*given, *(("", value) for _, value in given if len(value) >= _LONG)])
