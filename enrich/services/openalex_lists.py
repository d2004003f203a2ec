"""Lists of OpenAlex works: by DOI first, then by the addresses of copies for those that have lost their arXiv DOI.

::

    few keys ------------------------------> one list by address
    many keys --lists by DOI--> left out --> lists by address --> left out (then singly, by `enrich.services.openalex`)

A list that leaves works out in silence looks like one that is right. So what a list by address has room for is filled with
works that are known: when those are missing, it is not believed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

from msgspec import Struct, structs

from enrich.errors import BadAnswer, NotAnswered
from enrich.http.messages import Request, Response
from enrich.services.halves import in_halves
from enrich.services.ids import ARXIV_PREFIX, arxiv_doi
from enrich.services.records.openalex_work import SELECT, OpenAlexWork, read_work
from enrich.services.service import Account, Answers, Ask
from enrich.services.wire import as_count, as_object, as_text, objects, parsed_object
from enrich.statements.statement import Statement

MOST = 100
"""Values of a filter, and works on a page."""
LONGEST = 6500
"""Bytes of a filter's values: the whole request line may have 8,190."""
PAGES = 5
"""Of one list; more than a few works of one DOI are no papers."""
ROOM = 4
"""Values of a list by address that are kept for known works."""
RETURNED = 0.8
"""The part of known works that a list must have, to be believed."""


def is_doi(key: str) -> bool:
    """Whether a key is a DOI; arXiv ids do not begin with `10.` and have no slash after digits."""
    return key.startswith("10.") and "/" in key


def doi_of(key: str) -> str:
    """The DOI that a key is asked by."""
    return key if is_doi(key) else arxiv_doi(key)


def pages_of(key: str) -> tuple[str, ...]:
    """The addresses of an arXiv id's abstract page; both occur."""
    return () if is_doi(key) else (f"https://arxiv.org/abs/{key}", f"http://arxiv.org/abs/{key}")


def addresses_of(key: str) -> tuple[str, ...]:
    """Where a copy is, as locations have it, of a work that has lost the DOI itself."""
    return (*pages_of(key), f"https://doi.org/{doi_of(key)}")


def named_by(account: Account) -> Mapping[str, str]:
    """The headers with the key, which must not stand in an address."""
    return {"Authorization": f"Bearer {account.key}"} if account.key else {}


class _Page(Struct, frozen=True):
    works: tuple[OpenAlexWork, ...]
    count: int
    """Works in the whole list."""
    cursor: str | None


