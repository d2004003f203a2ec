from __future__ import annotations

from datetime import date

import pytest

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
        ("pages={1706.03762}", None),
        ("abstract={We extend arXiv:1409.0473.}, eprint={1706.03762}", "1706.03762"),
    ],
)
@pytest.mark.parametrize("end", ["}", ",\n}", ""])
def test_the_id_of_an_entry_is_in_the_fields_that_name_it(fields: str, expected: str | None, end: str) -> None:
    found = mentions(f"@article{{key,\n title={{Attention to Sheep}}, {fields}{end}\n", "a.bib")
    assert found[0].id == expected
    assert found[0].place == "@article{key}"
    assert found[0].item
    assert found[0].item.title == "Attention to Sheep"


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
