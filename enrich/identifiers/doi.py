"""DOIs in plain text: where one begins, where it ends, and which text after it is not part of it.

The only module that decides how far a DOI goes: it may hold nearly anything (`10.1002/(SICI)1097-4571(199...)3:3<139::
AID-JOS41>3.0.CO;2-2`), and documents fuse it with the next word (`10.1145/3613904.3642628As neural`). Pure.
"""

from __future__ import annotations

import re

LONGEST = 300
"""Characters of a suffix that are looked at."""

_PREFIX = re.compile(r"(?<![0-9.])10\.[0-9]{4,9}(?:\.[0-9]{1,9}){0,3}/", re.ASCII)
_LEAD = re.compile(r"(?:https?://(?:[\w-]+\.){1,4}[a-z]{2,6}(?::\d+)?/(?:[\w-]+/){0,2}|\bdoi\s?[:=]\s?)$", re.I | re.A)
_SUFFIX = re.compile(r"""[^\s"|\\^`{}\u201c-\u201f\u2018-\u201b\u2026\u00ab\u00bb\u3000-\u3002]{1,300}""")
_CUT = re.compile(
    r"""</|<(?![0-9]+:[^<>\s]*>)|[?\#]|\]\(|\)\[
      | (?<=.)(?:arxiv:|https?:|doi:|doi\.org/)
      | [,;](?=10\.[0-9]{4,9}/)""",
    re.IGNORECASE | re.VERBOSE,
)
_FUSED = re.compile(r"(?<=[0-9])[A-Z][a-z]+(?:[-'][A-Za-z]+)*[,.:;]?$")
_PAGE = re.compile(r"(?<=.)/(?:full|pdf|epdf|abstract|abs|html|meta|summary|references)$", re.IGNORECASE)
_ARXIV = re.compile(r"arxiv\s?[.:/]\s?", re.IGNORECASE)
_PAIRS = {")": "(", "]": "[", ">": "<"}


def prefix_at(text: str, place: int) -> re.Match[str] | None:
    """The prefix `10.1145/` that begins at `place`."""
    return _PREFIX.match(text, place)


def arxiv_suffix(text: str, prefix: re.Match[str]) -> int | None:
    """Where the id begins in an arXiv DOI (`10.48550/arXiv.`), split over lines or not; None in any other DOI."""
    if not prefix[0].startswith("10.48550/"):
        return None
    space = re.compile(r"\s{0,8}").match(text, prefix.end())
    own = _ARXIV.match(text, space.end() if space else prefix.end())
    return own.end() if own else None


def lead(text: str, place: int) -> int:
    """Where the written form of the DOI at `place` begins: at its URL or at `doi:`, if it has such."""
    match = _LEAD.search(text, max(0, place - 100), place)
    return match.start() if match else place


def foreign_end(text: str, prefix: re.Match[str]) -> int | None:
    """Where the DOI ends that begins with `prefix`; None when this is not a DOI after all (`10.1234/5`)."""
    match = _SUFFIX.match(text, prefix.end())
    if match is None:
        return None
    suffix = match[0]
    cut = _CUT.search(suffix)
    suffix = _without_tail(suffix[: cut.start()] if cut else suffix)
    end = prefix.end() + len(suffix)
    named = lead(text, prefix.start()) < prefix.start() or len(suffix) >= 6 or re.search("[A-Za-z]", suffix)
    return end if suffix and named else None


def _without_tail(suffix: str) -> str:
    """The suffix without the punctuation after it, a bracket that closes what the DOI did not open, a fused word."""
    while suffix:
        last = suffix[-1]
        if last in ".,;:!?'*_~-\u2013\u2014([<&" or (last in _PAIRS and _unopened(suffix, last)):
            suffix = suffix[:-1]
        elif tail := _FUSED.search(suffix) or _PAGE.search(suffix):
            suffix = suffix[: tail.start()]
        else:
            break
    return suffix


def _unopened(suffix: str, closing: str) -> bool:
    return suffix.count(closing) > suffix.count(_PAIRS[closing])
