"""Written forms of arXiv ids that say what they are: `arXiv:...`, addresses, DOIs, `hep-th/9901001`.

The only module that knows which words, hosts and paths announce an id. What it reads may be impossible as an id and is
then returned with the reason. Ids that nothing announces are the matter of bare_ids. Pure: windows of text in,
readings out.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from msgspec import Struct

from enrich.identifiers import doi as dois
from enrich.identifiers.arxiv_id import CATEGORY, archive_name, new_style_problem, old_style_problem
from enrich.identifiers.hosts import token_start
from enrich.identifiers.spelling import NormalisedText


class MarkedText(Struct, frozen=True, gc=False):
    """What is at one place of a window's plain text."""

    start: int
    end: int
    how: Literal["id", "doi", "url"]
    id: str | None = None
    """Canonical; None for a foreign DOI and for what cannot be an id."""
    version: int | None = None
    malformed: str | None = None
    doi: str | None = None
    """A DOI that is not arXiv's."""


_FLAGS = re.IGNORECASE | re.VERBOSE | re.ASCII
_DOT = r"(?:[.\u3002\u00b7]|,(?=[0-9]{5}(?![0-9]))|\s?\.\s{0,2}-\s{1,4}|[ ]\.[ ]|[ ]\.|\.[ ]|[ \t]*\r?\n[ \t]*\.|\.[ \t]*\r?\n[ \t]*)"
VERSION = r"(?:v(?P<version>[0-9]{1,3})(?![0-9]))?"
_SPACED_VERSION = r"(?:(?:[ ](?-i:v)|v)(?P<version>[0-9]{1,3})(?!\.?[0-9]))?"
_OLD = r"(?P<archive>(?:[a-z]-)?[a-z]{2,8}(?:-[a-z]{2,4})?)(?:\.[a-z]{2,4}(?:-[a-z]{2,4})?)?\s{0,4}/\s{0,4}(?P<digits>[0-9]{4,12})"
_CLASS = rf"(?:\[?{CATEGORY}\]?[\s/:]{{1,3}})?"
# Lines cut by a width break digits too. Three digits and more on the next line complete the one or two before; a single
# one or two there may as well be a page, and the id stays too short.
_YYMM = r"(?P<yymm>[0-9]{4}|(?:[0-9]\r?\n[0-9]{3}|[0-9]{2}\r?\n[0-9]{2}|[0-9]{3}\r?\n[0-9])(?=\.))"
_NUMBER = r"(?P<number>[0-9]-\s{1,4}[0-9]{4}(?![0-9])|[0-9]{2}-\s{1,4}[0-9]{3}(?![0-9])|[0-9]{3}-\s{1,4}[0-9]{2}(?![0-9])|[0-9]{1,2}\r?\n[0-9]{3,4}(?![0-9]|\.[0-9])|[0-9]{3,12})"
_EXPLICIT_ID = re.compile(
    rf"(?<![0-9])(?:{_CLASS}{_YYMM}{_DOT}{_NUMBER}|{_OLD}){_SPACED_VERSION}", re.IGNORECASE | re.ASCII
)
_LOOSE_ID = re.compile(
    rf"(?:{_CLASS}(?P<yymm>[0-9]{{4}})\.(?P<number>[0-9]{{4,5}})(?![0-9])|{_OLD}){_SPACED_VERSION}",
    re.IGNORECASE | re.ASCII,
)
_ODD_ID = re.compile(r"(?!10\.[0-9]{4})(?:[0-9]+[./][0-9][0-9./]*|[0-9]{5,})(?<![./])", re.ASCII)
_ODD_PATH = re.compile(r"[\w.-]+(?:/[0-9]+)?", re.ASCII)

_PAGES = r"""(?:abs|pdf|html|format|src|e-?print|ps|dvi|other|bibtex|tex|cits|trackback|tb|tb/redirect|show-email|refs
              |auth/show-endorsers|labs/[\w-]+|v\d/abs)"""
