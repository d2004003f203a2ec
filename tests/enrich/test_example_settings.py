"""The settings file that `paperwire init` writes: every setting is in it, and what it calls a default is one."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from enrich.options.arxiv import ArxivSettings
from enrich.options.channels import AuthorsSettings, FeedsSettings, PagesSettings, Topic
from enrich.options.notify import Digest, MailSettings, NotifySettings
from enrich.options.schedule import Job, ScheduleSettings, WorkSettings
from enrich.options.section import SettingsSection
from enrich.options.services import (
    CrossrefSettings,
    HuggingFaceSettings,
    InspireSettings,
    OpenAlexSettings,
    OrcidSettings,
    SemanticScholarSettings,
    ServiceSettings,
    ServicesSettings,
)
from enrich.options.site import ServeSettings, SiteSettings, StoreSettings
from enrich.options.sources import ReadingSettings, Source
from enrich.settings import Settings, load
from feeds.cli.init import example_settings

_BEHIND_A_MARK = re.compile(r"^# (?=\[|[a-z_]+ = )", re.M)
MODELS: dict[str, type[SettingsSection]] = {
    "site": SiteSettings, "sources": Source, "topics": Topic, "authors": AuthorsSettings, "feeds": FeedsSettings, "pages": PagesSettings,
    "reading": ReadingSettings, "arxiv": ArxivSettings, "services": ServicesSettings, "services.openalex": OpenAlexSettings, "services.crossref": CrossrefSettings,
    "services.semantic_scholar": SemanticScholarSettings, "services.orcid": OrcidSettings, "services.huggingface": HuggingFaceSettings,
    "services.inspire": InspireSettings, "notify": NotifySettings, "notify.mail": MailSettings, "notify.digests": Digest,
    "schedule": ScheduleSettings, "schedule.jobs": Job, "store": StoreSettings, "serve": ServeSettings, "work": WorkSettings,
}  # fmt: skip
TITLE = "site.title"
"""It stands in the file without a mark, and so need not be the default."""
ON = "services.beyond_arxiv"
"""The same: stores of before it existed stay as they are."""


def uncommented() -> dict[str, Any]:
    return tomllib.loads(_BEHIND_A_MARK.sub("", example_settings()))


def rows(table: dict[str, Any], place: str) -> list[dict[str, Any]]:
    """The tables of the file at that place."""
    found: Any = table
    for part in place.split("."):
        found = found[part]
    return found if isinstance(found, list) else [found]


def shown() -> Iterator[tuple[str, Any, Any]]:
    """Each value in the file with its place and its default."""
    for place, model in MODELS.items():
        for row in rows(uncommented(), place):
            checked = model.model_validate(row)
            for name in row.keys() & model.model_fields.keys():
                yield f"{place}.{name}", getattr(checked, name), model.model_fields[name].get_default()


def test_every_section_is_looked_at() -> None:
    assert {place.partition(".")[0] for place in MODELS} == set(Settings.SECTIONS)
    assert {*SettingsSection.__subclasses__(), *ServiceSettings.__subclasses__()} - {Settings, ServiceSettings} == {
        *MODELS.values()
    }


@pytest.mark.parametrize("place", MODELS)
def test_every_setting_is_in_the_file(place: str) -> None:
    assert set().union(*rows(uncommented(), place)) == MODELS[place].model_fields.keys()


def test_what_is_shown_of_a_setting_with_a_default_is_the_default() -> None:
    wrong = [
        f"{place} = {value!r}, not {default!r}"
        for place, value, default in shown()
        if isinstance(default, str | int | float | Path) or (isinstance(default, tuple) and default)
        if value != default and place not in {TITLE, ON, "schedule.jobs"}
    ]
    assert not wrong
    assert uncommented()["arxiv"]["oai_url"] == ArxivSettings().harvest_url


def test_the_job_that_is_shown_is_the_default_one() -> None:
    assert ScheduleSettings.model_validate({"jobs": uncommented()["schedule"]["jobs"]}).jobs == ScheduleSettings().jobs


def test_the_file_is_good_as_it_is_and_without_any_mark(tmp_path: Path) -> None:
    file = tmp_path / "paperwire.toml"
    file.write_text(example_settings(), encoding="utf-8")
    given = load(file, {}, tmp_path)
    assert given.services == ServicesSettings(beyond_arxiv=True)
    same = given.model_copy(update={"site": SiteSettings(), "sources": (), "services": ServicesSettings()})
    assert same == Settings(folder=tmp_path, file=file)
    # Sources that services list need the service.
    whole = _BEHIND_A_MARK.sub("", example_settings()).replace("enabled = false", "enabled = true")
    file.write_text(whole, encoding="utf-8")
    assert len(load(file, {}, tmp_path).sources) == 11


@pytest.mark.parametrize("model", ServiceSettings.__subclasses__())
def test_what_is_shown_of_a_service_is_what_is_its_own(model: type[ServiceSettings]) -> None:
    place = next(place for place, one in MODELS.items() if one is model)
    row = rows(uncommented(), place)[0]
    assert (row["base_url"], row["min_interval"], row["budget"]) == (model.OWN_URL, model.PACE, model.BUDGET)
