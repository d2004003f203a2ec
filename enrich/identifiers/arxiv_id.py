"""arXiv identifiers: the only module that knows which ids can exist and how their addresses are made.

Two styles (https://info.arxiv.org/help/arxiv_identifier.html)::

    2507.13575, 0704.0098     since April 2007: YYMM.number, four digits up to 1412, five from 1501
    hep-th/9901001            until March 2007: archive/YYMMNNN; a subject (math.GT/0309136) is not part of the id

Pure: `today` is passed in.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from msgspec import Struct

from enrich.paper_id import doi_url, doi_within

OLD_ARCHIVES = frozenset(
    re.findall(
        r"\S+",
        """acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs dg-ga
        funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol physics plasm-ph
        q-alg q-bio quant-ph solv-int supr-con""",
    )
)
"""Every archive that gave out ids of the old style."""
OLD_ARCHIVE = "|".join(sorted(OLD_ARCHIVES, key=lambda name: (-len(name), name)))
"""The alternatives for one of them within a pattern, in an order that is the same in every process."""

CATEGORY = (
    r"(?:(?:astro-ph|cond-mat|cs|econ|eess|math|nlin|physics|q-bio|q-fin|stat)\.(?:[a-z]{2}\b|[a-z]{2,4}-[a-z]{2,4}\b)"
    rf"|(?:{OLD_ARCHIVE})(?![a-z.-]))"
)
"""A category as authors and listings write it, as a case-insensitive regular expression."""

_UNHYPHENATED = {name.replace("-", ""): name for name in OLD_ARCHIVES}
_CANONICAL = re.compile(r"([0-9]{4})\.([0-9]{4,5})|([a-z-]{2,9})/([0-9]{4})([0-9]{3})", re.ASCII)

_PREFIX = re.compile(
    r"""(?: (?:https?://)? (?:[\w-]+\.)* arxiv\.org (?::\d+)? / (?:[\w-]+/)* (?=[0-9]{4}\.|[a-z.-]+/[0-9])
          | (?:https?://)? (?:[\w-]+\.)* (?:alphaxiv\.org|ar5iv\.org|(?:huggingface|hf)\.co|lanl\.gov) / (?:[\w-]+/)*
            (?=[0-9]{4}\.|[a-z.-]+/[0-9])
          | (?:https?://(?:dx\.)?doi\.org/ | doi:\s*)? 10\.48550/arxiv\.
          | oai:arxiv\.org: | info:(?:eprint/)?arxiv/ | arxiv(?:\.org)? (?:\s*[:./_#-]+\s* | \s+) | (?=[0-9a-z]) )
    """,
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)
_ID = re.compile(
    r"(?:(?P<yymm>[0-9]{1,9})\.(?P<number>[0-9]{1,9})|(?P<archive>[a-z]{1,9}(?:-[a-z]{1,9})?)(?:\.[a-z-]{1,9})?/(?P<digits>[0-9]{1,9}))"
    r"(?:v(?P<version>[0-9]{1,9}))?(?:\.pdf|\.html?)?/?(?:\s?\[[a-z.-]{2,20}\])?",
    re.IGNORECASE | re.ASCII,
)


_ASKED = re.compile(r"[?#]\S*")
"""What an address asks for, and which part of the page it means."""


class PaperId(Struct, frozen=True, gc=False):
    """A paper, and the version of it that was named."""

    id: str
    """Canonical, without version: `2507.13575`, `hep-th/9901001`."""
    version: int | None = None
    """From 1; None when none was named."""


@lru_cache(maxsize=8)
def _newest_month(today: date) -> int:
    """YYMM of the newest month that can have papers: the day is still to come in one time zone or over in another."""
    horizon = today + timedelta(days=1)
    return (horizon.year - 2000) * 100 + horizon.month


def new_style_problem(yymm: str, number: str, today: date) -> str | None:
    """Why `yymm.number` cannot be an id of the new style; None when it can."""
    if len(yymm) != 4:
        return f"{yymm}.{number} cannot be an arXiv id: four digits belong before the dot, not {len(yymm)}"
    written, month = int(yymm), int(yymm[2:])
    if not 1 <= month <= 12:
        return f"{yymm}.{number} cannot be an arXiv id: there is no month {yymm[2:]}"
    if written < 704:
        return f"{yymm}.{number} cannot be an arXiv id: ids of this form exist since April 2007"
    if written > _newest_month(today):
        return f"{yymm}.{number} cannot be an arXiv id: 20{yymm[:2]}-{yymm[2:]} is in the future"
    digits = 4 if written <= 1412 else 5
    if len(number) != digits:
        return f"{yymm}.{number} cannot be an arXiv id: {digits} digits belong after the dot, not {len(number)}"
    if int(number) == 0:
        return f"{yymm}.{number} cannot be an arXiv id: the papers of a month are counted from 1"
    return None


@lru_cache(maxsize=4096)
def digits_of(yymm: str, today: date) -> int:
    """How many digits the ids of a month have after the dot; 0 when it has no papers."""
    digits = 4 if yymm <= "1412" else 5
    return 0 if new_style_problem(yymm, "1".zfill(digits), today) else digits


@lru_cache(maxsize=8)
def months_of_ids(today: date) -> dict[str, int]:
    """The months of ids, as written, with how many digits the ids of each have."""
    written = (f"{year:02}{month:02}" for year in range(100) for month in range(1, 13))
    return {month: digits for month in written if (digits := digits_of(month, today))}


def archive_name(written: str) -> str | None:
    """The archive as arXiv spells it, from any case and with its hyphen lost (`HEPTH`); None when there is none."""
    name = written.lower()
    return name if name in OLD_ARCHIVES else _UNHYPHENATED.get(name)


def old_style_problem(archive: str, digits: str) -> str | None:
    """Why `archive/digits` cannot be an id of the old style; None when it can."""
    written = f"{archive}/{digits}"
    if archive_name(archive) is None:
        return f"{written} cannot be an arXiv id: there is no archive {archive}"
    if len(digits) != 7:
        return f"{written} cannot be an arXiv id: seven digits belong after the slash, not {len(digits)}"
    year, month = int(digits[:2]), int(digits[2:4])
    if not 1 <= month <= 12:
        return f"{written} cannot be an arXiv id: there is no month {digits[2:4]}"
    since_1900 = year if year >= 91 else year + 100
    if not 9107 <= since_1900 * 100 + month <= 10703:
        return f"{written} cannot be an arXiv id: ids of this form are from July 1991 to March 2007"
    if int(digits[4:]) == 0:
        return f"{written} cannot be an arXiv id: the papers of a month are counted from 1"
    return None


def parse_id(text: str, today: date) -> PaperId:
    """The paper that one written form names (`2507.13575v2`, `arXiv:...`, an arXiv URL, an arXiv DOI).

    Raises ValueError with a sentence saying why there is none.
    """
    written = text.strip()
    if asked := _ASKED.search(written):
        written = f"{written[: asked.start()]} {written[asked.end() :]}".strip()
    prefix = _PREFIX.match(written)
    match = _ID.fullmatch(written, prefix.end()) if prefix else None
    if match is None:
        raise ValueError(f"{written[:80]!r} is not the form of an arXiv id such as 2507.13575 or hep-th/9901001")
    version = int(match["version"]) if match["version"] else None
    if version is not None and not 1 <= version <= 999:
        raise ValueError(f"{written[:80]} names version {version}: the versions of a paper are counted from 1")
    if match["yymm"]:
        problem, paper = new_style_problem(match["yymm"], match["number"], today), f"{match['yymm']}.{match['number']}"
    else:
        problem = old_style_problem(match["archive"], match["digits"])
        paper = f"{archive_name(match['archive'])}/{match['digits']}"
    if problem:
        raise ValueError(problem)
    return PaperId(paper, version)


def is_canonical(text: str) -> bool:
    """Whether `text` is an id as arXiv itself writes it, without version (a month to come is not refused here)."""
    match = _CANONICAL.fullmatch(text)
    if match is None:
        return False
    if match[1]:
        return new_style_problem(match[1], match[2], date(2090, 12, 31)) is None
    return match[3] in OLD_ARCHIVES and old_style_problem(match[3], match[4] + match[5]) is None


def abs_url(paper: str, version: int | None = None) -> str:
    """The address of the abstract page; of a paper that arXiv does not have, where its DOI leads."""
    if doi := doi_within(paper):
        return doi_url(doi)
    return f"https://arxiv.org/abs/{paper}{_suffix(version)}"


def pdf_url(paper: str, version: int | None = None) -> str:
    """The address of the PDF."""
    return f"https://arxiv.org/pdf/{paper}{_suffix(version)}"


def html_url(paper: str, version: int | None = None) -> str:
    """The address of the HTML version (not every paper has one)."""
    return f"https://arxiv.org/html/{paper}{_suffix(version)}"


def _suffix(version: int | None) -> str:
    return "" if version is None else f"v{version}"
