"""What an address says by its host (pure): whether an id in it is of a place that serves arXiv's papers, what its pages have in their titles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal
from urllib.parse import urlsplit

_FLAGS = re.IGNORECASE | re.VERBOSE | re.ASCII
_TOKEN_BACKWARDS = re.compile(r"[^\s\"'<>|{}\\^`]*")
_HOST = re.compile(
    r"(?<![\w.-])(?:www\.[\w-]+|(?:[\w-]+\.)+(?:com|org|net|io|edu|gov|co|ai|dev|info|[a-z]{2}))[:/]", re.I
)
_MIRROR = re.compile(
    r"""(?<![\w-])
        (?: (?:huggingface|hf)\.co/(?:[a-z-]{1,9}/){0,2}papers/
          | (?:huggingface|hf)\.co/papers\?q=
          | alphaxiv\.org/(?:[\w-]{1,20}/){0,2}
          | front\.math\.ucdavis\.edu/
          | eprintweb\.org/[a-z]/article/
          | [a-z]{2,12}\.sissa\.it/abs/
          | ar5iv\.(?:labs\.arxiv\.)?org/(?:[a-z]{1,9}/)?
          | emergentmind\.com/papers/
          | xxx\.[\w-]{1,20}(?:\.[\w-]{1,20}){1,3}/(?:[a-z-]{1,9}/){1,2}
          | [\w-]{0,20}arxiv[\w-]{0,20}(?:\.[\w-]{1,20}){1,3}/(?!list/|a/)(?:[\w-]{1,20}/){0,3} )$""",
    _FLAGS,
)
_ASKED = re.compile(r"(?:[?&;](?:arxiv|arxiv_?ids?|e-?print|id_list|pid)=|[=+](?:e-?print|arxiv)\+)$", re.IGNORECASE)
"""What is before an id in the address of a search (INSPIRE's `p=find+eprint+`)."""


def token_start(text: str, place: int, floor: int) -> int:
    """Where the run of characters begins, up to `place`, that may be an address."""
    backwards = _TOKEN_BACKWARDS.match(text[floor:place][::-1])
    return place - backwards.end() if backwards else place


def address_before(text: str, place: int) -> tuple[Literal["none", "mirror", "foreign"], int]:
    """Whether the text up to `place` is an address, of a place that serves arXiv's papers or not, and its beginning."""
    floor = max(0, place - 300)
    begin = token_start(text, place, floor)
    if "/" not in text[begin:place]:
        return ("foreign" if begin == floor > 0 else "none"), place
    scheme = text.rfind("://", begin, place)
    if scheme < 0 and not _HOST.search(text[begin:place]):
        return ("foreign" if begin == floor > 0 else "none"), place
    if scheme >= 0:
        match = re.search(r"https?$", text[max(begin, scheme - 5) : scheme], re.IGNORECASE)
        begin = scheme - len(match[0]) if match else scheme
    before = text[begin:place]
    return ("mirror" if _MIRROR.search(before) or _ASKED.search(before) else "foreign"), begin


_OF_SITE = 5
"""Words of a site's name at most."""
_LONGEST = 600
"""Characters of a title that may have one."""
# bounded: _LONGEST characters
_SITE_SIGN = re.compile(r"\s+(?:[-–—|·•»:]|::)\s+")
_SITE_WORD = re.compile(r"[A-Z]?[a-z\d]+|[A-Z]+(?![a-z])")


def without_site(title: str, addresses: Iterable[str]) -> str | None:
    """The title of a page without the name of its site, which the host of its address spells (`Title - ScienceDirect`); None without one."""
    signs = list(_SITE_SIGN.finditer(title)) if len(title) <= _LONGEST else []
    if not signs:
        return None
    hosts = [_letters(host) for one in addresses if "://" in one and (host := host_of(one))]
    for host in hosts:
        if _is_spelt(title[signs[-1].end() :], host):
            return title[: signs[-1].start()].strip()
        if _is_spelt(title[: signs[0].start()], host):
            return title[signs[0].end() :].strip()
    return None


def host_of(address: str) -> str:
    """The host of an address, lower case; "" where it names none or cannot be taken apart."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def _is_spelt(name: str, host: str) -> bool:
    """Whether a host has all words of a name, and they are a third of it."""
    words = [word.lower() for word in _SITE_WORD.findall(name)]
    whole = "".join(words)
    if not words or len(words) > _OF_SITE or len(whole) * 3 < len(host):
        return False
    return whole in host or all(len(word) > 1 and word in host for word in words)
