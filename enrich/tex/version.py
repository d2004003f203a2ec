"""The version of how LaTeX is read, for whoever asks for no more than that: what reads it takes long to load."""

from __future__ import annotations

READING = "1"
"""Another one causes titles and abstracts of stored papers, and documents, to be read again."""
