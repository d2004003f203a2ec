"""Every metadata service that there is, by its name in the settings; a new one is named here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from enrich.services.crossref import Crossref
from enrich.services.openalex import OpenAlex
from enrich.services.service import Account, Service

SERVICES: Mapping[str, Callable[[Account], Service]] = {"openalex": OpenAlex, "crossref": Crossref}
