from __future__ import annotations

from datetime import date

import pytest

from tests.support.growth import processor_seconds
from tests.support.reading import mentions, names, only


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("eprint={1706.03762}, archivePrefix={arXiv}, primaryClass={cs.CL}", "1706.03762"),
        ("eprint={arXiv:1706.03762v5}", "1706.03762"),
        ("eprint={hep-th/9901001}, eprinttype={arxiv}", "hep-th/9901001"),
        ("eprint={9901001}, archivePrefix={arXiv}", None),
        ("eprint={1706.03762}, eprinttype={jstor}, doi={10.1000/182}", None),
        ("journal={arXiv preprint arXiv:1706.03762}", "1706.03762"),
        ("journal={CoRR}, volume={abs/1706.03762}", "1706.03762"),
        ("url={https://arxiv.org/abs/1706.03762}", "1706.03762"),
        ("howpublished={\\url{https://arxiv.org/abs/1706.03762}}", "1706.03762"),
        ("doi={10.48550/arXiv.1706.03762}", "1706.03762"),
        ("note={arXiv:1706.03762}", "1706.03762"),
        ("note={\\eprint[arxiv]{1706.03762}}", "1706.03762"),
        ("note={\\eprint{1706.03762v5}}", "1706.03762"),
        ("eprint={\\eprint[arXiv][cs.CL]{1706.03762}}", "1706.03762"),
        ("journal={\\eprint[arxiv]{hep-th/9901001}}", "hep-th/9901001"),
        ("pages={1706.03762}", None),
        ("abstract={We extend arXiv:1409.0473.}, eprint={1706.03762}", "1706.03762"),
    ],
)
@pytest.mark.parametrize("end", ["}", ",\n}", ""])
def test_the_id_of_an_entry_is_in_the_fields_that_name_it(fields: str, expected: str | None, end: str) -> None:
    found = mentions(f"@article{{key,\n title={{Attention to Sheep}}, {fields}{end}\n", "a.bib")
    assert found[0].id == expected
    assert found[0].place == "@article{key}"
    assert [one.item.title for one in found if one.item] == ["Attention to Sheep"]


def test_fields_become_an_item_with_latex_as_unicode() -> None:
    mention, item = only(
        r"""@inproceedings{k, title = {The {BERT} of {\'E}tudes:
            a Study}, author = {Author, Ann and {\'E}mile Builder and van der Berg, Jan and others},
            booktitle = {Proc. of X}, year = 2017, month = jun, doi = {10.1145/1234567.8}, abstract = {We study.}}""",
        "a.bib",
    )
    assert (mention.how, mention.doi, mention.text) == ("title", "10.1145/1234567.8", "The BERT of Études: a Study")
    assert (names(item), item.authors_complete) == (["Ann Author", "Émile Builder", "Jan van der Berg"], False)
    assert (item.venue, item.date, item.date_exact) == ("Proc. of X", date(2017, 6, 1), "month")
    assert item.abstract == "We study."


@pytest.mark.parametrize("others", ["others", "et al", "et al.", "Others", "..."])
def test_what_stands_for_more_authors_is_none(others: str) -> None:
    _, item = only(f"@misc{{k, title={{Attention to Sheep}}, author={{Author, Ann and {others}}}}}", "a.bib")
    assert (names(item), item.authors_complete) == (["Ann Author"], False)


def test_a_broken_entry_is_read_and_the_others_as_well() -> None:
    found = mentions(
        '@misc{a, title="Foo " # "bar", eprint={2507.13575}, note={unclosed\n@article{b, title={Second One}, eprint={2502.08606}}\n'
        "@article{b, title={Same Key}, eprint={2506.18879}}\n@article{c, title={A}, title={B}, eprint={2407.21075}}\n",
        "a.bib",
    )
    assert [mention.id for mention in found] == ["2507.13575", "2502.08606", "2506.18879", "2407.21075"]


def test_text_between_entries_is_searched() -> None:
    found = mentions("% see arXiv:2507.13575\n\n@comment{arXiv:2502.08606}\n@string{x = {y}}\n", "a.bib")
    assert [(mention.id, mention.item) for mention in found] == [("2507.13575", None), ("2502.08606", None)]
    assert found[0].place == "line 1, column 7"


def test_a_volume_is_not_a_paper() -> None:
    (mention,) = mentions("@proceedings{p, title={Proceedings of X}, year={2024}}", "a.bib")
    assert mention.not_a_paper


