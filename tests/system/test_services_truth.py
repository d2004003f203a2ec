"""What papers have in the end from metadata services is true, whatever is planted in the answers (short; `tests/bench/services.py` is long)."""

import pytest

from enrich.reconcile.reconcile import reconcile
from tests.support.services import running
from tests.support.truth import BELIEVED, FAULTY, Judge, hear, record_of

PAPERS = 120
FAULTS = ["shift_orcids", "orcid_twice", "reverse_authors", "drop_author", "wrong_title"]


def judged(trouble: float, seed: int, fault: str | None) -> Judge:
    faults = [{"service": name, "kind": fault} for name in FAULTY] if fault else []
    with running(PAPERS, trouble=trouble, seed=seed, faults=faults) as server:
        records = [record_of(paper) for paper in server.world.papers.values()]
        heard = hear(server, records)
        judge = Judge(server, heard.persons)
        for record in records:
            statements = heard.statements[record.id]
            judge.judge(record, statements, reconcile(record, statements, heard.persons))
    return judge


@pytest.mark.parametrize(("trouble", "seed"), [(0, 1), (1, 2), (5, 3), (20, 4)])
def test_nothing_is_wrong_and_nearly_all_that_is_believed_is_attached(trouble: float, seed: int) -> None:
    judge = judged(trouble, seed, None)
    assert judge.wrong == []
    believed = [row for (kind, source), row in judge.rows.items() if source in BELIEVED[kind]]
    assert sum(row.offered for row in believed) > PAPERS
    assert sum(row.attached for row in believed) >= (0.98 if trouble <= 5 else 0.9) * sum(
        row.offered for row in believed
    )


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_is_wrong_where_every_list_of_every_service_is_spoilt(fault: str) -> None:
    assert judged(5, 5, fault).wrong == []
