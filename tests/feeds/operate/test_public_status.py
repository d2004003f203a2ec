"""How the runs went, as it is told in public: no address, no file, no folder, nothing of private sources."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from enrich.asking.health import ServiceState
from enrich.options.sources import Source
from enrich.settings import Settings
from enrich.store.documents import SourceState
from enrich.store.runs import Run, Trouble
from feeds.disclosure import Disclosure
from feeds.operate.health import Facts, lines
from feeds.operate.public_status import (
    in_short,
    open_hosts,
    private_line,
    public_asked,
    public_facts,
    public_run,
    public_trouble,
)

NOW = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
PUBLIC = Disclosure(private=frozenset({"own"}))
SHORT = "only the ids in it are known"


@pytest.mark.parametrize(
    ("problem", "short"),
    [
        ("https://lab.org/x: https://lab.org/x does not exist (404)", "answered 404"),
        ("https://lab.org/x answered 503; it will be asked again later", "answered 503"),
        ("https://lab.org/x took too long (timed out)", "took too long"),
        ("lab.org is at 10.0.0.1, a private or reserved address", None),
        ("inbox/Reject (2025).txt: it is a folder", None),
        ("/srv/lab/paper (404): binary", "answered 404"),
        ("a.md: reading it took longer than 60 s, so that only the ids in it are known and no titles", SHORT),
    ],
)
def test_a_problem_in_short_names_nothing(problem: str, short: str | None) -> None:
    assert in_short(problem) == short


def test_errors_of_a_run_name_public_sources_and_nothing_else() -> None:
    errors = (
        "source lab: https://lab.org/x does not exist (404)",
        "source own: https://own.org/x does not exist (404)",
        "source inbox: inbox/Reject list.txt: it is a folder",
        "/srv/papers/out: there is no space left",
        "https://export.arxiv.org/api/query answered 503; it will be asked again later",
    )
    run = Run(1, "run", NOW, errors=errors)
    assert public_run(run, PUBLIC, ["lab", "inbox", "own"]).errors == (
        "source lab: answered 404",
        "a private source could not be read",
        "source inbox: could not be read",
        "another problem; `paperwire status` shows it",
        "a server answered 503",
    )
    shown = public_run(run, Disclosure(documents=True, private=frozenset({"own"})), ["lab", "own"]).errors
    assert shown == (errors[0], "a private source could not be read", *errors[2:])


def test_what_cannot_be_read_of_a_source_of_files_is_one_document() -> None:
    run = Run(1, "run", NOW, errors=("source inbox: inbox/Reject.png: it is a picture",))
    assert public_run(run, PUBLIC, ["inbox"], {"inbox"}).errors == ("source inbox: a document could not be read",)
    inbox = SourceState("inbox", "files", None, NOW, "1 document could not be read: inbox/Reject.png: it is a picture")
    facts = Facts(NOW, [Run(2, "run", NOW, NOW)], [inbox], None, None, 0, None)
    whole, public = lines(facts)[0], lines(public_facts(facts, PUBLIC))[0]
    assert whole == "1 document of the source inbox could not be read since Monday (inbox/Reject.png: it is a picture)"
    assert public == "1 document of the source inbox could not be read since Monday"
    trouble = public_trouble(Trouble("source:inbox", whole, NOW, None), PUBLIC)
    assert trouble.text == "1 document of the source inbox could not be read"


def test_health_tells_of_private_sources_in_numbers() -> None:
    sources = [SourceState(name, "feed", None, NOW, f"https://{name}.org/x is ill") for name in ("lab", "own")]
    facts = Facts(NOW, [Run(1, "run", NOW, NOW, "failed", errors=("/srv/out is full",))], sources, None, None, 0, None)
    sentences = [*private_line(sources, PUBLIC), *lines(public_facts(facts, PUBLIC))]
    assert sentences == [
        "a private source fails",
        "source lab fails since Monday (could not be read)",
        "the last run failed: another problem; `paperwire status` shows it",
    ]
    assert private_line([*sources, *sources], PUBLIC) == ("2 private sources fail",)
    assert private_line(sources[:1], PUBLIC) == ()


@pytest.mark.parametrize(
    ("key", "text", "public_text"),
    [
        ("source:lab", "source lab fails since Monday (https://lab.org/x (404))", "source lab fails (answered 404)"),
        ("source:own", "source own fails since Monday (x)", "a private source fails"),
        ("arxiv:stale", "stale: arXiv's newest is 5 days old", "stale: arXiv's newest is 5 days old"),
        ("run:failed", "the last run failed: /srv/out is full", "the last run failed"),
        ("disk:full", "/srv/out is full", "another problem; `paperwire status` shows it"),
    ],
)
def test_the_operators_feed_names_public_sources_and_nothing_else(key: str, text: str, public_text: str) -> None:
    assert public_trouble(Trouble(key, text, NOW, None), PUBLIC) == Trouble(key, public_text, NOW, None)


def test_requests_are_told_by_the_hosts_of_public_sources() -> None:
    sources = (
        Source(name="lab", feed="https://u:p@lab.org/x"),
        Source(name="own", page="https://own.org", public=False),
    )
    one = {"statuses": {"200": 1}, "seconds": 0.5}
    asked = public_asked(
        {"api": one, "lab.org": one, "own.org": one, "cdn.org": one}, open_hosts(Settings(sources=sources))
    )
    assert asked == {"api": one, "lab.org": one, "elsewhere": {"statuses": {"200": 2}, "seconds": 1.0}}


def test_a_service_is_named_in_public_and_where_it_is_asked_is_not() -> None:
    why = "https://proxy.corp.example/openalex/works answered 503; it will be asked again later"
    facts = Facts(NOW, [], [], None, None, 0, None, services=[ServiceState("openalex", NOW, NOW, why)])
    shown = lines(public_facts(facts, PUBLIC))
    assert shown == ["service openalex fails since Monday (answered 503); what it said before stays"]
    trouble = public_trouble(Trouble("service:openalex", f"service openalex fails ({why})", NOW, None), PUBLIC)
    assert trouble.text == "service openalex fails (answered 503)"
    unknown = public_trouble(Trouble("service:openalex", "key abc at proxy.corp.example", NOW, None), PUBLIC)
    assert unknown.text == "service openalex fails (does not answer as it should)"
