"""Facts about addresses of stores."""

from __future__ import annotations

import pytest

from enrich.database.connection import connect
from enrich.errors import BadSettings


@pytest.mark.parametrize("url", ["paperwire.db", "mysql://host/papers", "oracle+nothing://host/papers", "sqlite"])
def test_an_address_of_no_store_that_there_is_is_told_with_those_that_there_are(url: str) -> None:
    with pytest.raises(BadSettings) as wrong:
        connect(url)
    assert str(wrong.value) == (
        f"store.url = {url!r}: an address such as sqlite:///paperwire.db or postgresql+psycopg://user@host/papers is expected"
    )
