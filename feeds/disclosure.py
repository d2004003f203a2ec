"""What is published of sources, documents and mentions, and what is not (pure).

::

    source with public = false   its name, documents and places nowhere; what its documents add to a record neither
    a local file                 source and how, but no name, place or text, unless [site] show_documents
    a document of the web        its address without what is secret in it, place and text

A source that was private once stays so when it leaves the settings, since the store still holds what it named.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from msgspec import Struct

from enrich.addresses import CUT, is_web, shown, unlike, without_secrets
from enrich.settings import Settings

PRIVATE = "private_sources"
"""The single value with the names of sources that were private when something was published last."""
SHOWN = "show_documents"
"""The single value that says whether local files were named then."""
_DOCUMENT = "document"
_LISTS = frozenset({"OpenAlex's list", "Crossref's list"})
_RULES = "2"
"""Grows when less of the same record may be published: what was published before is then made again, files of changes too."""


class Disclosure(Struct, frozen=True):
    """What may be told in public; picklable."""

    documents: bool = False
    """Whether local files may be named."""
    private: frozenset[str] = frozenset()
    """Names of sources of which nothing may be told."""

    @property
    def mark(self) -> str:
        """Differs when what is published differs by this; holds no name."""
        names = blake2b(repr(sorted(self.private)).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        return f" {_RULES}{' documents' if self.documents else ''}{f' {names}' if self.private else ''}"

    def hides(self, document: str, source: str, place: str) -> bool:
        """Whether a mention's document, place and text must not be published."""
        return source in self.private or not (self.documents or _is_open(document, source, place))

    def mention(self, mention: Mapping[str, Any]) -> dict[str, Any]:
        """A mention as JSON; null stands for what is not public."""
        document = mention["document"]
        if document is None or self.hides(document, mention["source"], mention["place"]):
            return {**mention, "document": None, "place": None, "text": None}
        public = {**mention, "text": without_secrets(mention["text"])}
        return {**public, "document": shown(document)} if is_web(document) else public

    def record(self, record: dict[str, Any]) -> dict[str, Any]:
        """A record as JSON without what is not public; it must not be one that a private source's documents add to."""
        open_mentions = [mention for mention in record["mentions"] if mention["source"] not in self.private]
        secret = [one["document"] for one in open_mentions if is_web(one["document"] or "") and "?" in one["document"]]
        public = record | {
            "mentions": [self.mention(mention) for mention in open_mentions],
            "provenance": {field: self._origin(origin) for field, origin in record["provenance"].items()},
        }
        if any(author["orcid_source"] for author in record["authors"]):
            public["authors"] = [self._author(author) for author in record["authors"]]
        if record["pages"] or record["links"]["code"]:
            public["pages"] = _discreet(record["pages"], secret)
            public["links"] = record["links"] | {"code": _discreet(record["links"]["code"], secret)}
        return public

    def _origin(self, origin: dict[str, Any]) -> dict[str, Any]:
        """One field's source, and those beside it."""
        public = origin | {"source": self._source(origin["source"])}
        if "also" in origin:
            public["also"] = [one | {"source": self._source(one["source"])} for one in origin["also"]]
        return public

    def concerns(self, record: Mapping[str, Any]) -> bool:
        """Whether a private source mentions a record that was published before."""
        return any(mention["source"] in self.private for mention in record["mentions"])

    def _author(self, author: dict[str, Any]) -> dict[str, Any]:
        source = author["orcid_source"]
        return author | {"orcid_source": self._source(source)} if source else author

    def _source(self, source: str) -> str:
        kind, colon, name = source.partition(":")
        if kind != _DOCUMENT or not colon:
            return source
        return f"{kind}:{shown(name)}" if is_web(name) else source if self.documents else kind


WHOLE = Disclosure(documents=True)
"""For the operator, who may see everything."""


def disclosure_of(settings: Settings, values: Mapping[str, Any]) -> Disclosure:
    """What the settings allow to be published; `values` are the single values of what was published."""
    public = {source.name for source in settings.sources if source.public}
    private = {source.name for source in settings.sources if not source.public}
    return Disclosure(settings.site.show_documents, frozenset({*private, *(values.get(PRIVATE) or ())} - public))


def disclosure_as_published(settings: Settings, values: Mapping[str, Any]) -> Disclosure:
    """The same for whoever shows what is published, perhaps with settings from before the last publication."""
    wanted = disclosure_of(settings, {})
    documents = wanted.documents and bool(values.get(SHOWN))
    return Disclosure(documents, wanted.private | frozenset(values.get(PRIVATE) or ()))


def is_id_list(document: str, source: str) -> bool:
    """Whether it is the ids of a source, as the settings or the command line name them."""
    return document == f"ids of {source}"


def _is_open(document: str, source: str, place: str) -> bool:
    """Whether it is not a local file: an address on the web, or what the settings ask arXiv for."""
    return (
        is_web(document)
        or is_id_list(document, source)
        or (document.startswith("query ") and place.startswith("result "))
        or (document.startswith("set ") and place == document)
        or (document.startswith("announcements ") and place.startswith("item "))
        or (document.startswith(("citations of ", "venue ", "institution ")) and place in _LISTS)
    )


def _discreet(links: list[str], sources: list[str]) -> list[str]:
    """Links without users and parameters that are secrets, and without those that repeat what is secret in the address of a document."""
    for source in (*sources, ""):
        links = [unlike(link, source) for link in links]
    return [link for link in links if CUT not in link]
