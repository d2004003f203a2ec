"""What somebody means who names an address, a file, a paper, a category or a person on the command line (looks for files only)."""

from __future__ import annotations

import glob
import ipaddress
import os
import re
from datetime import date
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from msgspec import Struct

from enrich.addresses import shown
from enrich.errors import BadSettings
from enrich.identifiers.arxiv_id import parse_id
from enrich.names import orcid_id
from enrich.paper_id import doi_url, written_doi
from feeds.cli.edit.unrecognised import SHAPE, checked_form, reads_as_file, reason
from feeds.search.terms import spellings
from feeds.taxonomy import CATEGORIES

Kind = Literal["files", "feed", "page", "ids", "announcements", "institution", "follow"]
LONGEST = 2000
"""Characters; longer addresses are refused by most servers, longer paths by most systems."""
FEED_ENDINGS = (".xml", ".rss", ".atom", ".rdf", "/feed", "/rss", "/atom", "/feed.json")
"""How addresses of feeds usually end; pages are read in the same way, so that nothing depends on it but the word."""
PICKED = "picked papers"
"""The source of single papers, unless somebody says otherwise."""
_INBOX = "*"
_CATEGORY = "|".join(map(re.escape, CATEGORIES))
_LISTING = re.compile(
    rf"https?://(?:(?:www\.|export\.)?arxiv\.org/list/({_CATEGORY})/(?:new|recent|pastweek)|rss\.arxiv\.org/(?:rss|atom)/({_CATEGORY}))"
    r"/?(?:[?#].*)?"
)
"""arXiv's own list or feed of what is new in a category: that is read as announcements, which name every paper once."""
_NAME = re.compile(r"(?:[^\W\d_]['.\u2019-]*)+(?: (?:[^\W\d_]['.\u2019-]*)+){1,5}")  # bounded: LONGEST characters
"""What may be somebody's name: some words of letters."""


class Named(Struct, frozen=True):
    """One thing that was named."""

    kind: Kind
    """The key of a source that reads it; `follow` for a person, by ORCID iD or by name."""
    value: str
    """As it stands in the settings."""
    label: str
    """As it may be shown: of an address nothing secret."""
    suggested: str
    """What a source of it is called when nobody says how."""
    is_private: bool = False
    """Whether it is an address on this machine or in a private network."""


def recognise(text: str, folder: Path, here: Path, today: date) -> Named:
    """What `text` names; paths are taken from `here`, and kept relative to `folder`, that of the settings, when inside.

    Raises BadSettings for what is nothing of that kind.
    """
    if not text.strip() or text == "-" or len(text) > LONGEST or not text.isprintable():
        wrong = f"{len(text):,} characters" if len(text) > LONGEST else repr(text)
        raise BadSettings(f"{wrong}: {SHAPE} is expected, in one line of at most {LONGEST:,} characters")
    text = text.strip()
    if (here / text).exists():
        return _file(text, folder, here)
    if orcid := orcid_id(text):
        return Named("follow", orcid, orcid, orcid)
    try:
        checked_form(text)
    except ValueError as wrong:
        raise BadSettings(str(wrong)) from wrong
    try:
        paper = parse_id(text, today).id
        return Named("ids", paper, paper, PICKED)
    except ValueError as wrong:
        as_paper = str(wrong)
    if doi := written_doi(text):
        return Named("ids", doi_url(doi), f"doi:{doi}", PICKED)
    if listing := _LISTING.fullmatch(text):
        text = listing[1] or listing[2]
    if "://" in text:
        return address(text)
    if text in CATEGORIES:
        # Of the name itself the topic would take the address that the category has.
        return Named("announcements", text, text, f"New in {text}")
    if glob.has_magic(text):
        return _file(text, folder, here)
    if name := _whole_name(text):
        return Named("follow", name, name, name)
    raise BadSettings(f"{text!r}: {reason(text, as_paper)}")


def _whole_name(text: str) -> str | None:
    """A text as somebody's name, `Last, First` in its usual order; None unless both ends are written as names are."""
    name = spellings(text)[-1]
    if not _NAME.fullmatch(name) or reads_as_file(text):
        return None
    words = name.split(" ")
    # Most of what is two words in small letters is a file that is not here, or a subject.
    return name if all(word != word.lower() or word == word.upper() for word in (words[0], words[-1])) else None


def _file(text: str, folder: Path, here: Path) -> Named:
    path = Path(os.path.normpath(here / text))
    root = Path(os.path.normpath(folder.absolute()))
    is_there = path.exists()
    suggested = path.stem if is_there else path.parent.name
    place = str(path.relative_to(root).as_posix() if path.is_relative_to(root) else path)
    # What is there is meant as it is called, even where its name looks like a pattern.
    value = glob.escape(place) if is_there else place
    if is_there and path.is_dir():
        value = _INBOX if value == "." else f"{value}/{_INBOX}"
    return Named("files", value, value, suggested or "files")


def address(text: str) -> Named:
    """A page or feed to fetch; raises BadSettings for what is no address."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        fine = parts.scheme in {"http", "https"} and bool(host) and parts.port != 0 and not any(map(str.isspace, text))
    except ValueError:
        fine = False
    if not fine:
        raise BadSettings(f"{shown(text)}: an address such as https://example.org/papers is expected")
    path = parts.path.rstrip("/")
    if host == "ror.org":
        return Named("institution", f"https://ror.org{path}", f"https://ror.org{path}", f"institution {path[1:]}"[:100])
    is_private = _is_private(host)
    # Names are published, and where others cannot go is nothing to them.
    suggested = path.rpartition("/")[2] or "page" if is_private else f"{host}{path}"
    is_feed = path.lower().endswith(FEED_ENDINGS)
    return Named("feed" if is_feed else "page", text, shown(text), suggested[:100], is_private)


def _is_private(host: str) -> bool:
    """Whether the host is written as one that nobody else reaches; what a name leads to is not asked."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
