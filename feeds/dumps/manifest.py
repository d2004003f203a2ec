"""manifest.json: what it holds, and how it is written and read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path

import msgspec

from enrich.record import SCHEMA_VERSION
from feeds.dumps.chunk_index import DumpIndex
from feeds.dumps.encodings import FORMS, PEOPLE_JSON, PEOPLE_LINES
from feeds.formats.record_json import json_bytes

MANIFEST = "manifest.json"
SCHEMA, PEOPLE_SCHEMA = "record.schema.json", "person.schema.json"
SCHEMAS = (SCHEMA, PEOPLE_SCHEMA)
PARQUET = "records.parquet"
FULL = frozenset({PARQUET, *(form.name for form in FORMS)})
"""The names of the full dumps of records."""
_CHANGES = re.compile(r"changes/[0-9]{4}-[0-9]{2}-[0-9]{2}\.jsonl")
_MONTH = re.compile(r"records/([0-9]{4}-[0-9]{2})\.(?:jsonl\.gz|parquet)")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


CC0 = "CC0-1.0"
_ARXIV = {"source": "arxiv", "licence": CC0, "terms": "https://info.arxiv.org/help/api/tou.html"}
_DOCUMENTS = {"source": "document", "licence": None, "terms": "facts from the documents of whoever publishes this"}
_OPENALEX = {"source": "openalex", "licence": CC0, "terms": "https://help.openalex.org"}
_CROSSREF = {"source": "crossref", "licence": None, "terms": "no rights are claimed in facts; https://crossref.org"}
_INSPIRE = {"source": "inspire", "licence": CC0, "terms": "https://github.com/inspirehep/rest-api-doc"}
_ORCID = {"source": "orcid", "licence": CC0, "terms": "https://info.orcid.org"}
_HUGGING_FACE = {"source": "huggingface", "licence": None, "terms": "links alone; https://huggingface.co"}
_SEMANTIC_SCHOLAR = {
    "source": "semantic_scholar",
    "licence": None,
    "terms": "ids and links alone; https://semanticscholar.org/product/api/license",
}
_WORK: tuple[Mapping[str, str | None], ...] = (_CROSSREF, _OPENALEX, _INSPIRE)
_FIELDS: tuple[tuple[str, Sequence[Mapping[str, str | None]]], ...] = (
    ("version versions abstract abstract_tex categories primary_category classifications", (_ARXIV,)),
    ("journal_ref license submitter report_no withdrawn comment links.pdf links.html", (_ARXIV,)),
    (
        "id entry_id title title_tex authors.name published updated doi dois links.abs links.doi",
        (_ARXIV, _CROSSREF, _OPENALEX),
    ),
    ("authors.affiliations", (_ARXIV, _DOCUMENTS, *_WORK)),
    ("authors.rors", (_OPENALEX, _INSPIRE)),
    ("authors.orcid authors.orcid_source", (_DOCUMENTS, _ORCID, *_WORK)),
    ("venue affiliations pages", (_DOCUMENTS,)),
    ("publication.doi related", (*_WORK, _SEMANTIC_SCHOLAR)),
    ("publication.venue publication.date published_as retraction notices", _WORK),
    ("topics_of_work keywords", (_OPENALEX,)),
    ("links.open_copy", (_OPENALEX, _CROSSREF, _SEMANTIC_SCHOLAR)),
    ("open_copy", (_OPENALEX, _CROSSREF)),
    ("links.code", (_ARXIV, _DOCUMENTS, _HUGGING_FACE)),
    ("links.project", (_HUGGING_FACE,)),
    ("disagreements", (_ARXIV, *_WORK)),
    ("authors.slug authors.person topics mentions outcome first_seen provenance schema_version", (_DOCUMENTS,)),
)
LICENCES = [{"fields": fields.split(), "sources": list(sources)} for fields, sources in _FIELDS]
"""Under which licence each group of fields stands, by the source of a value; `provenance` names the source of each.

A licence of None is one that nobody has granted: `terms` says what is known. The text of the paper itself is under the
record's own `license`.
"""


class ManifestFile(msgspec.Struct, frozen=True):
    """What the manifest says of one file."""

    name: str
    bytes: int
    sha256: str
    records: int
    updated: str | None = None
    """Of full dumps of records: the time of the newest change that they hold."""
    week: str | None = None
    """Of full dumps that are written weekly: in which week they were."""


class Manifest(msgspec.Struct, frozen=True):
    """manifest.json."""

    schema_version: int
    updated: str | None
    files: tuple[ManifestFile, ...]

    @property
    def has_time(self) -> bool:
        """Whether `updated` is a time in the form of the dumps, or null."""
        return self.updated is None or _TIME.fullmatch(self.updated) is not None


def manifest_bytes(index: DumpIndex) -> bytes:
    """The manifest: name, bytes, sha256 and records of every dump, and when the data last changed.

    Full dumps of records have the time of the newest change that they hold; weekly ones have their week.
    """
    of_full = {"updated": index.full_newest} | ({"week": index.week} if index.week else {})
    files = [
        {"name": file.name, "bytes": file.bytes, "sha256": file.sha256, "records": file.records}
        | (of_full if file.name in FULL else {})
        for file in index.files
    ]
    summary = {"schema_version": SCHEMA_VERSION, "updated": index.newest, "files": files, "licences": LICENCES}
    return msgspec.json.format(json_bytes(summary), indent=2) + b"\n"


def schema_bytes(name: str = SCHEMA) -> bytes:
    """The JSON Schema of a record, or of a person, as it is published."""
    return resources.files("feeds.formats").joinpath("schema", name).read_bytes()


def read_manifest(folder: Path) -> Manifest:
    """The manifest in a folder of dumps; raises OSError, and ValueError or RecursionError when it is not one."""
    return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)


def is_dump_name(name: str) -> bool:
    """Whether a manifest may list it: the name of a full dump, of those of a month, or of the changes of a day."""
    return name in {*FULL, PEOPLE_LINES, PEOPLE_JSON} or is_changes_name(name) or month_in(name) is not None


def month_in(name: str) -> str | None:
    """The month whose records a file of that name holds; None of any other file."""
    found = _MONTH.fullmatch(name)
    return found[1] if found else None


def is_changes_name(name: str) -> bool:
    """Whether it is the name of the changes of a day."""
    return _CHANGES.fullmatch(name) is not None
