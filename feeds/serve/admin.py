"""The operator's page, for whoever has `[serve] admin_token`: everything that `paperwire status` shows. Nobody may keep it."""

from __future__ import annotations

from datetime import datetime

from enrich.database.connection import reading
from enrich.identities.decided.questions import open_count
from enrich.settings import Settings
from enrich.store.accounts import Accounts
from enrich.store.store import Store
from feeds.operate.status import status
from feeds.pages.status_page import status_page
from feeds.review.handlers import ADMIN

PATH = "/admin/status"


def admin_page(store: Store, settings: Settings, now: datetime) -> bytes:
    """The whole of how things stand, and the way to the open questions on who is who."""
    with reading(store.engine) as connection:
        review = ADMIN[1:], open_count(connection)
    accounts, state = Accounts(store.engine), status(store, settings, now)
    return status_page(accounts, state, settings.site.title, up="../", review=review)
