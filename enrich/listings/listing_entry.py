"""Lines that belong together -> one Entry: what a listing says of one thing it lists (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from enrich.citations.author_lists import Byline, parse_names, read_form, read_names, split_fused
from enrich.citations.citation import BULLET, CODE_HOST, LINK, read_citation, title_like
from enrich.citations.dates import find_date, leading_date
from enrich.citations.items import adds_work
from enrich.citations.not_papers import not_a_paper, paper_cues
from enrich.citations.surnames import surnames_after
from enrich.citations.venues import published_at, venue_like, venue_parts
from enrich.identifiers.find import IdMatch
from enrich.listings.labels import is_furniture, is_outline, label_of
from enrich.listings.lines import CATEGORY, MANY, ListingLine, continues_title, read_head
from enrich.record import Item


class ListedEntry(Struct, frozen=True, gc=False):
    """One thing that a listing lists."""

    start: int
    """Offset of its title, or of its id when it has no title."""
    item: Item
    hit: IdMatch | None = None
    """Its own id or DOI."""
    owned: tuple[IdMatch, ...] = ()
    """All writings of its own id, and its DOIs: no mentions of their own."""
    not_a_paper: str | None = None
    bodies: int = 0
    """How many long paragraphs it has."""
    cues: int = 0
    """How much its text speaks like an abstract."""
    span: tuple[int, int] = (0, 0)
    """Offsets at which its first line begins and its last one ends."""


class _Draft(Struct):
    """What was read so far of an entry."""

    item: Item = field(default_factory=Item)
    title_at: int | None = None
    bodies: list[str] = field(default_factory=list)
    shorts: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)


def shown(line: ListingLine) -> str:
    """A line without the marks of headings and bullets, with links as their labels."""
    text = line.text.lstrip("# ")
    text = BULLET.sub("", text, count=1) if line.kind == "bullet" else text
    return LINK.sub(lambda found: found.group(1), text).strip(" *_")


def read_entry(lines: Sequence[ListingLine], title_at: int | None = None) -> ListedEntry | None:
    """The entry that these lines make; `title_at` is the line that is known to be the title.

    None when there is nothing in them that could be looked up.
    """
    draft = _Draft()
    for at, line in enumerate(lines):
        _take(draft, line, at, title_at, lines)
    own = own_hit(lines)
    _finish(draft, lines)
    item = draft.item
    if own is None and not item.title:
        return None
    owned = tuple(hit for line in lines for hit in line.hits if _belongs(hit, own, item))
    if not (item.title or item.abstract or item.authors or item.dois or item.date or item.categories):
        item = Item()
    text = " ".join([*draft.bodies, *draft.shorts])
    reason = not_a_paper(item.title or "", text) if own is None else None
    start = draft.title_at if draft.title_at is not None else own.start if own else lines[0].start
    return ListedEntry(
        start, item, own, owned, reason, len(draft.bodies), paper_cues(text), (lines[0].start, lines[-1].end)
    )


def read_cited(lines: Sequence[ListingLine]) -> tuple[ListedEntry, bool] | None:
    """The entry of a bullet or reference that is on one line (or was wrapped), and whether it is clear by itself."""
    text = " ".join(line.text for line in lines)
    if len(text) > _LONGEST_CITED:
        return None
    hits = tuple(hit for line in lines for hit in line.hits)
    cited = read_citation(text, hits) if len(hits) <= MANY else None
    ids = {hit.id for hit in hits if hit.id}
    if cited is None or len(ids) > 1:
        return None
    own = next((hit for hit in hits if hit.id and stands_for_itself(text, hit)), None)
    if own is None and ids and not cited.clear:
        return None
    owned = tuple(hit for hit in hits if _belongs(hit, own, cited.item))
    mark = BULLET.match(lines[0].text)
    start = lines[0].start + (mark.end() if mark else 0)
    reason = not_a_paper(cited.item.title or "", text) if own is None and not cited.clear else None
    sure = cited.clear or (cited.linked and own is not None)
    return ListedEntry(
        start, cited.item, own, owned, reason, cues=paper_cues(text), span=(lines[0].start, lines[-1].end)
    ), sure


def own_hit(lines: Sequence[ListingLine]) -> IdMatch | None:
    """The id of the entry: one that stands by itself, after a label, or beside a title; never one in an abstract."""
    ranked = [
        (_RANKS.get(line.kind, 9), hit.how != "id", hit.start, hit)
        for line in lines
        for hit in line.hits
        if (hit.id or hit.malformed)
        and line.kind in _RANKS
        and len(line.hits) <= MANY
        and not adds_work(line.text)
        and stands_for_itself(line.text, hit)
    ]
    return min(ranked, key=lambda one: one[:3])[3] if ranked else None


_LONGEST_CITED = 20_000
"""Characters of a citation: those of some thousand authors."""
_REFERS = re.compile(
    r"\b(?:see|also|cf|extend(?:s|ing|ed)?|improv(?:es|ing)|of|from|to|with|on|following|than|like|by|and|or|using|against|both|this|these"
    r"|its|our|the|their|his|her|predecessor|successor|update(?:s|d)?|builds?|based|unlike|contrast|compar(?:e|ed|ing))[\s,.:(\[*_]*$",
    re.IGNORECASE,
)


_FOUND_AT = re.compile(r"\b(?:retrieved|available|accessed|downloaded) (?:from|at|on|via)[\s:(\[<]*$", re.IGNORECASE)


def stands_for_itself(text: str, hit: IdMatch) -> bool:
    """Whether an id in a line is that of what the line lists: not one that a sentence refers to (`extends arXiv:...`)."""
    before = text.partition(" ".join(hit.text.split()))[0]
    before = before and re.sub(r"\[[^\[\]]*\]\($|\[$|\barxiv(?: preprint)?:?\s*$", "", before, flags=re.IGNORECASE)
    return bool(_FOUND_AT.search(before)) or not _REFERS.search(before)


_RANKS = {"id": 0, "label": 1, "heading": 2, "head": 3, "fused": 4, "short": 5, "bullet": 6, "date": 7}


def _belongs(hit: IdMatch, own: IdMatch | None, item: Item) -> bool:
    if hit is own or (hit.doi and not hit.id and hit.doi in item.dois):
        return True
    return own is not None and own.id is not None and hit.id == own.id


def _take(draft: _Draft, line: ListingLine, at: int, title_at: int | None, lines: Sequence[ListingLine]) -> None:
    """Put what one line says where it belongs."""
    item = draft.item
    if at == title_at:
        _take_title(draft, line)
    elif continues_title(lines, at):
        draft.item = replace(item, title=f"{item.title} {line.text}")
    elif line.kind == "head" and (head := read_head(line.text)):
        _take_head(draft, *head)
    elif line.kind == "label" and (label := label_of(line.text)):
        _take_label(draft, *label, line)
    elif line.kind == "id":
        _take_id(draft, line)
    elif line.kind == "byline" and not item.authors:
        _take_byline(draft, read_names(line.text) or parse_names(line.text))
    elif line.kind == "fused" and not item.title:
        _take_title(draft, line)
    elif line.kind in {"long", "fused"} and (item.title or line.kind == "long"):
        draft.bodies += [line.text] * line.times
        draft.item = replace(item, abstract_complete=not line.cut)
    elif line.kind in {"short", "heading", "bullet", "byline"}:
        _take_short(draft, line, any(later.kind in {"long", "byline"} for later in lines[at + 1 :]), title_at)


def _take_short(draft: _Draft, line: ListingLine, more_follows: bool, title_at: int | None) -> None:
    if draft.item.title and not draft.item.authors and not draft.bodies and not draft.shorts and read_form(line.text):
        _take_byline(draft, parse_names(line.text))
        return
    free = draft.item.title is None and title_at is None and not draft.bodies
    links = list(LINK.finditer(line.text))
    if is_outline(line.text) or is_furniture(line.text):
        return
    if free and title_like(line.text.lstrip("# "), 1) and (more_follows or not venue_like(line.text)):
        _take_title(draft, line)
    elif draft.item.title and line.text.endswith(".") and len(line.text.split()) > 5 and paper_cues(line.text):
        draft.bodies.append(line.text)
    elif links and not title_like(LINK.sub(" ", line.text)):
        draft.extra.append(line.text)
    else:
        draft.shorts.append(line.text)


def _take_title(draft: _Draft, line: ListingLine) -> None:
    text = line.text.lstrip("# ")
    text = BULLET.sub("", text, count=1) if line.kind == "bullet" else text
    link = LINK.search(text)
    if link and title_like(link.group(1), 1) and len(link.group(1)) * 2 > len(LINK.sub("", text)):
        page = link.group(2) if link.group(2).startswith("http") and not line.hits else None
        draft.item, text = replace(draft.item, page=page), link.group(1)
    for hit in line.hits[:MANY]:
        text = text.replace(" ".join(hit.text.split()), " ", 1)
    if fused := split_fused(text, single=line.kind == "fused"):
        text = fused[0]
        _take_byline(draft, fused[1])
    label = label_of(text)
    title = (
        (label[1] if label and label[0] == "title" else text).strip(" *_[]()|")
        if "(" not in text
        else text.strip(" *_|")
    )
    draft.item, draft.title_at = replace(draft.item, title=" ".join(title.split()) or None), line.start


def _take_head(draft: _Draft, category: str | None, day: str, code: bool) -> None:
    _take_date(draft, day)
    categories = (*draft.item.categories, *([category] if category else []))
    draft.item = replace(draft.item, categories=categories, code_marked=draft.item.code_marked or code)


def _take_date(draft: _Draft, text: str) -> None:
    if draft.item.date is None and (dated := find_date(text)):
        draft.item = replace(draft.item, date=dated.day, date_exact=dated.exact)


def _take_byline(draft: _Draft, byline: Byline) -> None:
    draft.item = replace(
        draft.item,
        authors=byline.authors,
        authors_complete=byline.complete,
        affiliations=byline.affiliations or draft.item.affiliations,
    )


def _take_id(draft: _Draft, line: ListingLine) -> None:
    """An id's line may also hold dates (`Created: ...`), categories and DOIs."""
    rest = line.text
    for hit in line.hits:
        rest = rest.replace(" ".join(hit.text.split()), " ", 1)
    _take_date(draft, rest)
    categories = tuple(dict.fromkeys((*draft.item.categories, *CATEGORY.findall(rest))))
    draft.item = replace(draft.item, categories=categories)


