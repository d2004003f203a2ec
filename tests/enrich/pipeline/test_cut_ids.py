"""Ids that a spreadsheet cut: what becomes of them when the papers that they may be are known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from enrich.options.sources import COMMAND_LINE, Source
from enrich.record import Outcome
from enrich.store.store import Store
from tests.conftest import FakeTime, row
from tests.support.arxiv_standin import Server
from tests.support.working import enrich, settings_for

Start = Callable[..., Server]
TITLES = {
    1000: "Calibrated Prompts for Zero-Digit Arithmetic",
    10100: "Sparse Rewards in Long-Horizon Tool Use",
    20000: "Learning to Count Sheep at Night with Graph Kernels",
    30: "Generative Adversarial Networks for Weather Maps",
}
PAPERS = [
    row(number, title=title, authors_parsed=[["Doe", "Jane", ""]]) | {"id": f"2310.{number:05d}"}
    for number, title in TITLES.items()
]
FOUND, MALFORMED, UNRESOLVED = Outcome.FOUND, Outcome.MALFORMED, Outcome.UNRESOLVED
HEADER = "title,arXiv,venue\n"


def run(store: Store, server: Server, time: FakeTime, *sources: Source, **more: Any) -> Any:
    time.pass_by(60)
    return enrich(store, settings_for(server.url, refresh=0), time, sources, **more)


def table(tmp_path: Path, *rows: str) -> Source:
    (tmp_path / "list.csv").write_text(HEADER + "\n".join(rows) + "\n")
    return Source(name="lab", files=(str(tmp_path / "list.csv"),))


def accounts(store: Store) -> list[tuple[str, Outcome, str | None]]:
    return [(one.mention.text, one.verdict.outcome, one.verdict.id) for one in store.intake.accounted()]


def venues(store: Store) -> dict[str, str | None]:
    return {one.record.id: one.record.venue for one in store.kept_since(0)}


AGREE = [f"{TITLES[1000]},2310.01,ICML 2024", f"{TITLES[10100]},2310.101,", f"{TITLES[20000]},2310.2,"]


def test_cut_ids_are_those_of_their_titles(standin: Start, fake_time: FakeTime, either: str, tmp_path: Path) -> None:
    with Store(either) as store:
        run(store, standin(PAPERS), fake_time, table(tmp_path, *AGREE))
        assert accounts(store) == [
            ("2310.01", FOUND, "2310.01000"), ("2310.101", FOUND, "2310.10100"), ("2310.2", FOUND, "2310.20000")
        ]  # fmt: skip
        assert venues(store)["2310.01000"] == "ICML 2024"


def test_a_cut_id_is_malformed_where_its_title_is_another_paper_s(
    standin: Start, fake_time: FakeTime, either: str, tmp_path: Path
) -> None:
    source = table(tmp_path, *AGREE[1:], f"{TITLES[30]},2310.01,ICML 2024", "The Art of Counting Birds,2310.1,")
    with Store(either) as store:
        server = standin(PAPERS)
        work = run(store, server, fake_time, source)
        expected = [
            ("2310.101", FOUND, "2310.10100"), ("2310.2", FOUND, "2310.20000"), ("2310.01", MALFORMED, None),
            (TITLES[30], FOUND, "2310.00030"),
        ]  # fmt: skip
        assert accounts(store)[:4] == expected
        assert venues(store) == {"2310.10100": None, "2310.20000": None, "2310.00030": "ICML 2024"}
        (mention,) = [one for one in store.intake.accounted() if one.mention.text == "2310.01"]
        assert mention.mention.id is None
        assert "it would be 2310.01000, which is “Calibrated" in mention.verdict.reason
        assert any("list.csv, row 4: 2310.01 is not the form" in text for text in work.contradicted.first)
        run(store, server, fake_time, source)
        assert accounts(store)[:4] == expected


def test_a_cut_id_that_arxiv_does_not_have_is_malformed(
    standin: Start, fake_time: FakeTime, either: str, tmp_path: Path
) -> None:
    source = table(tmp_path, *AGREE, "The Art of Counting Birds at Dawn,2310.07,")
    with Store(either) as store:
        server = standin(PAPERS)
        run(store, server, fake_time, source)
        fake_time.pass_by(3 * 86400)
        run(store, server, fake_time, source)
        assert accounts(store)[3:] == [
            ("2310.07", MALFORMED, None), ("The Art of Counting Birds at Dawn", UNRESOLVED, None)
        ]  # fmt: skip


def test_documents_that_grow_keep_one_mention_of_a_malformed_id(
    standin: Start, fake_time: FakeTime, either: str, tmp_path: Path
) -> None:
    (tmp_path / "list.csv").write_text(HEADER + f"{TITLES[30]},2310.01,\n" + "\n".join(AGREE[1:]) + "\n")
    with Store(either) as store:
        server = standin(PAPERS)
        source = Source(name=COMMAND_LINE, files=(str(tmp_path / "list.csv"),))
        run(store, server, fake_time, source)
        before = accounts(store)
        assert ("2310.01", MALFORMED, None) in before
        (tmp_path / "list.csv").write_text((tmp_path / "list.csv").read_text() + f"{TITLES[1000]},2310.01000,\n")
        run(store, server, fake_time, source)
        assert sorted(map(str, accounts(store))) == sorted(map(str, [*before, ("2310.01000", FOUND, "2310.01000")]))


def test_without_a_title_most_short_ids_are_malformed(
    standin: Start, fake_time: FakeTime, either: str, tmp_path: Path
) -> None:
    with Store(either) as store:
        run(store, standin(PAPERS), fake_time, table(tmp_path, ",2310.01,", "CLIP,2310.101,", ",2310.2,"))
        assert {outcome for text, outcome, _ in accounts(store) if text != "CLIP"} == {MALFORMED}
