"""Chats: a short text to wherever apprise can send one. The only user of apprise, the extra `notify`.

The address of a chat holds its secret, so that neither it nor what apprise says about it is repeated; chats go by their names.
"""

from __future__ import annotations

import logging
import warnings

from enrich.errors import BadSettings
from enrich.version import to_install
from feeds.notify.mail import NotSent


def send_to_chat(name: str, address: str, title: str, body: str) -> None:
    """Send a text; raises NotSent when it was not taken, BadSettings when apprise is not installed or the address is none."""
    try:
        import apprise  # an extra, and slow to import
    except ImportError as wrong:
        raise BadSettings(f"notify.chats.{name}: apprise is not installed; {to_install('notify')}") from wrong
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # its messages repeat addresses
    chat = apprise.Apprise()
    with warnings.catch_warnings(action="ignore"):  # it loads all that it can send to, and some of that is out of date
        is_known = chat.add(address)
    if not is_known:
        raise BadSettings(
            f"notify.chats.{name}: apprise knows no such address; https://github.com/caronc/apprise/wiki lists them"
        )
    if not chat.notify(title=title, body=body, body_format=apprise.NotifyFormat.TEXT):
        raise NotSent(f"the chat {name} did not take it; look whether its address in [notify.chats] still holds")
