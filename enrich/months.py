"""The months by their English names, which arXiv's dates and ours are written with, whatever the language of the machine."""

from __future__ import annotations

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SHORT_MONTHS = tuple(name[:3] for name in MONTHS)
"""`Jan`, as in e-mail (https://www.rfc-editor.org/rfc/rfc5322#section-3.3)."""
MONTH_NUMBERS = {name: number for number, name in enumerate(SHORT_MONTHS, 1)}
"""`Jan` -> 1."""
