"""Hugging Face: source code and project page of a paper, one paper a request; its summaries and keywords are its own text.

`GET /api/papers/{arXiv id}` (https://huggingface.co/.well-known/openapi.json) answers 404 for most papers, which have no page
there. Who linked the code is the difference between a fact and a guess: `githubRepoAddedBy` is `user` or `auto`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from enrich.errors import BadAnswer, CoolingDown, NotAnswered, NotThere
from enrich.http.messages import Request, Response, retry_after
from enrich.identifiers.arxiv_id import is_canonical
from enrich.record import Record
from enrich.services.ids import arxiv_id, web_url
from enrich.services.service import Account, Answers, Ask
from enrich.services.wire import (
    as_object,
    as_prose,
    as_text,
    explained,
    objects,
    parsed_object,
    person_name,
    refusal,
    unexpected,
)
from enrich.statements.enrichment import CodeLink
from enrich.statements.statement import StatedAuthor, Statement

LONGEST_WINDOW = 3600.0
"""Seconds; its windows are five minutes long, and a longer wait than this is not believed."""
_LEFT = re.compile(r"\br=(\d{1,9})\b", re.ASCII)
_SECONDS = re.compile(r"\bt=(\d{1,9})\b", re.ASCII)


class HuggingFace:
    """The service of `[services.huggingface]`; its keys are arXiv ids."""

    name = "huggingface"
    batch = 1

    def __init__(self, account: Account) -> None:
        self._account = account
        self._used_up: datetime | None = None
        """Until when the requests of its window are used up, as far as it has been asked from here."""

    def keys(self, record: Record, known: Sequence[Statement]) -> tuple[str, ...]:
        return (record.id,) if is_canonical(record.id) else ()

    def ask(self, ask: Ask, keys: Sequence[str], when: datetime) -> Answers:
        """As the interface has it; `when` also counts as now where a window of requests is used up."""
        found: dict[str, tuple[Statement, ...]] = {}
        absent: set[str] = set()
        stopped: NotAnswered | None = None
        for key in dict.fromkeys(keys):
            if self._used_up and when < self._used_up:
                message = f"Hugging Face allows no more requests before {self._used_up:%Y-%m-%d %H:%M:%S} UTC"
                stopped = CoolingDown(message, self._url(key), self._used_up)
                break
            try:
                found[key] = (ask(self._question(key), lambda answer: self._read(answer, key, when)),)  # noqa: B023
            except NotThere as error:
                if not refusal(error):
                    stopped = unexpected(error)
                    break
                absent.add(key)
            except NotAnswered as error:
                stopped = explained(error, "Hugging Face", self.name, self._account.key)
                break
        return Answers(found, frozenset(absent), stopped=stopped)

    def pause(self, answer: Response, now: datetime) -> float | None:
        asked = retry_after(answer.headers.get("retry-after"), now)
        window = _window(answer)
        return None if window is None else max(asked, window[1])

    def _url(self, key: str) -> str:
        return f"{self._account.base_url}/api/papers/{quote(key)}"

    def _question(self, key: str) -> Request:
        headers = {"Authorization": f"Bearer {self._account.key}"} if self._account.key else {}
        return Request("GET", self._url(key), headers=headers)

    def _read(self, answer: Response, key: str, when: datetime) -> Statement:
        window = _window(answer)
        if window and window[0] == 0:
            self._used_up = when + timedelta(seconds=window[1])
        return _statement(parsed_object(answer), key, when, answer.url)


def _window(answer: Response) -> tuple[int, float] | None:
    """Requests that are left of the present window, and seconds until the next one: `RateLimit: "api";r=12;t=120`."""
    value = answer.headers.get("ratelimit", "")
    value = next((part for part in value.split(",") if '"api"' in part), value)
    left, seconds = _LEFT.search(value), _SECONDS.search(value)
    return (int(left[1]), min(float(seconds[1]), LONGEST_WINDOW)) if left and seconds else None


def _statement(page: Mapping[str, Any], key: str, when: datetime, url: str) -> Statement:
    """What a paper's page says; raises BadAnswer when it is another paper's, or nobody's."""
    paper, title = arxiv_id(page.get("id"), when.date()), as_prose(page.get("title"))
    if paper != key or not title:
        problem = "nothing to recognise a paper by" if not paper or not title else f"the page of {paper}"
        raise BadAnswer(f"{url} answered with {problem}; it will be asked again later", url)
    repository = web_url(page.get("githubRepo"))
    return Statement(
        "huggingface",
        paper,
        when,
        title=title,
        arxiv_id=paper,
        authors=tuple(_author(author) for author in objects(page.get("authors"))),
        code=(CodeLink(repository, "user" if page.get("githubRepoAddedBy") == "user" else "guess"),)
        if repository
        else (),
        project=web_url(page.get("projectPage")),
    )


def _author(author: Mapping[str, Any]) -> StatedAuthor:
    """An author with their account, if they have claimed the paper and that was checked; anything else is a guess."""
    verified = author.get("status") == "claimed_verified"
    account = as_text(as_object(author.get("user")).get("user")) if verified else None
    return StatedAuthor(person_name(author.get("name")), index_id=account)
