"""Values of any shape (JSON, YAML, TOML) -> Mentions (pure): by the same rules, whatever the document was written in.

::

    a mapping that describes a paper        one item, with what its fields say
    a mapping whose key is a title          one item (`{"Attention is all you need": {"year": 2017}}`)
    a text in a list of papers              a title, or a citation
    a text of several lines                 a text of its own, for the reader of texts
    everything else                         is searched for ids
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from enrich.citations.citation import read_citation, title_like
from enrich.citations.column_ids import with_columns
from enrich.citations.field_names import bare_name, role_of
from enrich.citations.items import ListedItem, by_title, from_hit, mentions_in
from enrich.citations.named_fields import Field, fields_of, is_item, listed
from enrich.identifiers.columns import Column
from enrich.identifiers.find import find_ids
from enrich.listings.mentions import set_off_mentions
from enrich.record import Document, Item, Mention
from enrich.references.numbers import (
    Columns,
    cells_of,
    columns_of,
    columns_of_lists,
    flat_texts,
    is_bare,
    key_of,
    mentions_below,
    rows_of_measurements,
)
from enrich.references.objects import (
    are_titles_alone,
    is_marked_up,
    lists_other_things,
    name_in,
    names_other_things,
    read_fields,
    with_code,
    work_alone,
)
from enrich.titles.words import word_set
from enrich.tree.task_marks import are_tasks, without_task

MAX_DEPTH = 100
"""Levels of values that are read as such; what lies deeper is searched for ids."""
_PAPER_KEYS = """
paper papers publications references reference articles bibliography preprints works citations literature literatur readings reading
readinglist toread toreadlist readingqueue readnext library preferredcitation paperlist selectedpublications mustread
furtherreading recommendedreading requiredreading optionalreading relatedwork relatedpapers seealso publikationen
veröffentlichungen publicaciones artículos lecturas 论文 文献 論文
"""
PAPER_LISTS = frozenset(_PAPER_KEYS.split())
"""Keys of lists of papers, without case and punctuation."""
_BESIDE = {"authors", "date", "venue", "doi", "arxiv", "address", "abstract", "id"}
_SENTENCE = 4
"""Words from which on a key is a title rather than a name."""

_CITED = word_set("unstructured citation rawcitation unstructuredcitation raw text reference bibliographiccitation")
"""Keys of a citation as a text, in an object of a list of papers that has no title."""
_SURELY_CITED = word_set("citation rawcitation unstructuredcitation bibliographiccitation")
"""Those that say so in any object."""

Prose = Callable[[str, str], Iterable[Mention]]
"""(place, text) -> the mentions of a text of several lines that is in a value."""


def read_value(
    value: Any, document: Document, today: date, prose: Prose | None = None, *, place: str = "$", papers: bool = False
) -> Iterator[Mention]:
    """The mentions of a value; `papers` when it is known to list papers."""
    walk = _Walk(document, today, prose)
    listing = papers or (_all_texts(value) and sum(title_like(one, 3) for one in value) * 2 > len(value))
    if listing and isinstance(value, list):
        yield from walk.listed_texts(Field(None, place, value))
    yield from walk.value(value, place, listing, 0)


def _lists_papers(field: Field, place: str) -> bool:
    """Whether a list is of titles, by its key, with an address or id of a paper among them, or all written as titles are."""
    value = field.value
    if _are_titles(value) and bare_name(name_in(field, place)) in PAPER_LISTS:
        return True
    named = _are_titles(value) and any("arxiv" in one.lower() or "doi.org/" in one for one in value)
    return named or (_all_texts(value) and are_titles_alone(value))


def _are_titles(value: Any) -> bool:
    """Whether half of a list of texts, addresses aside, have the form of titles of some words."""
    if not _all_texts(value):
        return False
    plain = [one for one in value if "://" not in one and "arxiv" not in one.lower()]
    titled = sum(title_like(one[:1].upper() + one[1:], _SENTENCE + 1) for one in plain)
    return titled > 0 and titled * 2 >= len(plain)


def _all_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)


class _Walk(Struct, frozen=True, gc=False):
    """One document's values."""

    document: Document
    today: date
    prose: Prose | None

    def value(
        self, value: Any, place: str, papers: bool, depth: int, columns: Columns = MappingProxyType({})
    ) -> Iterator[Mention]:
        """The mentions in a value: an object that describes a paper is one item; what lies deeper in it is read as well.

        `columns` are those of the list that an object is in.
        """
        if depth > MAX_DEPTH:
            yield from self._ids(flat_texts(value, place))
        elif isinstance(value, Mapping):
            yield from self._object(value, place, papers, depth, columns)
        elif isinstance(value, list):
            yield from self._list(value, place, papers, depth, columns.get(key_of(place) or ""))
        elif isinstance(value, str) and self.prose and _is_prose(value):
            yield from self.prose(place, value)
        else:
            name = key_of(place)
            if isinstance(value, str):
                yield from self._spoken(value, place)
            yield from mentions_below(name, [(place, value)], self.document, self.today, columns.get(name or ""))

    def _list(
        self, value: Sequence[Any], place: str, papers: bool, depth: int, column: Column | None = None
    ) -> Iterator[Mention]:
        """What is in a list; its bare numbers are judged by each other, those of its objects by their keys.

        `column` is what its numbers are by what stands beside the list.
        """
        below, columns = papers or _are_papers(value), columns_of(value, self.today)
        name = key_of(place)
        if not papers and (measured := column or rows_of_measurements(value, name, self.today)):
            columns = {**columns, name or "": measured}
        placed = [(f"{place}[{at}]", inner) for at, inner in enumerate(value)]
        prose = {at for at, inner in placed if isinstance(inner, str) and self.prose and _is_prose(inner)}
        cited = set() if papers else {at for at, inner in placed if at not in prose and self._is_citation(inner)}
        for at, inner in placed:
            if at in cited:
                yield from self._listed_text(" ".join(inner.split()), at)
        apart = prose | cited
        flat = [] if papers else [(at, one) for at, one in placed if at not in apart and not isinstance(one, list)]
        for at, one in flat:
            if isinstance(one, str):
                yield from self._spoken(one, at)
        yield from mentions_below(name, flat, self.document, self.today, column)
        for at, inner in placed:
            if papers and isinstance(inner, list):
                yield from self._row([(f"{at}[{n}]", one) for n, one in enumerate(inner) if isinstance(one, str)])
            if isinstance(inner, Mapping | list) or (at in prose and not papers):
                yield from self.value(inner, at, below, depth + 1, columns)

    def _spoken(self, text: str, place: str) -> Iterator[Mention]:
        """The works that a text of one line sets off, or the one that it is the title of, where its key says what somebody wrote."""
        if work := work_alone(key_of(place) or "", place, text):
            yield by_title(self.document, place, work, text[:200])
        else:
            yield from set_off_mentions(text, self.document, self.today, place)

    def _is_citation(self, value: Any) -> bool:
        """Whether a text cites a paper wherever it stands: with authors, with venue and year, or as a link of an id."""
        if not isinstance(value, str) or not 20 < len(value) < 1000 or value.count(" ") < 2:
            return False
        hits = find_ids(value, self.today)
        cited = read_citation(" ".join(value.split()), hits)
        return cited is not None and (cited.clear or (cited.linked and any(hit.id for hit in hits)))

    def _object(
        self, value: Mapping[Any, Any], place: str, papers: bool, depth: int, columns: Columns
    ) -> Iterator[Mention]:
        value = with_code(value)
        fields = read_fields(value, place, papers)
        is_one = is_item(fields) or (papers and _is_entry(fields))
        is_one = is_one and not lists_other_things(key_of(place), fields)
        if is_one:
            flat = [field for field in fields if field.role or not isinstance(field.value, Mapping | list)]
            thing = listed(flat, place, named=True if papers else None)
            judged = with_columns(thing, cells_of(flat, columns, self.today), self.today)
            yield from mentions_in(judged, self.document, self.today)
            fields = [field for field in fields if not any(field is one for one in flat)]
        elif cited := [field for field in fields if _is_cited(field, name_in(field, place), papers)]:
            for field in cited:
                yield from self._listed_text(" ".join(field.value.split()), field.place, is_citation=True)
            fields = [field for field in fields if not any(field is one for one in cited)]
        else:
            titled = [field for field in fields if _is_titled(field, name_in(field, place), papers)]
            for field in titled:
                yield from self._under_its_title(field, name_in(field, place))
            fields = [field for field in fields if not any(field is one for one in titled)]
            keys = [(field.place, name_in(field, place)) for field in fields]
            yield from mentions_below(None, keys, self.document, self.today)
        listing, lists = any(_lists_papers(field, place) for field in fields), columns_of_lists(value, self.today)
        for field in fields:
            below = (papers and not is_one) or bare_name(name_in(field, place)) in PAPER_LISTS
            below = below or (listing and not names_other_things(name_in(field, place)) and _are_titles(field.value))
            if below and isinstance(field.value, list):
                yield from self.listed_texts(field)
            inner = lists if isinstance(field.value, list) else columns
            yield from self.value(field.value, field.place, below, depth + 1, inner)

    def _under_its_title(self, field: Field, title: str) -> Iterator[Mention]:
        """A paper whose title is the key of what describes it."""
        inner = field.value if isinstance(field.value, Mapping) else {"link": field.value}
        below = read_fields(inner, field.place, False)
        below = [replace(one, role=one.role or _role_below(name_in(one, field.place))) for one in below]
        fields = [Field("title", field.place, title), *below]
        yield from mentions_in(listed(fields, field.place, named=True), self.document, self.today)

    def listed_texts(self, field: Field) -> Iterator[Mention]:
        """The papers in a list of texts: by title, as a citation, or by an id that the list's form took for a number."""
        tasks = _all_texts(field.value) and are_tasks(field.value)
        values = map(without_task, field.value) if tasks else field.value
        placed = [(f"{field.place}[{at}]", one) for at, one in enumerate(values)]
        bare = [(at, one) for at, one in placed if is_bare(one)]
        yield from mentions_below(key_of(field.place), bare, self.document, self.today, numbers=True)
        yield from self._texts((place, one) for place, one in placed if not is_bare(one))

    def _row(self, placed: Sequence[tuple[str, str]]) -> Iterator[Mention]:
        """The papers that a list within a list of papers names, beside numbers that are said of them."""
        bare = [(place, one) for place, one in placed if is_bare(one)]
        yield from mentions_below(None, bare, self.document, self.today, numbers=True)
        yield from self._texts((place, one) for place, one in placed if not is_bare(one))

    def _texts(self, placed: Iterable[tuple[str, Any]]) -> Iterator[Mention]:
        """The papers that the texts among values are."""
        for place, value in placed:
            if isinstance(value, str):
                yield from self._listed_text(" ".join(value.split()), place)

    def _listed_text(self, text: str, place: str, *, is_citation: bool = False) -> Iterator[Mention]:
        """A text of a list of papers; `is_citation`: its key says that it cites one, so it is a mention even without a clear title."""
        hits = find_ids(text, self.today)
        cited = read_citation(text, hits)
        ids = {hit.id for hit in hits if hit.id}
        if cited and (cited.clear or cited.linked or (len(ids) == 1 and title_like(cited.item.title or "", 2))):
            texts = tuple((place, hit.text) for hit in sorted(hits, key=lambda hit: hit.id is None))
            yield from mentions_in(ListedItem(place, cited.item, texts[:1], texts[1:]), self.document, self.today)
        elif hits:
            yield from (from_hit(hit, self.document, place, text[:200]) for hit in hits)
        elif is_citation or title_like(text, 3) or title_like(text[:1].upper() + text[1:], _SENTENCE):
            yield by_title(self.document, place, Item(title=text), text[:200])

    def _ids(self, pairs: Iterable[tuple[str, str]]) -> Iterator[Mention]:
        for place, text in pairs:
            for hit in find_ids(text, self.today):
                yield from_hit(hit, self.document, place, " ".join(text.split())[:200])


