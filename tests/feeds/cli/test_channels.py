"""`paperwire topics` and `paperwire authors`: what can be subscribed to, how many papers it has, and where it is."""

import json
from pathlib import Path

import pytest

from enrich.record import Author
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.cli.channels import SHOWN
from feeds.cli.commands import call
from feeds.publish.publish import publish
from feeds.state.page_counts import PageRows
from tests.support.keeping import keep
from tests.support.papers import paper

Capture = pytest.CaptureFixture[str]
EK, NUNEZ = Author("Jo Ek"), Author("José Núñez")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "paperwire.toml").write_text("[site]\ntitle = 'Ours'\n")
    return tmp_path


def published(home: Path) -> None:
    """Three papers; Jo Ek wrote all of them, and many others one."""
    crowd = tuple(Author(f"Ada Number{number}") for number in range(60))
    with Store(f"sqlite:///{home}/paperwire.db") as store:
        papers = [("2507.00001", (EK, NUNEZ)), ("2507.00002", (EK,)), ("2507.00003", (EK, *crowd))]
        keep(store, [paper(id=name, authors=authors, categories=("cs.LG",)) for name, authors in papers])
    assert call(["--quiet", "publish"]) == 0


def listed(capsys: Capture, *command: str) -> list[dict[str, object]]:
    capsys.readouterr()
    assert call([*command, "--json"]) == 0
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return found


def test_before_anything_is_published_that_is_said(home: Path, capsys: Capture) -> None:
    assert call(["topics"]) == 0
    assert "paperwire run" in capsys.readouterr().err
    assert listed(capsys, "authors") == []


def test_that_nobody_has_papers_yet_is_another_thing(home: Path, capsys: Capture) -> None:
    with Store(f"sqlite:///{home}/paperwire.db"):
        pass
    assert call(["--quiet", "publish"]) == 0
    assert call(["authors"]) == 0
    assert "Authors: none has a paper yet" in capsys.readouterr().err


def test_a_name_is_found_with_the_family_name_first(home: Path, capsys: Capture) -> None:
    published(home)
    assert [one["slug"] for one in listed(capsys, "authors", "nunez, jose")] == ["jose-nunez"]


def test_each_is_listed_with_its_papers_and_where_its_files_are(home: Path, capsys: Capture) -> None:
    published(home)
    (first, *_) = authors = listed(capsys, "authors")
    assert (first["name"], first["papers"], first["slug"]) == ("Jo Ek", 3, "jo-ek")
    assert len(authors) == 62
    for one in (*authors, *listed(capsys, "topics")):
        assert isinstance(one["feeds"], dict)
        assert all(Path(str(place)).is_file() for place in (one["page"], *one["feeds"].values()))
    assert {one["papers"] for one in listed(capsys, "topics", "cs-lg")} == {3}


def test_addresses_are_those_of_the_site_when_it_has_one(home: Path, capsys: Capture) -> None:
    (home / "paperwire.toml").write_text("[site]\nbase_url = 'https://ours.example.org/x'\n")
    published(home)
    assert call(["authors", "núñez"]) == 0
    assert "https://ours.example.org/x/authors/jose-nunez.atom" in "".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("text", ["nunez", "Núñez", "JOSÉ", "jose-n"])
def test_a_part_of_the_name_or_the_address_finds_it(home: Path, capsys: Capture, text: str) -> None:
    published(home)
    assert [one["name"] for one in listed(capsys, "authors", text)] == ["José Núñez"]


def test_of_many_the_first_are_shown_and_all_of_them_in_lines(home: Path, capsys: Capture) -> None:
    published(home)
    capsys.readouterr()
    assert call(["authors"]) == 0
    output = capsys.readouterr()
    assert output.out.count(".atom") == SHOWN
    assert "and 12 more" in output.err
    assert call(["authors", "--all"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 62
    assert lines[0].split("\t") == ["3", "Jo Ek", "out/authors/jo-ek.atom"]
    assert call(["authors", "nobody"]) == 0
    assert "none has 'nobody'" in capsys.readouterr().err


def test_what_has_ended_and_who_has_no_files_is_not_listed(home: Path, capsys: Capture) -> None:
    published(home)
    (home / "paperwire.toml").write_text("[feeds]\nretired = ['cs-lg']\n[authors]\nmin_papers = 2\n")
    assert call(["--quiet", "publish"]) == 0
    assert "cs-lg" not in [one["slug"] for one in listed(capsys, "topics")]
    assert [one["slug"] for one in listed(capsys, "authors")] == ["jo-ek"]


def test_they_are_read_from_either_database(either: str, tmp_path: Path) -> None:
    with Store(either) as store:
        keep(store, [paper(id="2507.00001", authors=(EK, NUNEZ)), paper(id="2507.00002", authors=(EK,))])
        publish(store, Settings(folder=tmp_path), tmp_path / "out", processes=1)
        counts = PageRows(store.engine)
        assert [(one.channel.slug, one.papers) for one in counts.subscribable("author")] == [
            ("jo-ek", 2),
            ("jose-nunez", 1),
        ]
        assert all(one.papers == 2 for one in counts.subscribable("topic"))
