"""Templates within a line of MediaWiki -> what a reader of the page sees (pure): pandoc leaves all of them out.

`{{arxiv|1706.03762}}` -> `arXiv:1706.03762`, `{{lang|de|Schafe im Dunkeln}}` -> `Schafe im Dunkeln`.
"""

from __future__ import annotations

import re

_TEMPLATE = re.compile(r"\{\{\s{0,3}([^\W\d_][\w -]{0,30}?)\s{0,3}\|([^{}\n]{1,300})\}\}")
_NAMED = re.compile(r"\s*(\w{1,20})\s*=\s*(.*)", re.DOTALL)
_SHOWN = re.compile(
    r"lang(?:-[a-z-]{2,10})?|langue|nowrap|small|nobr|lien|ill|link-interwiki|en|fr|de|es|it|ja|zh|ru|pt", re.IGNORECASE
)
"""Templates that show only one of their values."""
_IDS = {"arxiv": "arXiv:", "doi": "doi:"}


def without_templates(text: str) -> str:
    """A source whose templates for ids, and for words of another language, are what they show."""
    return _TEMPLATE.sub(_shown, text) if "{{" in text else text


def _shown(template: re.Match[str]) -> str:
    name, values = template[1].lower().replace(" ", ""), template[2].split("|")
    named = {found[1].lower(): found[2].strip() for value in values if (found := _NAMED.fullmatch(value))}
    plain = [value.strip() for value in values if not _NAMED.fullmatch(value)]
    if name in _IDS:
        archive = named.get("archive", "")
        value = named.get("id") or named.get("1") or named.get("eprint") or (plain[0] if plain else "")
        return f"{_IDS[name]}{archive}{'/' * bool(archive)}{value}" if value else template[0]
    if _SHOWN.fullmatch(name) and (shown := named.get("text") or (plain[-1] if plain else "")):
        return shown
    return template[0]