def test_a_broken_file_writes_no_log(caplog: pytest.LogCaptureFixture) -> None:
    mentions("@article{x @article{y @@@ {{{", "a.bib")
    assert caplog.records == []


TITLE = "The title of a sheep"
ONE = f"author = {{Holm, Nina}},\n  title = {{{TITLE}}},\n  eprint = {{2104.00011}},\n  archivePrefix = {{arXiv}}"


@pytest.mark.parametrize(
    "entry",
    [
        f"@article{{k,\n  {ONE}\n}}",
        f"@ARTICLE {{k,\n  {ONE},\n}}",
        f"@article(k,\n  {ONE}\n)",
        f"@article{{k,\n  {ONE}\n",
        f"@article{{k\n  {ONE}\n}}",
        f"@article{{\n  {ONE}\n}}",
        f"@article{{,\n  {ONE}\n}}",
        f"@article{{a key of words,\n  {ONE}\n}}",
        "@article{k,\n  " + ONE.replace("sheep},", "sheep,") + "\n}",
        "@article{k,\n  " + ONE.replace("sheep},", "sheep}},") + "\n}",
        "@article{k,\n  " + ONE.replace("sheep},", "sheep}") + "\n}",
        "@article{k,\n  " + ONE.replace("title = {", "title = {{").replace("sheep},", "{s}heep},") + "\n}",
        "@article{k,\n  " + ONE.replace("{The", '"The').replace("sheep}", 'sheep"') + "\n}",
        "@article{k,\n  " + ONE.replace("{The", '"The').replace("sheep}", "sheep") + "\n}",
        "@article{k,\n  " + ONE.replace("{The title of a sheep}", '"The title" # " of " # a # { sheep}') + "\n}",
        "@article{k,\n  " + ONE.replace("{The", '"The {"}').replace("sheep}", 'sheep"').replace('{"}', "") + "\n}",
        "@article{k,\n  % remark\n  " + ONE + "\n}",
        "@article{k, " + " ".join(ONE.split("\n")) + "}",
    ],
)
@pytest.mark.parametrize("after", ["", "\n\n@misc{l, title={Next}}\n", "\n@misc{l,\n title={Next}}\n"])
def test_an_entry_is_read_however_it_is_broken(entry: str, after: str) -> None:
    found = mentions(f"@string{{a = {{a}}}}\n{entry}{after}", "a.bib")
    assert [(one.id, one.item and one.item.title) for one in found][:1] == [("2104.00011", TITLE)]
    assert names(found[0].item) == ["Nina Holm"]
    assert [one.text for one in found[1:]] == (["Next"] if after else [])


def test_entries_on_one_line_after_a_broken_one_are_read() -> None:
    found = mentions("@misc{a, title={One of {two} @misc{b, title={Two of two}, year=2020}", "a.bib")
    assert [one.text for one in found if one.how == "title"][-1] == "Two of two"


def test_strings_and_parts_are_put_together() -> None:
    _, item = only(
        '@string{p = "Proc. of "}\n@STRING{I = p # {ICML}}\n@misc{k, title="A" # { B}, booktitle = i # " 2020"}',
        "a.bib",
    )
    assert (item.title, item.venue) == ("A B", "Proc. of ICML 2020")


def test_an_entry_takes_from_its_volume_what_it_lacks_and_no_id() -> None:
    volume = "@proceedings{v, title={Proc. of ICML}, year={2020}, doi={10.1000/1}, eprint={2104.00011}, archiveprefix={arXiv}}"
    found = mentions("@inproceedings{k, title={Sheep of late}, author={A B}, crossref={V}}\n" + volume, "a.bib")
    assert (found[0].id, found[0].doi) == (None, None)
    assert found[0].item
    assert (found[0].item.venue, str(found[0].item.date)) == ("Proc. of ICML", "2020-01-01")