_ADDRESS = re.compile(
    rf"""\.\s{{0,4}}[a-z]{{2,}}(?:\.[a-z]{{2,}}){{0,2}}(?::[0-9]+)?\s?/\s{{0,4}}
         (?: {_PAGES}\s?/\s{{0,4}}(?:arxiv:|archive/)? | ps_cache/(?:arxiv/)?pdf/[0-9]{{4}}/ | ftp/arxiv/papers/[0-9]{{4}}/ )""",
    _FLAGS,
)
_OLD_FILE = re.compile(
    r"\.org/(?:ps_cache|ftp)/([a-z-]+)/(?:pdf|papers|ps)/[0-9]{4}/([0-9]{7})(?:v([0-9]{1,3}))?", _FLAGS
)
_QUERY = re.compile(
    r"\.org/[\w/-]{0,40}\?(?:[a-z_]{1,16}=[^&\s]{0,60}&){0,6}(?:id_list|query|search_query|id|identifier)=(?:id:)?",
    _FLAGS,
)
_COLON = re.compile(
    r"(?:\.org|\})?\s{0,4}:{1,2}(?://)?(?:\\[a-z]{1,12}|\\,|~)?\s{0,20}(?:abs/)?[\[({\"'`\u201c\u201e\u2018\u00ab\u300c\u3010]?\s?",
    _FLAGS,
)
_TIGHT = re.compile(r"(?:\.org)?[._/\-\#=]?", _FLAGS)
_GLUE = re.compile(
    r"""(?:\.org|[ _-]?ids?(?![a-z])|[ _-]?(?:no|nr)\.)?
        (?:(?<![a-z])(?:e-?prints?|pre-?prints?|papers?|articles?|ids?|identifiers?|numbers?|ref(?:erence)?s?|server
             |listing|submissions?|report|manuscripts?|abs|pdf|version|see|as|under|at|no\.|nr\.|no|nr|num)(?![a-z])
          |[\s:=\#,;|"'`(\[{<>*_~/\\+.-])
        {1,16}+""",
    _FLAGS,
)
_SENTENCE_END = re.compile(r"(?<!no)(?<!nr)\.\s|\n\s*\n", re.IGNORECASE)
_HOST_BACKWARDS = re.compile(r"(?:\.[a-z0-9-]{1,63}){0,4}(?:/{1,2}:s?ptth)?", re.IGNORECASE)
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_OTHER_SERVERS = ("bio", "soc", "psy", "earth", "afric", "law", "meta", "medi", "sport", "ecs", "bodo", "eng", "agri")
_FILE_ENDING = re.compile(r"\.pdf(?![a-z])", re.IGNORECASE)

RELATIVE = re.compile(r"(?<![\w./-])/?(?:abs|pdf)/$", re.IGNORECASE)
"""What is before an id in a link of arXiv's own pages, and in DBLP's `CoRR abs/1706.03762`."""


def read_marked(window: NormalisedText, today: date) -> MarkedText | None:
    """What the word arXiv announces whose `xiv` is at the anchor."""
    text = window.text
    start = _marker_start(text, window.anchor)
    found = None if start is None else _announced(text, start, window.anchor + 3, today)
    if found and found.malformed and text[:start].lower().endswith(_OTHER_SERVERS):
        return None  # SocArXiv and its like have ids of their own, which are not arXiv's gone wrong.
    return found


def _announced(text: str, start: int, after: int, today: date) -> MarkedText | None:
    if address := _ADDRESS.match(text, after) or _QUERY.match(text, after):
        begin = _host_start(text, start)
        return _explicit(text, begin, address.end(), today, "url")
    if old := _OLD_FILE.match(text, after):
        begin = _host_start(text, start)
        return old_style(begin, old.end(), old[1], old[2], old[3], "url")
    if (colon := _COLON.match(text, after)) and (found := _explicit(text, start, colon.end(), today, "id")):
        return _placed(found, text)
    for pattern in (_TIGHT, _GLUE):
        glue = pattern.match(text, after)
        found = _loose(text, start, glue.end(), today) if glue and not _SENTENCE_END.search(glue[0]) else None
        if found:
            return _placed(found, text)
    return _bibcode(text, start, after, today)


def _marker_start(text: str, xiv: int) -> int | None:
    if text[max(0, xiv - 2) : xiv].lower() == "ar":
        return xiv - 2
    before = text[max(0, xiv - 4) : xiv].lower()
    return xiv - 3 if before.endswith("ar-") or (before.endswith("ar ") and not before[:-3].isalnum()) else None


def _host_start(text: str, start: int) -> int:
    """Where the host and scheme begin that lead up to `start`."""
    token = text[token_start(text, start, max(0, start - 200)) : start]
    backwards = _HOST_BACKWARDS.match(token[::-1])
    return start - backwards.end() if backwards else start


def _address_start(text: str, start: int) -> int:
    """Where the address begins that leads up to `start`; `start` where none does."""
    scheme = _SCHEME.search(text, token_start(text, start, max(0, start - 200)), start)
    return scheme.start() if scheme else start


def _placed(found: MarkedText, text: str) -> MarkedText:
    """The reading, grown to the whole address when it is in one (`https://scirate.com/arxiv/2507.13575`)."""
    begin = _address_start(text, found.start)
    if begin == found.start:
        return found
    return MarkedText(begin, found.end, "url", found.id, found.version, found.malformed)


