"""Names before or behind the titles of a list, judged together (pure).

`Stapel, FLOW-Methode` names an author where the other items begin with a name and a comma too; `Open Weak CAD, Xu` where they end so.
By itself a word before a comma is part of a title.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from enrich.citations.author_lists import Byline
from enrich.citations.surnames import read_surnames
from enrich.citations.venues import venue_like
from enrich.names import PARTICLE
from enrich.record import Author
from enrich.titles.words import known
from enrich.tree.blocks import BREAK, TextRun, TextRuns
from enrich.tree.marks import bare

_NAME = rf"(?:[A-Z]\. ?){{0,3}}(?:(?:{PARTICLE}) ){{0,3}}[A-Z][^\W\d_]+(?:['’-][A-Z]?[^\W\d_]+){{0,2}}"
_NAMES = (
    rf"(?P<names>{_NAME}(?:(?:, | and | & | und | et |/){_NAME}){{0,3}}(?: (?:et al\.?|& (?:co|al)\b\.?|u\. ?a\.))?)"
)
# bounded: _END characters
_BEFORE = re.compile(_NAMES)
_SIGN_BEHIND = re.compile(r"(?:,| [-–—/|])(?=\s\S)")
# bounded: _END characters at the end
_BEHIND = re.compile(rf"(?P<sign>,| [-–—/|]| \()\s*{_NAMES}(?P<year>,? ?\(?(?:19|20)\d\d\)?)?\)?\.?$")
_GIVEN_NEXT = re.compile(r"\s*[^\W\d_][\w'’-]*(?: [A-Z](?:\.? ?[A-Z])*)?\s?(?:[.,;:(&]|and\b|$)")
"""One word, an initial behind it or not, and a sign: the given name that stands behind a family name, and no title."""
_NOBODY = re.compile(
    r"(?P<sign>,| [-–—/|]| \()\s*(?:anon(?:ymous)?|unknown|n\. ?n|no (?:author|name)s?(?: given)?|various|div)\b\.?\)?$",
    re.IGNORECASE,
)
"""What stands at the end of an item for the name of nobody."""
_LONGEST = 400
_END = 120
_FEWEST = 3
"""Items, or all where there are but two, that have names in the same place at the same sign; half of the list at least."""


class Cut(Struct, frozen=True, gc=False):
    """Where the title of an item stands, and who wrote it."""

    start: int
    end: int
    byline: Byline | None


def without_names(items: Sequence[TextRuns]) -> list[tuple[TextRuns, Byline | None]]:
    """The items of a list without the names before their titles, or behind them, where the list has such."""
    texts = [_only_text(runs) for runs in items]
    there = [at for at, text in enumerate(texts) if len(text.split()) > 3]
    for cuts in (_before([texts[at] for at in there]), _behind([texts[at] for at in there])):
        if cuts:
            named = dict(zip(there, cuts, strict=True))
            return [_cut(runs, named.get(at)) for at, runs in enumerate(items)]
    return [(runs, None) for runs in items]


def _only_text(runs: TextRuns) -> str:
    """The words of an item whose first line has no links and no bold face, and nothing but a remark below it."""
    first = runs[0] if runs else None
    below = "".join(run.text for run in runs[1:]).strip()
    plain = first and not (first.href or first.strong or first.title or first.hidden) and (not below or below[0] == "(")
    return first.text if first and plain and len(first.text) < _LONGEST else ""


def _cut(runs: TextRuns, cut: Cut | None) -> tuple[TextRuns, Byline | None]:
    if cut is None:
        return runs, None
    below = (TextRun(BREAK), *runs[2:]) if len(runs) > 1 else ()
    return (replace(runs[0], text=runs[0].text[cut.start : cut.end]), *below), cut.byline


def _before(texts: Sequence[str]) -> list[Cut | None]:
    found: list[dict[str, Cut]] = []
    for text in texts:
        at = max(0, text.find(bare(text).text))
        signs = ((sign, text[at : sign.start()]) for sign in _SIGN_BEHIND.finditer(text, at, at + _END))
        found.append(
            {
                sign[0].strip(): Cut(sign.end(), len(text), _byline(names))
                for sign, names in signs
                if _BEFORE.fullmatch(names) and _are_people(names) and not _GIVEN_NEXT.match(text, sign.end())
            }
        )
    return _shared(found)


def _behind(texts: Sequence[str]) -> list[Cut | None]:
    found: list[dict[str, Cut]] = []
    for text in texts:
        whole = text.rstrip(" .;,")
        base = max(0, len(whole) - _END)
        named = next((one for at in _signs(whole, base) if (one := _BEHIND.match(whole, at))), None)
        nobody = _NOBODY.search(whole, base)
        if named and _are_people(named["names"]) and not venue_like(named["names"]):
            found.append({named["sign"].strip(): Cut(0, named.start(), _byline(named["names"]))})
        else:
            found.append({nobody["sign"].strip(): Cut(0, nobody.start(), None)} if nobody else {})
    return _shared(found)


_SIGN = re.compile(r",\s| [-–—/|]\s| \(")


def _signs(text: str, base: int) -> list[int]:
    """Where a sign stands behind which names may follow to the end, the first first."""
    return [found.start() for found in _SIGN.finditer(text, base)]


def _shared(found: Sequence[dict[str, Cut]]) -> list[Cut | None]:
    """The cuts at the sign that most items share; none where too few do."""
    signs = Counter(sign for one in found for sign in one)
    (sign, count), *_ = signs.most_common(1) or [("", 0)]
    if count < min(_FEWEST, max(2, len(found))) or count * 2 < len(found):
        return []
    cuts = [one.get(sign) for one in found]
    named = {cut.byline for cut in cuts if cut}
    if len(named) == 1 and count > 1:
        return [cut and replace(cut, byline=None) for cut in cuts]  # whose the list is, or what it is for
    return cuts


def _are_people(names: str) -> bool:
    """Whether a text has the form of family names and one of them is no word of the field, nor written in capitals."""
    words = re.findall(r"[^\W\d_]{2,}", re.sub(r"\bet al\b", "", names))
    return any(not known(word.lower()) and not word.isupper() for word in words)


def _byline(names: str) -> Byline:
    single = re.sub(r" (?:& (?:co|al)\b\.?|u\. ?a\.)$", " et al.", names)
    return read_surnames(single) or Byline((Author(single),), True)
