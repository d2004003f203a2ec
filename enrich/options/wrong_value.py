"""How a wrong value of the settings is shown in a message: never what may be secret in it (pure)."""

from __future__ import annotations

import re
from typing import Any

from enrich.addresses import CUT, addresses_shown

SECRETS = frozenset({"admin_token", "key", "password", "objects", "chats"})
"""Settings that are not shown at all, nor what is in them."""
ADDRESSES = frozenset({"feed", "page", "hub", "base_url", "oai_url", "url"})
"""Settings whose value is meant as an address, even when it is not one."""
_BUCKETS = ("s3:", "gs:", "az:")
_USER = re.compile(r"[^\s:@]:[^\s@]*@")  # bounded: settings are the user's own


def wrong_value(value: Any, place: tuple[int | str, ...], *, is_known: bool = True) -> str:
    """` = 'value'` for a message about the setting at that place; empty when nothing of it is to be shown.

    What stands where no setting is known (`is_known`), or where a table is expected, may be anything, also a password.
    """
    name = next((part for part in reversed(place) if isinstance(part, str)), "")
    if isinstance(value, dict) or not SECRETS.isdisjoint(place):
        return ""
    if isinstance(value, list | tuple):
        parts = [wrong_value(one, place, is_known=is_known) for one in value]
        return f" = [{', '.join(part.removeprefix(' = ') for part in parts)}]" if all(parts) else ""
    if isinstance(value, bool):
        return f" = {str(value).lower()}"
    if not isinstance(value, str):
        return f" = {value}"
    return f" = {_discreet(value, name)!r}" if is_known else ""


def _discreet(value: str, name: str) -> str:
    """Even of what was meant as an address and is not one."""
    if name not in ADDRESSES and not value.startswith(_BUCKETS) and not _USER.search(value):
        return addresses_shown(value)
    scheme, mark, rest = value.rpartition("://")
    shown = re.split(r"[?#]", rest.rpartition("@")[2], maxsplit=1)[0]
    return f"{scheme}{mark}{shown}{CUT if shown != rest else ''}"
