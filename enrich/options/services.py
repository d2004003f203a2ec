"""How the metadata services beside arXiv are asked: which, where, with which key, how fast, how much in a day."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from enrich.options.section import SettingsSection, printable, server_address

UNKNOWN_DOI = "no known record has this DOI; with `beyond_arxiv = true` in [services] and Crossref or OpenAlex enabled, it is looked up"
"""Why a DOI has no paper where nobody but arXiv, which cannot be asked by DOI, is asked."""


class ServiceSettings(SettingsSection):
    """One metadata service. What is not set is the service's own: see OWN_URL, PACE and BUDGET of each."""

    OWN_URL: ClassVar[str] = ""
    HOST: ClassVar[str] = ""
    """Everything below this host is the service itself, whose pace is kept."""
    PACE: ClassVar[float] = 1.0
    """Seconds between the starts of two requests that its terms allow and that was found safe."""
    BUDGET: ClassVar[int] = 10_000
    """Requests in a day that its terms allow without a key."""
    BUDGET_WITH_KEY: ClassVar[int] = 10_000

    enabled: bool = False
    base_url: str | None = None
    """Points the service elsewhere (a mirror, a test)."""
    key: SecretStr | None = Field(default=None, min_length=1)
    contact: str | None = None
    """An e-mail or web address for the User-Agent; default: that of [arxiv]."""
    min_interval: float | None = Field(default=None, ge=0.0, le=3600)
    """Seconds between the starts of two requests."""
    budget: int | None = Field(default=None, ge=0)
    """Requests in a day (UTC) at most."""

    @field_validator("base_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        return server_address(value)

    @field_validator("contact")
    @classmethod
    def _printable(cls, value: str | None) -> str | None:
        return printable(value)

    @field_validator("key")
    @classmethod
    def _header(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not (value.get_secret_value().isascii() and value.get_secret_value().isprintable()):
            raise ValueError("a key in plain ASCII is expected")
        return value

    @field_validator("min_interval")
    @classmethod
    def _polite(cls, value: float | None, info: ValidationInfo) -> float | None:
        host = urlsplit(info.data.get("base_url") or cls.OWN_URL).hostname or ""
        if value is not None and value < cls.PACE and (host == cls.HOST or host.endswith(f".{cls.HOST}")):
            raise ValueError(f"at least {cls.PACE:g} (seconds) is allowed for {cls.HOST}")
        return value

    @property
    def url(self) -> str:
        """Where it is asked, without a slash at the end."""
        return self.base_url or self.OWN_URL

    @property
    def interval(self) -> float:
        """Seconds between the starts of two requests."""
        return self.PACE if self.min_interval is None else self.min_interval

    @property
    def daily(self) -> int:
        """Requests in a day at most."""
        return self.budget if self.budget is not None else self.BUDGET_WITH_KEY if self.key else self.BUDGET

    @property
    def secret(self) -> str | None:
        """The key itself, for the request alone."""
        return None if self.key is None else self.key.get_secret_value()


class OpenAlexSettings(ServiceSettings):
    """https://openalex.org: works, authors, institutions, topics; CC0."""

    OWN_URL = "https://api.openalex.org"
    HOST = "openalex.org"
    PACE = 0.2
    BUDGET = 5_000
    BUDGET_WITH_KEY = 20_000


class CrossrefSettings(ServiceSettings):
    """https://www.crossref.org: what publishers say of their DOIs."""

    OWN_URL = "https://api.crossref.org"
    HOST = "crossref.org"
    PACE = 1.0
    BUDGET = 20_000
    BUDGET_WITH_KEY = 20_000


class SemanticScholarSettings(ServiceSettings):
    """https://www.semanticscholar.org: which published DOI belongs to a preprint."""

    OWN_URL = "https://api.semanticscholar.org"
    HOST = "semanticscholar.org"
    PACE = 2.5
    BUDGET = 1_000
    BUDGET_WITH_KEY = 10_000


class OrcidSettings(ServiceSettings):
    """https://orcid.org: what persons themselves say they have written; free for non-commercial use."""

    OWN_URL = "https://pub.orcid.org"
    HOST = "orcid.org"
    PACE = 0.2
    BUDGET = 40_000
    BUDGET_WITH_KEY = 40_000


class HuggingFaceSettings(ServiceSettings):
    """https://huggingface.co/papers: code and project pages of papers."""

    OWN_URL = "https://huggingface.co"
    HOST = "huggingface.co"
    PACE = 1.0
    BUDGET = 50_000
    BUDGET_WITH_KEY = 80_000


class InspireSettings(ServiceSettings):
    """https://inspirehep.net: high-energy physics, curated; CC0."""

    OWN_URL = "https://inspirehep.net"
    HOST = "inspirehep.net"
    PACE = 0.5
    BUDGET = 20_000
    BUDGET_WITH_KEY = 20_000


class ServicesSettings(SettingsSection):
    """The metadata services that are asked beside arXiv; none unless it is enabled."""

    beyond_arxiv: bool = False
    """Whether papers that arXiv does not have become records too, where Crossref or OpenAlex is enabled and has them."""
    openalex: OpenAlexSettings = OpenAlexSettings.default()
    crossref: CrossrefSettings = CrossrefSettings.default()
    semantic_scholar: SemanticScholarSettings = SemanticScholarSettings.default()
    orcid: OrcidSettings = OrcidSettings.default()
    huggingface: HuggingFaceSettings = HuggingFaceSettings.default()
    inspire: InspireSettings = InspireSettings.default()

    def enabled(self) -> dict[str, ServiceSettings]:
        """Those that are asked, by name."""
        every: dict[str, Any] = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: one for name, one in every.items() if isinstance(one, ServiceSettings) and one.enabled}