def _are_papers(value: Sequence[Any]) -> bool:
    """Whether most of a list are items that say who wrote them; then the others of it are papers, too."""
    objects = [fields_of(one, "") for one in value[:60] if isinstance(one, Mapping)]
    written = [fields for fields in objects if is_item(fields) and any(field.role == "authors" for field in fields)]
    return len(written) > 1 and len(written) * 2 > len(objects)


def _is_entry(fields: Sequence[Field]) -> bool:
    """Whether what is in a list of papers is one of them: it has a title, or says who wrote something and when."""
    roles = {field.role for field in fields if field.value not in (None, "", [], {})}
    title = next((field.value for field in fields if field.role == "title"), None)
    return isinstance(title, str) or {"authors", "date"} <= roles or "doi" in roles


def _is_cited(field: Field, name: str, papers: bool) -> bool:
    known = _CITED if papers else _SURELY_CITED
    return bare_name(name) in known and isinstance(field.value, str) and len(field.value.split()) > 3


def _is_titled(field: Field, name: str, papers: bool) -> bool:
    """Whether the name of a field is the title of what the field describes."""
    if field.role or not title_like(name, 3 if papers else _SENTENCE):
        return False
    if isinstance(field.value, str):
        return "arxiv" in field.value.lower() or (papers and "://" in field.value)
    roles = {_role_below(str(inner)) for inner in field.value} if isinstance(field.value, Mapping) else set()
    return "title" not in roles and bool(roles & _BESIDE)


def _role_below(name: str) -> str | None:
    """What the name of a field means below a title that is a key: `by` names its authors."""
    return "authors" if bare_name(name) == "by" else role_of(name)


def _is_prose(text: str) -> bool:
    return is_marked_up(text) or (text.count("\n") > 0 and sum(1 for line in text.split("\n") if line.strip()) > 1)
