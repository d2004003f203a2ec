r"""The file that Biber writes for biblatex (`main.bbl`) -> the same entries as BibTeX: `\entry{key}{article}{}`, `\field{title}{...}`.

Source: the biblatex manual, appendix on the interface for data (`\entry`, `\field`, `\name`, `\verb`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_ENTRY = re.compile(r"\\entry\{([^{}\n]{1,200})\}\{([A-Za-z]{1,40})\}")
_FIELD = re.compile(
    r"\\(?:field|strng)\{([A-Za-z]{1,40})\}\{|\\name\{([A-Za-z]{1,40})\}\{\d{1,4}\}\{[^{}\n]{0,200}\}\{|\\verb\{([A-Za-z]{1,40})\}\s{0,80}\\verb ([^\n]*)"
)
_PART = re.compile(r"\b(prefix|given|family|suffix)=\{")
_SIGN = re.compile(r"\\.|[{}]", re.DOTALL)
_INSIDE_NAMES = re.compile(r"\\bib(?:range|init|name)\w*\b ?")
_OUR_NAMES = {"eprinttype": "archiveprefix", "eprintclass": "primaryclass", "journaltitle": "journal", "urlraw": "url"}
_LONGEST = 4_000
"""Characters of a value."""


def is_biblatex(text: str) -> bool:
    """Whether a LaTeX source is such a file."""
    return _ENTRY.search(text) is not None and "\\field{" in text


def as_bibtex(text: str) -> str:
    """The entries as BibTeX."""
    return "\n".join(_entries(text))


def _entries(text: str) -> Iterator[str]:
    heads = [*_ENTRY.finditer(text)]
    seen = set()
    for head, after in zip(heads, [*(one.start() for one in heads[1:]), len(text)], strict=True):
        if head[1] in seen:  # each list of the document (`\datalist`) has its own copy
            continue
        seen.add(head[1])
        fields = dict(_fields(text[head.end() : after]))
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        yield f"@{head[2]}{{{head[1]},\n{lines}}}\n"


def _fields(entry: str) -> Iterator[tuple[str, str]]:
    for found in _FIELD.finditer(entry):
        field, names, verbatim, value = found.groups()
        if verbatim:
            yield _OUR_NAMES.get(verbatim, verbatim), value.strip()
            continue
        value = _group(entry, found.end())
        if names:
            yield names, " and ".join(_names(value))
        else:
            yield _OUR_NAMES.get(field, field), value.replace("\\bibrangedash", "--")


def _names(value: str) -> Iterator[str]:
    """`Family, Given` of each person, who is a group of the value."""
    at = value.find("{")
    while at >= 0:
        person = _group(value, at + 1)
        parts = {found[1]: _INSIDE_NAMES.sub(" ", _group(person, found.end())) for found in _PART.finditer(person)}
        if parts:
            yield _name(parts)
        at = value.find("{", at + len(person) + 2)


def _name(parts: dict[str, str]) -> str:
    family = " ".join(f"{parts.get('prefix', '')} {parts.get('family', '')}".split())
    return ", ".join(filter(None, (family, parts.get("suffix", ""), " ".join(parts.get("given", "").split()))))


def _group(text: str, start: int) -> str:
    """What is in braces, behind the first of them; the rest where they do not end."""
    depth = 1
    for found in _SIGN.finditer(text, start, start + _LONGEST):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if not depth:
            return text[start : found.start()]
    return text[start : start + _LONGEST].replace("{", "").replace("}", "")
