"""The built-in sample: a reading list and the records of the papers that it names; needs no network."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from enrich.options.arxiv import ArxivSettings
from enrich.options.site import SiteSettings, StoreSettings
from enrich.options.sources import Source
from enrich.settings import Settings

STORE = "paperwire-sample.db"
HERE = Path(str(files("feeds.cli"))) / "sample"


def settings(given: Settings) -> Settings:
    """The settings of the sample: what the user has given, with the sample's documents, snapshot and store.

    The store is one of its own, so that the sample never mixes with the user's papers.
    """
    title = "paperwire sample" if given.site.title == SiteSettings.default().title else given.site.title
    return given.model_copy(
        update={
            "folder": HERE,
            "site": given.site.model_copy(update={"title": title, "out": given.bucket or str(given.out)}),
            "sources": (Source(name="sample", files=("reading-list.md",)),),
            "arxiv": ArxivSettings(snapshot=Path("papers.jsonl"), refresh=0),
            "store": StoreSettings(url=f"sqlite:///{(given.folder / STORE).resolve()}"),
        }
    )
