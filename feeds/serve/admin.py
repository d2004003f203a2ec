"""The operator's page, for whoever has `[serve] admin_token`: everything that `paperwire status` shows. Nobody may keep it."""

from __future__ import annotations

from datetime import datetime

from enrich.settings import Settings
from enrich.store.accounts import Accounts
from enrich.store.store import Store
from feeds.operate.status import status
from feeds.pages.status_page import status_page

PATH = "/admin/status"


def admin_page(store: Store, settings: Settings, now: datetime) -> bytes:
    """The whole of how things stand."""
    return status_page(Accounts(store.engine), status(store, settings, now), settings.site.title, up="../")
