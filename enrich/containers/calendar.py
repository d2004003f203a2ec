"""Calendars (iCalendar, RFC 5545) -> their parts (pure): what each event is called, as a list, and its description as a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from enrich.citations.items import Unparsable
from enrich.containers.part import Part, joined

_FOLDED = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r"(?P<name>[A-Za-z-]+)(?:;[^:\r\n]*)?:(?P<value>.*)")
_ESCAPED = re.compile(r"\\([\\;,nN])")
_READ = ("DESCRIPTION", "COMMENT", "URL", "ATTACH")
"""What of an event says more than its summary."""


def calendar_parts(text: str) -> Iterator[Part]:
    """The parts of a calendar; raises Unparsable when it is none."""
    if "BEGIN:VCALENDAR" not in text[:1000].upper():
        raise Unparsable("it is no calendar")
    called: list[tuple[str, str]] = []
    described: list[Part] = []
    for number, event in enumerate(_events(text), 1):
        called += [(f"event {number}", f"- {' '.join(value.split())}") for name, value in event if name == "SUMMARY"]
        words = "\n\n".join(value.strip() for name, value in event if name in _READ)
        if words:
            described.append(Part(f"event {number}", words.encode("utf-8", "replace"), "text"))
    yield joined(called, "summaries", "markdown")
    yield from described


def _events(text: str) -> Iterator[list[tuple[str, str]]]:
    """(name, value) of the lines of each event, task or note of a journal."""
    event: list[tuple[str, str]] = []
    for line in _FOLDED.sub("", text).splitlines():
        found = _LINE.fullmatch(line.strip())
        if found is None:
            continue
        name = found["name"].upper()
        if name in {"BEGIN", "END"} and found["value"].upper() in {"VEVENT", "VTODO", "VJOURNAL"}:
            if name == "END":
                yield event
            event = []
        else:
            event.append((name, _ESCAPED.sub(_plain, found["value"])))


def _plain(found: re.Match[str]) -> str:
    return "\n" if found[1] in "nN" else found[1]
