"""How much reading a document may take."""

from __future__ import annotations

from pydantic import Field

from enrich.options.section import SettingsSection


class ReadingSettings(SettingsSection):
    """How much reading a document may take; one that takes more is only searched for ids."""

    time: float = Field(default=60.0, gt=0, le=86400)
    """Seconds, whatever the size."""
    time_per_megabyte: float = Field(default=2.0, ge=0, le=3600)
    """Seconds more for each megabyte."""
    memory: int = Field(default=1000, ge=200, le=1_000_000)
    """Megabytes (millions of bytes), the program included."""

    def seconds(self, size: int) -> float:
        """That a document of `size` bytes may take."""
        return self.time + self.time_per_megabyte * size / 1_000_000
