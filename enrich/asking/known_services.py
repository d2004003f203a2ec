"""Every metadata service that there is, by its name in the settings; a new one is named here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from enrich.services.crossref import Crossref
from enrich.services.huggingface import HuggingFace
from enrich.services.inspire import Inspire
from enrich.services.openalex import OpenAlex
from enrich.services.orcid import Orcid
from enrich.services.semantic_scholar import SemanticScholar
from enrich.services.service import Account, Service

SERVICES: Mapping[str, Callable[[Account], Service]] = {
    "openalex": OpenAlex,
    "crossref": Crossref,
    "semantic_scholar": SemanticScholar,
    "orcid": Orcid,
    "huggingface": HuggingFace,
    "inspire": Inspire,
}