def _explicit(text: str, start: int, place: int, today: date, how: Literal["id", "doi", "url"]) -> MarkedText | None:
    """The id at `place`, where nothing but an id can stand; if something else is there, it is malformed."""
    if match := _EXPLICIT_ID.match(text, place):
        return _matched(text, start, match, today, how)
    if how == "id" and text[place - 1].isspace():
        return None
    match = (_ODD_PATH if how == "url" else _ODD_ID).match(text, place)
    odd = match[0].rstrip(".-") if match else ""
    if not any("0" <= char <= "9" for char in odd.partition("/")[0]):
        return None
    reason = f"{odd} is not the form of an arXiv id such as 2507.13575 or hep-th/9901001"
    return MarkedText(start, place + len(odd), how, malformed=reason)


def _loose(text: str, start: int, place: int, today: date) -> MarkedText | None:
    match = _LOOSE_ID.match(text, place)
    if match is None or (match["archive"] and (archive_name(match["archive"]) is None or len(match["digits"]) != 7)):
        return None
    return _matched(text, start, match, today, "id")


def _matched(text: str, start: int, match: re.Match[str], today: date, how: Literal["id", "doi", "url"]) -> MarkedText:
    ending = _FILE_ENDING.match(text, match.end())
    end = ending.end() if ending else match.end()
    if match["archive"]:
        return old_style(start, end, match["archive"], match["digits"], match["version"], how)
    yymm, number = ("".join(match[part].split()).replace("-", "") for part in ("yymm", "number"))
    return new_style(start, end, yymm, number, match["version"], today, how)


def new_style(
    start: int, end: int, yymm: str, number: str, version: str | None, today: date, how: Literal["id", "doi", "url"]
) -> MarkedText:
    """The reading of an id of the new style, possible or not."""
    problem = new_style_problem(yymm, number, today) or _version_problem(version)
    if problem:
        return MarkedText(start, end, how, malformed=problem)
    return MarkedText(start, end, how, f"{yymm}.{number}", int(version) if version else None)


def old_style(
    start: int, end: int, archive: str, digits: str, version: str | None, how: Literal["id", "doi", "url"]
) -> MarkedText:
    problem = old_style_problem(archive, digits) or _version_problem(version)
    if problem:
        return MarkedText(start, end, how, malformed=problem)
    return MarkedText(start, end, how, f"{archive_name(archive)}/{digits}", int(version) if version else None)


def _version_problem(version: str | None) -> str | None:
    return "the versions of a paper are counted from 1, not from 0" if version and int(version) == 0 else None


_BIBCODE = re.compile(r"(?P<yymm>[0-9]{4})(?P<number>[0-9]{5})(?=[A-Z](?![a-z]))", re.ASCII)


def _bibcode(text: str, start: int, after: int, today: date) -> MarkedText | None:
    """ADS writes `2025arXiv250713575Z`: year, arXiv, the id without its dot, the first author's initial."""
    match = _BIBCODE.match(text, after)
    if match is None or text[max(0, start - 4) : start] != "20" + match["yymm"][:2]:
        return None
    return new_style(start - 4, match.end() + 1, match["yymm"], match["number"], None, today, "id")


_KEY = re.compile(r"(?P<yymm>[0-9]{4})-(?P<number>[0-9]{4,5})(?![0-9])", re.ASCII)


def read_key(window: NormalisedText, today: date) -> MarkedText | None:
    """The id in DBLP's key of a preprint, whose digits begin at the anchor: `journals/corr/abs-1706-03762`."""
    text, place = window.text, window.anchor
    match = _KEY.match(text, place)
    if match is None or not text[:place].lower().endswith("corr/abs-"):
        return None
    if new_style_problem(match["yymm"], match["number"], today):
        return None
    begin = _address_start(text, place - 9)
    how: Literal["id", "url"] = "url" if begin < place - 9 else "id"
    return new_style(begin, match.end(), match["yymm"], match["number"], None, today, how)


def read_doi(window: NormalisedText, start: int, today: date) -> MarkedText | None:
    """The DOI that begins at `start`: an arXiv id, or a foreign DOI."""
    text = window.text
    prefix = dois.prefix_at(text, start)
    if prefix is None:
        return None
    begin = dois.lead(text, start)
    own = dois.arxiv_suffix(text, prefix)
    if own is not None and (found := _explicit(text, begin, own, today, "doi")):
        return found
    end = dois.foreign_end(text, prefix)
    return MarkedText(begin, end, "doi", doi=text[start:end]) if end else None
