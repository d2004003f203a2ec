"""Runs that ask every metadata service, against local ones: the papers, the settings, and what of the result is wrong."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from enrich.options.services import ServicesSettings
from enrich.options.site import SiteSettings, StoreSettings
from enrich.options.sources import Source
from enrich.pipeline.enrich_run import Work
from enrich.record import PublishableRecord
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.formats.record_json import record_json
from tests.conftest import FakeTime
from tests.support import sources_standin
from tests.support.services import listening
from tests.support.sources_standin import Server, truth_check
from tests.support.working import enrich

PREFIXES = {
    "openalex": "openalex", "crossref": "crossref", "semantic_scholar": "s2", "orcid": "orcid", "huggingface": "hf",
    "inspire": "inspire",
}  # fmt: skip
"""Name in the settings -> that of the local service."""
PAPERS = 36
KEY = "a-very-secret-key"


def papers() -> list[dict[str, Any]]:
    """Invented papers as arXiv's bulk metadata has them, some with a published DOI, some in physics."""
    dice = random.Random(7)
    family = [
        "Ahmed",
        "Bianchi",
        "Chen",
        "Dvořák",
        "Eriksson",
        "Fischer",
        "García",
        "Haddad",
        "Ivanova",
        "Jansen",
        "Kim",
        "Lopes",
    ]
    given = ["Ada", "Ben", "Carla", "David", "Elena", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Kira", "Leo"]
    rows = []
    for number in range(PAPERS):
        names = [[one, dice.choice(given), ""] for one in dice.sample(family, dice.randint(1, 5))]
        rows.append(
            {
                "id": f"1503.{number + 1:05d}", "title": f"A survey of subject number {number} and its consequences",
                "authors_parsed": names, "abstract": f"We survey subject {number}.", "comments": None,
                "doi": f"10.1109/INV.{number}" if number % 3 == 0 else None,
                "categories": "hep-th" if number % 5 == 0 else "cs.LG",
                "versions": [{"version": "v1", "created": "Mon, 2 Mar 2015 10:00:00 GMT"}], "update_date": "2015-03-02",
            }
        )  # fmt: skip
    return rows


@contextmanager
def local_services(
    trouble: float = 1.0, rows: Iterable[dict[str, Any]] | None = None, scale: float = 0.0
) -> Iterator[Server]:
    """The local services, which know these papers (or `rows` instead); they judge no times unless `scale` is 1."""
    records = {row["id"]: sources_standin.record(row) for row in (papers() if rows is None else rows)}
    server = Server(records, scale=scale, trouble=trouble)
    with listening(server):
        yield server


def settings_of(folder: Path, arxiv: str, services: str) -> Settings:
    """Settings that ask all of them for all papers, as fast as they answer."""
    asked: dict[str, dict[str, Any]] = {
        name: {"enabled": True, "base_url": f"{services}/{prefix}", "min_interval": 0.0, "contact": "me@example.org"}
        for name, prefix in PREFIXES.items()
    }
    asked["openalex"]["key"] = KEY
    return Settings(
        arxiv={"base_url": arxiv, "min_interval": 0.0},
        sources=(Source(name="list", ids=tuple(row["id"] for row in papers())),),
        services=ServicesSettings.model_validate(asked),
        site=SiteSettings(base_url="https://feeds.example.org", out=Path("out")),
        store=StoreSettings(url=f"sqlite:///{folder}/papers.db"),
        folder=folder,
    )


def kept(settings: Settings) -> dict[str, Any]:
    """The same from the store, without publishing."""
    with Store(settings.store_url) as store:
        return {one.record.id: dumped(one) for one in store.kept_since(0)}


def dumped(one: PublishableRecord) -> dict[str, Any]:
    """A record as it would be dumped."""
    slugs = [None for _ in one.record.authors]
    return record_json(one.record, topics=(), mentions=(), slugs=slugs, outcome=one.outcome, first_seen=one.first_seen)


def asked(settings: Settings, time: FakeTime) -> Work:
    """A run that publishes nothing, in no time."""
    with Store(settings.store_url) as store:
        return enrich(store, settings, time, settings.sources)


def wrong(server: Server, found: Mapping[str, Any]) -> list[str]:
    """What stands on a record and is not true of it."""
    faults = []
    for name, record in found.items():
        truth = server.world.truth(name)
        judged = truth_check(truth, [author["orcid"] for author in record["authors"]])
        faults += [f"{name}: ORCID"] * judged["wrong"]
        publication = record["publication"] or {}
        if publication.get("doi") not in (None, truth["published_doi"]):
            faults.append(f"{name}: DOI {publication['doi']}")
        if publication.get("venue") not in (None, truth["venue"]):
            faults.append(f"{name}: venue {publication['venue']}")
        if record["retraction"] and not truth["retraction"]:
            faults.append(f"{name}: retraction")
    return faults


def offences(server: Server) -> dict[str, Any]:
    judgement = server.log.summary()["judgement"]
    return {name: one["offences"] for name, one in judgement.items() if one["offences"]}
