"""Tables of measurements and of ids with remarks, captions, units and titles around them: which of their numbers are papers."""

from __future__ import annotations

import pytest

from tests.support.reading import mentions

DOCUMENTS = [
    (
        "remark with commas above a header of measures",
        "a.csv",
        "# run of 2024-01-03 after arXiv:2401.00001, seeds 1, 2, 3\n"
        "step,train,heldout\n"
        "100,1512.03385,1603.05027\n"
        "200,1498.11220,1511.00412\n"
        "300,1406.26610,1409.04730\n",
        ["2401.00001"],
    ),
    (
        "remark of two slashes in a table of tabs",
        "a.tsv",
        "// measured as in arXiv:1706.03762\n"
        "x\ty\tz\n"
        "1001.2931\t1202.5469\t1301.0012\n"
        "1310.5139\t1307.1650\t1301.0013\n"
        "1209.2612\t1211.6839\t1501.0014\n",
        ["1706.03762"],
    ),
    (
        "remark in percent signs with semicolons",
        "run.csv",
        "% setup: arXiv:1810.04805; seeds: 4; table 3\n"
        "t;a;b\n"
        "0001.0000;1512.03385;1603.05027\n"
        "0002.0000;1706.03761;1810.04804\n"
        "0003.0000;1406.2661;1409.0473\n",
        ["1810.04805"],
    ),
    (
        "a title in quotes above the table",
        "a.csv",
        '"Reproduction of arXiv:1706.03762, Table 2, ours"\n'
        "\n"
        "run,ours,theirs\n"
        "A,1512.03385,1603.05027\n"
        "B,1707.06347,1802.05365\n"
        "C,1901.02860,1904.09751\n",
        ["1706.03762"],
    ),
    (
        "remarks between rows",
        "log.csv",
        "step,ch0,ch1\n"
        "1,1512.03385,1603.05027\n"
        "# after restart, parameters of arXiv:1412.6980\n"
        "2,1507.06228,1602.07261\n"
        "# again\n"
        "3,1409.1556,1608.06993\n",
        ["1412.6980"],
    ),
    (
        "a row of units",
        "field.csv",
        "# arXiv:1810.04805 setup\n"
        "time,ch0,ch1\n"
        "[s],[mV],[mV]\n"
        "1,1512.03385,1603.05027\n"
        "2,1507.06228,1602.07261\n"
        "3,1409.1556,1608.06993\n",
        ["1810.04805"],
    ),
    (
        "a caption of a table of Markdown that names arXiv",
        "a.md",
        "Table 1: replication of arXiv:1706.03762\n"
        "\n"
        "| layer | before | after |\n"
        "|---|---|---|\n"
        "| 1 | 1512.03385 | 1603.05027 |\n"
        "| 2 | 1507.06228 | 1602.07261 |\n"
        "| 3 | 1409.1556 | 1608.06993 |\n",
        ["1706.03762"],
    ),
    (
        "a caption of a table of HTML that names arXiv",
        "a.html",
        "<table><caption>Throughput with the code of arXiv:1706.03762</caption><tr><th>node<th>day<th>night</tr><tr><td>n1<td>1512.03385<td>1603.05027</tr><tr><td>n2<td>1507.06228<td>1602.07261</tr><tr><td>n3<td>1409.1556<td>1608.06993</tr></table>",
        ["1706.03762"],
    ),
    (
        "columns headed by the paper that was reproduced",
        "a.csv",
        "corpus,arXiv:1706.03762,ours\nwiki,1512.03385,1498.1122\nnews,1603.05027,1588.9\nbooks,1701.06538,1602.0\n",
        ["1706.03762"],
    ),
    (
        "a measure whose header names the paper",
        "a.csv",
        "corpus,loss as in arXiv:1706.03762,n\nwiki,1512.03385,4\nnews,1603.05027,5\nbooks,1701.06538,6\n",
        ["1706.03762"],
    ),
    (
        "two tables in a file",
        "a.csv",
        "arXiv,Title\n"
        "1706.03762,Attention Is All You Need\n"
        "1810.04805,Pre-training of Deep Bidirectional Transformers\n"
        "\n"
        "step,loss\n"
        "1512.03385,1603.05027\n"
        "1507.06228,1602.07261\n",
        ["1706.03762", "1810.04805"],
    ),
    (
        "counts below a header that is arXiv's name",
        "servers.csv",
        "# preprints a month, in thousands; source arXiv\n"
        "month,arXiv,bioRxiv\n"
        "2015-01,7893.4,1203.1\n"
        "2015-02,7512.0,1101.7\n"
        "2015-03,1512.03385,1304.1\n"
        "2015-04,8022.9,1207.7\n",
        [],
    ),
    (
        "ids below a remark",
        "reading.csv",
        "# exported from Zotero 2024-01-02, 3 items\n"
        "arXiv,Title\n"
        "1706.03762,Attention Is All You Need\n"
        "1810.04805,Pre-training of Deep Bidirectional Transformers\n"
        "1512.03385,Deep Residual Learning for Image Recognition\n",
        ["1706.03762", "1810.04805", "1512.03385"],
    ),
    (
        "a header that is called #",
        "reading.csv",
        "#,arXiv,Title\n"
        "1,1706.03762,Attention Is All You Need\n"
        "2,1810.04805,Pre-training of Deep Bidirectional Transformers\n"
        "3,1512.03385,Deep Residual Learning for Image Recognition\n",
        ["1706.03762", "1810.04805", "1512.03385"],
    ),
    (
        "a header behind the sign of a remark",
        "reading.tsv",
        "# arxiv\ttitle\tyear\n"
        "1706.03762\tAttention Is All You Need\t2017\n"
        "1810.04805\tPre-training of Deep Bidirectional Transformers\t2018\n",
        ["1706.03762", "1810.04805"],
    ),
    (
        "a list of ids below a remark",
        "ids.csv",
        "# arXiv ids to read\n1706.03762\n1810.04805\n1512.03385\n",
        ["1706.03762", "1810.04805", "1512.03385"],
    ),
    (
        "a list of ids below a remark that does not name arXiv",
        "ids.tsv",
        "# to read, from Lena\n1706.03762\n1810.04805\n1512.03385\n",
        ["1706.03762", "1810.04805", "1512.03385"],
    ),
    (
        "ids with remarks between rows",
        "reading.csv",
        "arxiv,rating\n# 2024\n1706.03762,5\n1810.04805,4\n# older, from arXiv:1301.3781\n1512.03385,5\n",
        ["1706.03762", "1810.04805", "1512.03385", "1301.3781"],
    ),
    (
        "ids beside measurements below a remark",
        "bench.csv",
        "# speed of the models, arXiv ids in the first column\n"
        "paper,step_ms,ppl\n"
        "1706.03762,1512.03385,1603.05027\n"
        "1810.04805,1507.06228,1602.07261\n"
        "1301.3781,1409.1556,1608.06993\n",
        ["1706.03762", "1810.04805", "1301.3781"],
    ),
    (
        "ids in Markdown below a caption",
        "a.md",
        "Table 2: what we compare with\n"
        "\n"
        "| arXiv | Title | loss |\n"
        "|---|---|---|\n"
        "| 1706.03762 | Attention Is All You Need | 1512.03385 |\n"
        "| 1810.04805 | Pre-training of Deep Bidirectional Transformers | 1603.05027 |\n",
        ["1706.03762", "1810.04805"],
    ),
    (
        "a remark of double quotes in a table of semicolons",
        "probe.csv",
        '"Messung nach arXiv:1409.0473; Kanal 1; Kanal 2"\n'
        '"Zeit";"K1";"K2"\n'
        '"0900.0000";"1406.2661";"1301.3781"\n'
        '"1000.0000";"1412.6980";"1312.6114"\n'
        '"1100.0000";"1502.0311";"1506.0262"\n',
        ["1409.0473"],
    ),
    (
        "a remark with as many commas as the table",
        "grid.csv",
        "# see arXiv:1409.0473, fig 2, panel b\n"
        "row,left,right\n"
        "A,1406.2661,1301.3781\n"
        "B,1412.6980,1312.6114\n"
        "C,1502.03167,1506.02640\n",
        ["1409.0473"],
    ),
    (
        "a remark of a semicolon above tabs",
        "sweep.tsv",
        "; sweep 12, hyperparameters of arXiv:1412.6980\n"
        "width\tdepth\tv0\tv1\n"
        "64\t2\t1406.2661\t1301.3781\n"
        "64\t4\t1412.6981\t1312.6114\n"
        "128\t4\t1502.03167\t1506.02640\n",
        ["1412.6980"],
    ),
    (
        "a remark after the rows",
        "sweep.csv",
        "k,v0,v1\n"
        "1,1406.2661,1301.3781\n"
        "2,1412.6981,1312.6114\n"
        "3,1502.03167,1506.02640\n"
        "# 3 rows; compare with arXiv:1409.0473\n",
        ["1409.0473"],
    ),
    (
        "Excel's separator, then a remark",
        "sweep.csv",
        "sep=;\n# arXiv:1409.0473\nk;v0;v1\n1;1406.2661;1301.3781\n2;1412.6981;1312.6114\n3;1502.03167;1506.02640\n",
        ["1409.0473"],
    ),
    (
        "a table in plain text below a caption",
        "notes.txt",
        "Table 3. Energies after arXiv:1409.0473 (keV)\n"
        "\n"
        "  site      day 1       day 2\n"
        "  north  1406.2661   1301.3781\n"
        "  south  1412.6981   1312.6114\n"
        "  west   1502.0316   1506.0264\n",
        ["1409.0473"],
    ),
    (
        "a table of HTML whose heading names arXiv",
        "index.html",
        "<h2>Results of arXiv:1409.0473</h2><table><thead><tr><th>k</th><th>v0</th><th>v1</th></tr></thead><tbody><tr><td>1</td><td>1406.2661</td><td>1301.3781</td></tr><tr><td>2</td><td>1412.6981</td><td>1312.6114</td></tr><tr><td>3</td><td>1502.03167</td><td>1506.02640</td></tr></tbody></table>",
        ["1409.0473"],
    ),
    (
        "numbers above numbers, an index as the header",
        "frame.csv",
        ",0,1,2\n"
        "0,1406.2661,1301.3781,1409.0473\n"
        "1,1412.6981,1312.6114,1502.03167\n"
        "2,1506.02640,1603.05027,1701.06538\n",
        [],
    ),
    (
        "columns by channel with a unit in the header",
        "adc.csv",
        "# calibration: see arXiv:1409.0473\n"
        "V0 [V],V1 [V]\n"
        "1406.2661,1301.3781\n"
        "1412.6981,1312.6114\n"
        "1502.03167,1506.02640\n",
        ["1409.0473"],
    ),
    (
        "a header repeated after a remark",
        "log.csv",
        "# part 1, arXiv:1409.0473\n"
        "k,v0\n"
        "1,1406.2661\n"
        "2,1412.6981\n"
        "# part 2, arXiv:1412.6980\n"
        "k,v0\n"
        "1,1502.03167\n"
        "2,1506.02640\n",
        ["1409.0473", "1412.6980"],
    ),
    (
        "ids behind a remark of percent signs",
        "refs.csv",
        "% Handapparat, Stand Mai\n"
        "Nr;arXiv-Nummer;Titel\n"
        "1;1406.2661;Generative Adversarial Networks\n"
        "2;1301.3781;Efficient Estimation of Word Representations in Vector Space\n",
        ["1406.2661", "1301.3781"],
    ),
    (
        "ids behind the title of a sheet",
        "refs.csv",
        '"Reading list, spring 2016",,\n'
        ",,\n"
        "arXiv id,who,when\n"
        "1406.2661,Lena,May 3\n"
        "1301.3781,Omar,May 10\n"
        "1412.6980,,May 17\n",
        ["1406.2661", "1301.3781", "1412.6980"],
    ),
    (
        "a header of # and paper",
        "rank.csv",
        "#,paper,votes\n1,1406.2661,17\n2,1301.3781,12\n3,1412.6980,9\n",
        ["1406.2661", "1301.3781", "1412.6980"],
    ),
    (
        "ids in HTML below a caption without arXiv",
        "index.html",
        "<table><caption>Spring</caption><tr><th>preprint</th><th>speaker</th></tr><tr><td>1406.2661</td><td>Lena</td></tr><tr><td>1301.3781</td><td>Omar</td></tr><tr><td>1412.6980</td><td>Jo</td></tr></table>",
        ["1406.2661", "1301.3781", "1412.6980"],
    ),
    (
        "ids with titles and no header below a remark",
        "my.csv",
        "# reading group, winter\n"
        "1406.2661,Generative Adversarial Networks\n"
        "1301.3781,Efficient Estimation of Word Representations in Vector Space\n"
        "1412.6980,Adam: A Method for Stochastic Optimization\n",
        ["1406.2661", "1301.3781", "1412.6980"],
    ),
    (
        "two columns of ids under headers that name arXiv",
        "pairs.csv",
        "# who builds on whom\narxiv_from,arxiv_to\n1406.2661,1301.3781\n1412.6980,1312.6114\n1502.03167,1409.1556\n",
        ["1406.2661", "1301.3781", "1412.6980", "1312.6114", "1502.03167", "1409.1556"],
    ),
]


