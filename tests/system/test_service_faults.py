"""Faults of metadata services in whole rounds of questions, a few of them; `tests/bench/service_faults.py` has every one, everywhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.service_cells import Cells, cells
from tests.support.service_faults import FAULTS
from tests.support.service_runs import PREFIXES

ONCE = ["503", "blank", "replaced", "404", "budget", "per_second, a date"]
LASTING = ["truncate", "500", "shift_orcids", "wall"]


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cells]:
    with cells(tmp_path_factory.mktemp("cells")) as found:
        yield found


@pytest.mark.parametrize(("kind", "name"), [*zip(ONCE, PREFIXES, strict=True)])
def test_one_fault_in_the_middle_is_made_up_for(kind: str, name: str, local: Cells) -> None:
    found = local.cell([FAULTS[kind] | {"service": name, "nth": [2]}])
    assert found.happened
    assert found.is_well, str(found)


@pytest.mark.parametrize(("kind", "name"), [*zip(LASTING, PREFIXES, strict=False)])
def test_what_was_known_stays_while_a_service_fails(kind: str, name: str, local: Cells) -> None:
    found = local.cell([FAULTS[kind] | {"service": name}], known=True)
    assert found.happened
    assert found.is_well, str(found)


def test_two_services_may_fail_at_once(local: Cells) -> None:
    found = local.cell(
        [FAULTS["wall"] | {"service": "openalex", "nth": [1]}, FAULTS["503"] | {"service": "inspire", "nth": [1]}]
    )
    assert found.happened
    assert found.is_well, str(found)
