"""feeds/cli/edit/recognise.py: what somebody means, whatever the form."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from enrich.errors import BadSettings
from feeds.channels.plan import category_place, source_place, wanted_slug
from feeds.cli.edit.recognise import LONGEST, recognise
from feeds.taxonomy import CATEGORIES

TODAY = date(2025, 7, 20)
PERSON = "0000-0002-1825-0097"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "here" / "box").mkdir(parents=True)
    for name in ("here/list.bib", "here/odd[1].txt", "outside.md"):
        (tmp_path / name).write_text("x")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("2401.00001", "ids", "2401.00001"),
        ("arXiv:2401.00001v3", "ids", "2401.00001"),
        ("https://arxiv.org/abs/hep-th/9901001", "ids", "hep-th/9901001"),
        ("https://arxiv.org/pdf/2401.00001", "ids", "2401.00001"),
        ("https://arxiv.org/list/cs.DL/recent", "announcements", "cs.DL"),
        ("http://export.arxiv.org/list/cs.DL/new?skip=0&show=50", "announcements", "cs.DL"),
        ("https://rss.arxiv.org/atom/hep-th", "announcements", "hep-th"),
        ("https://arxiv.org/list/cs.DL/2401", "page", "https://arxiv.org/list/cs.DL/2401"),
        ("https://arxiv.org/list/cs.ZZ/recent", "page", "https://arxiv.org/list/cs.ZZ/recent"),
        ("https://example.org/list/cs.DL/recent", "page", "https://example.org/list/cs.DL/recent"),
        ("10.48550/arXiv.2401.00001", "ids", "2401.00001"),
        ("10.1000/XYZ", "ids", "https://doi.org/10.1000/xyz"),
        ("https://doi.org/10.1000/xyz", "ids", "https://doi.org/10.1000/xyz"),
        (PERSON, "follow", PERSON),
        (f"https://orcid.org/{PERSON}", "follow", PERSON),
        ("https://example.org/feed.xml", "feed", "https://example.org/feed.xml"),
        ("https://example.org/blog/feed/", "feed", "https://example.org/blog/feed/"),
        ("https://example.org/papers?id=3", "page", "https://example.org/papers?id=3"),
        ("cs.LG", "announcements", "cs.LG"),
        ("https://ror.org/05a28rw58", "institution", "https://ror.org/05a28rw58"),
        ("list.bib", "files", "here/list.bib"),
        ("./box/../list.bib", "files", "here/list.bib"),
        ("odd[1].txt", "files", "here/odd[[]1].txt"),
        ("box", "files", "here/box/*"),
        ("box/*.md", "files", "here/box/*.md"),
    ],
)
def test_each_form_is_understood(home: Path, text: str, kind: str, value: str) -> None:
    named = recognise(text, home, home / "here", TODAY)
    assert (named.kind, named.value) == (kind, value)


def test_what_follows_a_category_does_not_take_its_address(home: Path) -> None:
    slugs = {
        wanted_slug(source_place(recognise(code, home, home, TODAY).suggested)): wanted_slug(category_place(code))
        for code in CATEGORIES
    }
    assert slugs["new-in-cs-cl"] == "cs-cl"
    assert len(slugs) == len(CATEGORIES)
    assert not slugs.keys() & set(slugs.values())


def test_a_file_outside_of_the_folder_of_the_settings_is_named_as_a_whole(home: Path) -> None:
    assert recognise("../outside.md", home / "here", home / "here", TODAY).value == str(home / "outside.md")


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "-", "ftp://example.org/x", "https://", "http://a:b:c/", "#3",
        "a\nb", "https://example.org/\nname='x'", "2401.00001\0", "x" * (LONGEST + 1), "https://example.org/a b",
    ],
)  # fmt: skip
def test_what_is_nothing_is_refused(home: Path, text: str) -> None:
    with pytest.raises(BadSettings, match="expected"):
        recognise(text, home, home, TODAY)


NO_FILE = ": there is no such file or folder here"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0000-0002-1825-0098", "no ORCID iD such as 0000-0002-1825-0097: a digit is missing or wrong"),
        ("https://orcid.org/0000-0002-1825-0098", "a digit is missing or wrong"),
        ("cs.lg", "arXiv has no such category; did you mean cs.LG?"),
        ("stats.ML", "did you mean stat.ML"),
        ("cs.ZZ", "arXiv has no such category; there are cs.AI, cs.AR, "),
        ("nothing.txt", NO_FILE),
        ("notes/of today", NO_FILE),
        ("docs/cs.md", NO_FILE),
        ("Notes Today.md", NO_FILE),
        ("lab.example.org", "of an address https:// is missing: https://lab.example.org"),
        ("example.edu/papers", "of an address https:// is missing: https://example.edu/papers"),
        ("2041-1723", 'name = "venue 2041-1723" and venue = "2041-1723"'),
        ("2041-1724", "no ISSN such as 2041-1723: a digit is wrong"),
        ('cat:cs.LG AND abs:"x y"', 'query = "cat:cs.LG AND abs:\\"x y\\""'),
        ("cs:cs:LG", 'set = "cs:cs:LG"'),
        ("2401.99999999", "5 digits belong after the dot, not 8"),
        ("hep-th/9913001", "there is no month 13"),
        ("Hutter", 'by the whole name, such as "Ada Hutter"'),
        ("reading list", 'follow = ["reading list"]'),
        ("李明", 'follow = ["李明"]'),
    ],
)
def test_what_is_refused_is_told_what_it_seems_to_be(home: Path, text: str, message: str) -> None:
    with pytest.raises(BadSettings) as refused:
        recognise(text, home, home, TODAY)
    assert message in str(refused.value)
    assert message != NO_FILE or str(refused.value).endswith(message)


@pytest.mark.parametrize(
    "text", ["lab.example.org", 'a "x" b', "cs.ZZ", "Ada", "reading list", "cat:cs.LG", "2041-1724"]
)
def test_only_what_looks_like_a_paper_is_said_to_be_none(home: Path, text: str) -> None:
    with pytest.raises(BadSettings) as refused:
        recognise(text, home, home, TODAY)
    assert "form of an arXiv id" not in str(refused.value)


def test_lines_that_are_named_are_valid_settings(home: Path) -> None:
    for text, key in (("2041-1723", "venue"), ('ti:"a b" AND cat:cs.LG', "query"), ("cs:cs:LG", "set")):
        with pytest.raises(BadSettings) as refused:
            recognise(text, home, home, TODAY)
        name, value = re.findall(r"(name = .*) and (\w+ = .*?\"(?=,|$))", str(refused.value))[0]
        assert tomllib.loads(f"{name}\n{value}") == {
            "name": tomllib.loads(name)["name"],
            key: text,
        }


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("Lovelace, Ada", "Ada Lovelace"),
        ("Núria D'Arc-Łuk", "Núria D'Arc-Łuk"),
        ("李明 A. van der Waals", "李明 A. van der Waals"),
    ],
)
def test_a_whole_name_is_somebody_to_follow(home: Path, text: str, name: str) -> None:
    named = recognise(text, home, home, TODAY)
    assert (named.kind, named.value, named.label) == ("follow", name, name)


def test_what_is_secret_in_an_address_is_not_shown(home: Path) -> None:
    named = recognise("https://me:secret@example.org/feed?token=secret", home, home, TODAY)
    assert named.value == "https://me:secret@example.org/feed?token=secret"
    assert "secret" not in f"{named.label} {named.suggested}"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "192.168.0.9", "10.1.2.3"])
def test_an_address_that_only_we_reach_is_private_and_names_no_host(home: Path, host: str) -> None:
    named = recognise(f"http://{host}:8000/papers", home, home, TODAY)
    assert named.is_private
    assert named.suggested == "papers"
