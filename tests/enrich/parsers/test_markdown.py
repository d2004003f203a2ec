"""Markdown becomes a tree of blocks with places."""

from __future__ import annotations

from datetime import date

from enrich.parsers.markdown import parse_markdown
from enrich.tree.blocks import Code, Heading, ListBlock, Paragraph, Quote, Table, block_runs, text_of

TODAY = date(2026, 1, 5)


def test_each_kind_of_block() -> None:
    tree = parse_markdown(
        "# A\n\ntext **bold** [l](https://a.example/)\n\n- one\n  - two\n\n| a | b |\n|---|---|\n| c | d |\n\n> q\n\n```py\nx = 1\n```\n",
        TODAY,
    )
    assert [type(block) for block in tree.blocks] == [Heading, Paragraph, ListBlock, Table, Quote, Code]
    paragraph, listed, table, code = tree.blocks[1], tree.blocks[2], tree.blocks[3], tree.blocks[5]
    assert isinstance(paragraph, Paragraph)
    assert [(run.text, run.strong, run.href) for run in paragraph.runs] == [
        ("text ", False, ""),
        ("bold", True, ""),
        (" ", False, ""),
        ("l", False, "https://a.example/"),
    ]
    assert isinstance(listed, ListBlock)
    assert isinstance(listed.items[0].blocks[1], ListBlock)
    assert isinstance(table, Table)
    assert (table.headed, [text_of(cell.runs) for cell in table.rows[1].cells]) == (True, ["c", "d"])
    assert isinstance(code, Code)
    assert (code.text, code.language) == ("x = 1\n", "py")


def test_places_are_lines_and_columns() -> None:
    tree = parse_markdown("# A\n\nfirst line\nand arXiv:2401.00001 here\n", TODAY)
    assert tree.locate(tree.blocks[1].place, "arXiv:2401.00001") == "line 4, column 5"


def test_nothing_is_left_out_of_odd_texts() -> None:
    for text in ("<!A", "", "\x00", "<div>", "[[[[", "| a |\n|--", "<script>x</script>"):
        assert isinstance(text_of(block_runs(parse_markdown(text, TODAY).blocks)), str)