class OpenAlexLists:
    """What lists bring for some keys. Its fields are what is known so far."""

    def __init__(self, account: Account, ask: Ask, when: datetime) -> None:
        self._account = account
        self._ask = ask
        self._when = when
        self._keys: tuple[str, ...] = ()
        self._by_page: set[str] = set()
        self._beside: set[str] = set()
        self._of_empty_lists: set[str] = set()
        self.works: dict[str, OpenAlexWork] = {}
        """By id."""
        self.answered: set[str] = set()
        """Keys that lists have answered, be it by leaving them out; or that no list can hold."""
        self.doubted: set[str] = set()
        """Keys that were left out of a list that is not believed."""
        self.problems: list[str] = []
        self.stopped: NotAnswered | None = None

    def ask_all(self, keys: tuple[str, ...]) -> None:
        """Ask for the keys; sets `stopped` when the service does not answer."""
        self._keys = keys
        odd = [key for key in keys if "|" in key]
        self.answered.update(odd)
        listed = [key for key in keys if "|" not in key]
        few = sum(len(addresses_of(key)) for key in listed) <= MOST
        if not few or all(map(is_doi, listed)):
            self._ask_in_portions(self._by_doi, portions(listed, lambda key: (doi_of(key),), MOST))
            listed = [key for key in self.left_out() if key not in odd]
        if self.stopped is None and not all(map(is_doi, listed)):
            self._ask_in_portions(self._by_address, portions(listed, addresses_of, MOST if few else MOST - ROOM))

    def left_out(self) -> tuple[str, ...]:
        """Keys that were asked for and that no work names."""
        named = {key for work in self.works.values() for key in work.keys}
        return tuple(key for key in self._keys if key in self.answered and key not in named)

    def statements(self, key: str) -> tuple[Statement, ...]:
        """What the works say that name this key, by their ids."""
        works = [self.works[name] for name in sorted(self.works) if key in self.works[name].keys]
        return tuple(
            work.statement
            if is_doi(key) or work.statement.arxiv_id == key
            else structs.replace(work.statement, arxiv_id=key)
            for work in works
        )

    def contradicted_by(self, work: OpenAlexWork, key: str) -> bool:
        """Whether a list should have had this work, which was found singly; then lists by address are not believed."""
        by_doi = key in self._of_empty_lists and doi_of(key) in work.dois
        by_page = key in self._by_page and not work.pages.isdisjoint(pages_of(key))
        if by_doi or by_page:
            self.doubted |= self._by_page
            self.problems.append(f"a list of openalex lacks {work.id}, which it has; lists are not believed this time")
        return by_doi or by_page

    def _ask_in_portions(self, about: Callable[[tuple[str, ...]], Answers], parts: Sequence[tuple[str, ...]]) -> None:
        """Ask for these keys, until the service does not answer; keys at fault count as not answered, whatever was before."""
        for part in parts:
            answers = in_halves(about, part)
            self.problems += answers.problems
            self.answered = self.answered - {*part} | answers.absent
            self.stopped = answers.stopped
            if self.stopped is not None:
                return

    def _by_doi(self, part: tuple[str, ...]) -> Answers:
        brought = self._list("doi", [doi_of(key) for key in part], part)
        self._of_empty_lists.update(() if brought else part)
        return Answers(absent=frozenset(part))

    def _by_address(self, part: tuple[str, ...]) -> Answers:
        values = [value for key in part for value in addresses_of(key)]
        known = self._known_pages((MOST - len(values)) // 2)
        self._beside.update(known)
        values += [page for key in known for page in pages_of(key)]
        brought = self._list("locations.landing_page_url", values, part)
        self._by_page.update(part)
        returned = {key for work in brought for key in work.keys}.intersection(known)
        if len(returned) < RETURNED * len(known):
            self.doubted.update(part)
            self.problems.append("a list of openalex lacks works that it had a moment ago; it is not believed")
        return Answers(absent=frozenset(part))

    def _known_pages(self, most: int) -> list[str]:
        """Papers whose works were found and have an address that is asked for; none of them twice."""
        pages: dict[str, set[str]] = {}
        for work in self.works.values():
            for key in work.keys:
                pages.setdefault(key, set()).update(work.pages)
        there = (key for key in self._keys if not pages.get(key, set()).isdisjoint(pages_of(key)))
        return [key for key in there if key not in self._beside | self._by_page][:most]

    def _list(self, field: str, values: Sequence[str], part: tuple[str, ...]) -> list[OpenAlexWork]:
        """All works of one list; those of a list that is not whole are believed, but not what it leaves out."""
        query = {"filter": f"{field}:{'|'.join(values)}", "per_page": str(MOST), "cursor": "*", "select": SELECT}
        brought: dict[str, OpenAlexWork] = {}
        count = 0
        for _ in range(PAGES):
            page = self._ask(
                Request("GET", f"{self._account.base_url}/works", query, headers=named_by(self._account)), self._parse
            )
            count = max(count, page.count)
            before = len(brought)
            brought |= {work.id: work for work in page.works}
            if len(brought) >= count or page.cursor is None or len(brought) == before:
                break
            query = {**query, "cursor": page.cursor}
        if len(brought) < count:
            self.doubted.update(part)
            self.problems.append(
                f"a list of openalex has {len(brought)} of {count} works; it is not believed to be whole"
            )
        asked = set(self._keys)
        foreign = [name for name, work in brought.items() if work.keys.isdisjoint(asked)]
        if foreign:
            self.doubted.update(part)
            self.problems.append(f"openalex answers with works that nobody asked for ({', '.join(foreign[:3])})")
        for name in brought.keys() - set(foreign) - self.works.keys():
            self.works[name] = brought[name]
        return list(brought.values())

    def _parse(self, answer: Response) -> _Page:
        body = parsed_object(answer)
        if "results" not in body:
            raise BadAnswer(f"{answer.url} answers with something that is no list of works", answer.url)
        works = tuple(work for row in objects(body["results"]) if (work := read_work(row, self._when)))
        meta = as_object(body.get("meta"))
        count = as_count(meta.get("count"))
        return _Page(works, len(works) if count is None else count, as_text(meta.get("next_cursor")))


def found_by_title(answer: Response, when: datetime) -> tuple[Statement, ...]:
    """The works of a search, as far as they have a DOI or an arXiv id; raises BadAnswer for what is no list of works."""
    body = parsed_object(answer)
    if "results" not in body:
        raise BadAnswer(f"{answer.url} answers with something that is no list of works", answer.url)
    works = (read_work(row, when) for row in objects(body["results"]))
    return tuple(_with_doi(work) for work in works if work)


def _with_doi(work: OpenAlexWork) -> Statement:
    """What the work says, with its DOI, which is no published one when it is a preprint's."""
    published = sorted(doi for doi in work.dois if not doi.startswith(ARXIV_PREFIX))
    return work.statement if work.statement.doi or not published else structs.replace(work.statement, doi=published[0])


def portions(keys: Sequence[str], values_of: Callable[[str], tuple[str, ...]], most: int) -> list[tuple[str, ...]]:
    """The keys in as few lists as their values, `most` at most, and the length of an address allow."""
    parts: list[list[str]] = []
    count, size = most, LONGEST
    for key in keys:
        values = values_of(key)
        width = sum(len(quote(value, safe="")) + 3 for value in values)
        if count + len(values) > most or size + width > LONGEST:
            parts.append([])
            count = size = 0
        parts[-1].append(key)
        count, size = count + len(values), size + width
    return [tuple(part) for part in parts]