@pytest.mark.parametrize(("name", "body", "papers"), [row[1:] for row in DOCUMENTS], ids=[row[0] for row in DOCUMENTS])
def test_papers_of_a_table_with_remarks(name: str, body: str, papers: list[str]) -> None:
    found = {one.id or f"!{one.text}" for one in mentions(body, name) if one.id or one.malformed}
    assert sorted(found) == sorted(papers)


def places(body: str, name: str) -> list[tuple[str, str | None, str]]:
    return [(one.place, one.id, one.text) for one in mentions(body, name)]


def test_remarks_count_as_rows() -> None:
    body = "# read arXiv:1301.3781 first\n\narxiv,rating\n1706.03762,5\n# end\n1810.04805,4\n"
    assert places(body, "a.csv") == [
        ("row 1", "1301.3781", "arXiv:1301.3781"), ("row 4", "1706.03762", "1706.03762"), ("row 6", "1810.04805", "1810.04805")
    ]  # fmt: skip


@pytest.mark.parametrize("cell", ["#REF!", "#to-read", "#3", "#", ""])
def test_a_cell_that_begins_with_the_sign_of_a_remark_is_in_its_row(cell: str) -> None:
    body = f"tag,title\na,Counting Sheep in the Dark\nb,Counting Goats in the Dark\n{cell},Counting Cows in the Dark\n"
    assert places(body, "a.csv")[-1] == ("row 4", None, "Counting Cows in the Dark")


def test_rows_that_all_begin_with_a_sign_are_no_remarks() -> None:
    body = "# sheep,Counting Sheep in the Dark,Ann Author\n# goats,Counting Goats in the Dark,Bob Builder\n"
    assert [text for _, _, text in places("tag,title,author\n" + body, "a.csv")] == [
        "Counting Sheep in the Dark", "Counting Goats in the Dark"
    ]  # fmt: skip


def test_a_remark_in_a_cell_of_several_lines_is_none() -> None:
    body = 'title,notes\nCounting Sheep in the Dark,"first\n# second, see arXiv:1301.3781\nthird"\n'
    assert places(body, "a.csv") == [
        ("row 2", None, "Counting Sheep in the Dark"),
        ("row 2", "1301.3781", "arXiv:1301.3781"),
    ]


def test_titles_go_on_behind_a_gap_without_a_header() -> None:
    body = "paper,who\nCounting Sheep in the Dark,Ann\n\nCounting Goats in the Dark,Bob\nCounting Cows at Night,Eve\n"
    assert [text for _, _, text in places(body, "a.csv")] == [
        "Counting Sheep in the Dark", "Counting Goats in the Dark", "Counting Cows at Night"
    ]  # fmt: skip