def test_entries_that_lend_each_other_their_fields_come_to_an_end() -> None:
    found = mentions(
        "@misc{a, title={Sheep of a}, xdata={b}}\n@misc{b, year=2020, title={Sheep of b}, xdata={a,b}}\n@xdata{c, year=1}",
        "a.bib",
    )
    assert [(one.text, str(one.item and one.item.date)) for one in found] == [
        ("Sheep of a", "2020-01-01"),
        ("Sheep of b", "2020-01-01"),
    ]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("eprint={9901001}, archivePrefix={arXiv}, primaryClass={hep-th}", "hep-th/9901001"),
        ("eprint={0309136}, eprinttype={arxiv}, eprintclass={math.GT}", "math/0309136"),
        ("Bdsk-Url-1={https://arxiv.org/abs/1706.03762}", "1706.03762"),
        ("archivePrefix={arXiv:1706.03762}", "1706.03762"),
        ("number={arXiv:1706.03762}", "1706.03762"),
        ("publisher={arXiv:1706.03762 [cs]}", "1706.03762"),
        ("url={https://a.org/x https://arxiv.org/abs/1706.03762}", "1706.03762"),
        ("url={https://arxiv.org/abs/hep\\_th/9901001}, doi={10.1000/182}, eprint={hep-th/9901001}", "hep-th/9901001"),
        ("number={1706.03762}", None),
        ("eprint={12345678}, eprinttype={pmid}", None),
    ],
)
def test_the_id_in_the_fields_of_many_programs(fields: str, expected: str | None) -> None:
    assert mentions(f"@misc{{k, title={{Attention to Sheep}}, {fields}}}", "a.bib")[0].id == expected


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("title={Sheep}, subtitle={A Study of Wool}", "Sheep: A Study of Wool"),
        ("title={What is a sheep?}, subtitle={A Study}", "What is a sheep? A Study"),
        ("booktitle={The Book of Sheep}", "The Book of Sheep"),
        ("title={Sheep {\\&}amp; Wool}", "Sheep & Wool"),
        ("title={{\\'E}tudes of {{\\v{S}}}koda\\textemdash{}II}", "Études of Škoda—II"),
    ],
)
def test_a_title_in_its_forms(written: str, title: str) -> None:
    assert only(f"@book{{k, {written}, author={{A B}}}}", "a.bib")[1].title == title


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{The Sheep and Wool Collaboration} and Holm, Nina", ["The Sheep and Wool Collaboration", "Nina Holm"]),
        ("{\\O}stergaard, S{\\o}ren", ["Søren Østergaard"]),
        ("Nina Holm, Ole Nord, Ines Okafor, Paul Brandt", ["Nina Holm", "Ole Nord", "Ines Okafor", "Paul Brandt"]),
        ("Holm, Jr., Nina", ["Nina Holm, Jr."]),
    ],
)
def test_authors_in_their_forms(written: str, expected: list[str]) -> None:
    assert names(only(f"@misc{{k, title={{Attention to Sheep}}, author={{{written}}}}}", "a.bib")[1]) == expected


def test_a_journal_that_is_a_macro_has_its_name_or_none() -> None:
    found = mentions(
        "@misc{a, title={Sheep of a}, journal={\\apj}}\n@misc{b, title={Sheep of b}, journal={\\ownmacro}}", "a.bib"
    )
    assert [one.item and one.item.venue for one in found] == ["The Astrophysical Journal", None]


@pytest.mark.parametrize(
    "written", ["@misc{k, author={Holm, Nina}, year=2010}", "@misc{k}", "@misc{k, title={}, author={Nina Holm}}"]
)
def test_an_entry_that_names_nothing_is_said_to(written: str) -> None:
    (found,) = mentions(written, "a.bib")
    assert found.not_a_paper == "it has neither a title nor an id"
    assert found.text.startswith("@misc{k}")


def test_the_command_for_eprints_in_a_title_is_the_id_and_no_part_of_the_title() -> None:
    mention, item = only("@misc{k, title={Counting Sheep in the Dark \\eprint[arxiv]{2304.05376}}}", "a.bib")
    assert (mention.id, item.title) == ("2304.05376", "Counting Sheep in the Dark")


@pytest.mark.parametrize(
    "unit",
    [
        "@a{",
        "a = {",
        '"',
        "\n a = {",
        "@misc{k, a = {{",
        "x = 1, ",
        "\n@misc{a, crossref={a}, xdata={b}}",
        "{\\'",
        "}",
        " and {",
    ],
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        return processor_seconds(
            lambda n: mentions("@misc{x, author = {a" + unit * (size // len(unit)) + str(n), "a.bib")
        )

    seconds(1_000)
    assert seconds(200_000) < 20 * max(seconds(20_000), 0.02)
