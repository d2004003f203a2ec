from __future__ import annotations

from enrich.documents.open import read_ids
from enrich.readers.dispatch import read_mentions
from tests.support.reading import TODAY


def test_an_id_list_accounts_for_every_line() -> None:
    listed = read_ids(
        ["2507.13575", "arXiv:hep-th/9901001v2", "math.GT/0309136", "nonsense", "# a remark", "2513.12345"], "mine"
    )
    found = list(read_mentions(listed, TODAY))
    assert [mention.id for mention in found] == ["2507.13575", "hep-th/9901001", "math/0309136", None, None]
    assert [mention.malformed is not None for mention in found] == [False, False, False, True, True]
    assert [mention.text for mention in found][3:] == ["nonsense", "2513.12345"]