_NEXT_LABEL = re.compile(r"\s(?=[^\W\d_][\w.]{1,11}\s?:\s)")
"""Where another label begins on the same line: `Revista: Cuadernos  Vol.: 14  Año: 2011`."""


def _take_label(draft: _Draft, name: str, value: str, line: ListingLine) -> None:
    item = draft.item
    if not value:
        return
    if name == "title" and not item.title:
        if cut := surnames_after(value) if " et al" in value else None:
            _take_byline(draft, cut[1])
        draft.item, draft.title_at = replace(draft.item, title=cut[0] if cut else value), line.start
    elif name == "authors" and not item.authors:
        _take_byline(draft, parse_names(value))
    elif name == "abstract":
        draft.bodies.append(value)
        draft.item = replace(item, abstract_complete=not line.cut)
    elif name == "comment":
        draft.shorts.append(value)
    elif name == "categories":
        found = tuple(CATEGORY.findall(value)) or tuple(
            part.strip() for part in re.split(r"[;,]", value) if part.strip()
        )
        draft.item = replace(item, categories=(*item.categories, *found))
    elif name == "venue":
        venue, *others = _NEXT_LABEL.split(value)
        draft.item = replace(item, venue=item.venue or venue.strip(" ,;") or None)
        for other in others:
            _take_date(draft, other)
    elif name == "date":
        _take_date(draft, value)
    elif name == "affiliations":
        draft.item = replace(item, affiliations=tuple(part.strip() for part in value.split(";") if part.strip()))
    elif name == "code":
        draft.item = replace(item, code_marked=True)


def _finish(draft: _Draft, lines: Sequence[ListingLine]) -> None:
    """Join what was collected: abstract, comment, venue, DOIs, code."""
    item, text = draft.item, " ".join(line.text for line in lines)
    comment = "; ".join(draft.shorts) or None
    venue = published_at(part for short in draft.shorts for part in venue_parts(short))
    for short in [*draft.shorts, *draft.extra]:
        if (dated := leading_date(short)) and item.date is None:
            item = replace(item, date=dated.day, date_exact=dated.exact)
    own = {hit.start for line in lines if line.kind in _RANKS for hit in line.hits}
    dois = (hit.doi for line in lines for hit in line.hits if hit.doi and not hit.id and hit.start in own)
    draft.item = replace(
        item,
        abstract="\n\n".join(filter(None, draft.bodies)) or None,
        comment=item.comment or comment,
        venue=item.venue or venue,
        dois=tuple(dict.fromkeys(dois)),
        code=tuple(dict.fromkeys(CODE_HOST.findall(text))),
        categories=tuple(dict.fromkeys(item.categories)),
    )
