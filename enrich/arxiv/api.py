"""Ids and queries -> questions to arXiv's query API, which the `arxiv` package words, and its answers.

The manual: https://info.arxiv.org/help/api/user-manual.html. Sending is enrich/http/client.py's, reading
`api_answers.py`'s, which is loaded with the package at the first question: it takes long, and most runs ask nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode

from enrich.arxiv.api_atom import AnswerPage, joined
from enrich.arxiv.split_batch import split
from enrich.http.client import Fetcher
from enrich.http.messages import Request

if TYPE_CHECKING:
    import arxiv

MOST = 2000
"""Entries in one answer at most; arXiv refuses to be asked for more."""
LONGEST_URL = 7500
"""Bytes; arXiv refuses URLs of more than 8190. What is longer is posted."""
SortBy = Literal["relevance", "submittedDate", "lastUpdatedDate"]
SortOrder = Literal["ascending", "descending"]


class ArxivApi:
    """arXiv's query API; asks through `fetcher`, which keeps the pace."""

    def __init__(self, fetcher: Fetcher, url: str = "https://export.arxiv.org/api/query") -> None:
        self._fetcher = fetcher
        self._url = url

    def by_ids(self, ids: Sequence[str], when: datetime) -> AnswerPage:
        """The newest version of each paper; one request for up to 2,000 ids, as long as nothing goes wrong.

        `ids` are canonical, without version. A request that fails because of one id is split until the culprit is
        alone. Ids in none of records, absent and refused stay open. Raises TryLater (CoolingDown), BadAnswer or
        Refused when nothing could be learned.
        """
        asked = tuple(dict.fromkeys(ids))
        if not asked:
            return AnswerPage((), 0)
        import arxiv

        from enrich.arxiv.api_answers import page_of_ids

        def ask(part: Sequence[str], retries: int | None) -> AnswerPage:
            search = arxiv.Search(id_list=list(part))
            question = self._question(search, 0, len(part))
            return self._fetcher.ask(question, lambda answer: page_of_ids(answer, part, when), retries)

        portions = [asked[start : start + MOST] for start in range(0, len(asked), MOST)]
        if len(portions) > 1:
            return joined(self.by_ids(portion, when) for portion in portions)
        found = split(asked, ask)
        page = joined(found.answers)
        return replace(
            page,
            problems=page.problems + found.problems,
            whole=page.whole and not found.problems,
            refused=dict(found.refused),
            doubted=dict(found.doubted),
        )

    def search(
        self,
        query: str,
        when: datetime,
        *,
        start: int = 0,
        max_results: int = 100,
        sort_by: SortBy = "relevance",
        sort_order: SortOrder = "descending",
        promised: int = 0,
    ) -> AnswerPage:
        """One page of the papers that match a search_query, in arXiv's order; it announced `promised` before.

        Raises TryLater (CoolingDown), BadAnswer, or Refused for a query that arXiv does not understand.
        """
        import arxiv

        from enrich.arxiv.api_answers import page_of_search

        search = arxiv.Search(query, sort_by=arxiv.SortCriterion(sort_by), sort_order=arxiv.SortOrder(sort_order))
        wanted = min(max_results, MOST)
        question = self._question(search, start, wanted)
        return self._fetcher.ask(question, lambda answer: page_of_search(answer, start, wanted, when, promised))

    def _question(self, search: arxiv.Search, start: int, most: int) -> Request:
        args = {**search._url_args(), "start": str(start), "max_results": str(most)}
        accept = {"Accept": "application/atom+xml"}
        if len(self._url) + 1 + len(urlencode(args)) > LONGEST_URL:
            return Request("POST", self._url, None, args, accept)
        return Request("GET", self._url, args, None, accept)
