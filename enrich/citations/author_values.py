"""The value of a field of authors -> Authors (pure): a text, a list of names, or the objects that catalogues write.

Known are the objects of CSL, Crossref, DBLP, OpenAlex, schema.org, Semantic Scholar, Zotero and arXiv's snapshot.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from enrich.citations.author_lists import name_in_order, parse_names
from enrich.citations.field_names import bare_name
from enrich.record import Author

_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
_DISAMBIGUATED = re.compile(r"\s\d{4}$")
"""DBLP numbers people of one name: `Wei Wang 0001`."""
_TAGS = re.compile(r"<[^<>]{1,40}>")
_HOMES = ("affiliation", "affiliations", "institution", "institutions")


def read_authors(value: Any) -> tuple[tuple[Author, ...], bool]:
    """The authors, and whether they are all of them."""
    if value is None:
        return (), True
    if isinstance(value, str):
        byline = parse_names(_TAGS.sub("", value))
        return byline.authors, byline.complete
    while isinstance(value, Mapping) and len(value) == 1 and isinstance(next(iter(value.values())), Mapping | list):
        value = next(iter(value.values()))
    if isinstance(value, Mapping):
        value = [value]
    if not isinstance(value, list | tuple):
        return (), True
    found = [author for one in _writers(value) if (author := _author(one))]
    named = tuple(author for author in found if not stands_for_others(author.name))
    return named, len(named) == len(found)


def stands_for_others(name: str) -> bool:
    """Whether this is not an author's name, but says that there are more authors."""
    return name.lower() in {"others", "et al", "et al.", "..."}


def _writers(people: Sequence[Any]) -> Sequence[Any]:
    """Those in a list of people who are marked as authors, where any are."""
    roles = [str(one.get("creatorType", "")).lower() if isinstance(one, Mapping) else "" for one in people]
    return [one for one, role in zip(people, roles, strict=True) if role == "author"] if "author" in roles else people


def _one(parts: Mapping[str, Any], names: str) -> str:
    """The first of these that is a text, or nothing."""
    return next((parts[name] for name in names.split() if isinstance(parts.get(name), str)), "")


def _homes(value: Any) -> list[str]:
    """The names of institutions, not their addresses and numbers."""
    if isinstance(value, Mapping):
        return [name] if (name := _one(value, "name display_name raw text")) else []
    return (
        [text for one in value for text in _homes(one)]
        if isinstance(value, list)
        else [value]
        if isinstance(value, str) and value
        else []
    )


def _author(value: Any) -> Author | None:
    if isinstance(value, str):
        name = name_in_order(" ".join(value.split()))
        return Author(name[:200]) if name else None
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        # The public snapshot's authors_parsed: [family, forenames, suffix].
        return Author(" ".join(part for part in (*value[1:2], value[0], *value[2:3]) if part))
    if not isinstance(value, Mapping):
        return None
    parts = {bare_name(str(key)): inner for key, inner in value.items()}
    person = parts.get("author")
    if isinstance(person, Mapping):
        parts.update({bare_name(str(key)): inner for key, inner in person.items()})
    given = _one(parts, "given givenname givennames first firstname forename forenames")
    family = _one(parts, "family familyname familynames last lastname keyname")
    whole = _one(parts, "name fullname displayname literal text author rawauthorname")
    joined = f"{given} {family}".strip() or name_in_order(_DISAMBIGUATED.sub("", whole))
    places = [text for key in _HOMES for text in _homes(parts.get(key))]
    orcid = _ORCID.search(str(parts.get("orcid")))
    return (
        Author(" ".join(joined.split())[:200], tuple(dict.fromkeys(places)), orcid and orcid.group(0))
        if joined.strip()
        else None
    )
