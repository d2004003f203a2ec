from __future__ import annotations

import time
from xml.sax.saxutils import escape

import pytest

from tests.support.growth import processor_seconds
from tests.support.reading import document, mentions, names, only

TITLE = "Sheep & grids: a study"
ENDNOTE = """<?xml version="1.0"?><xml><records><record><ref-type name="Journal Article">17</ref-type>
<contributors><authors><author><style face="normal">Okafor, Ines</style></author><author>Brandt, Paul</author></authors>
<secondary-authors><author>Editor, E.</author></secondary-authors></contributors>
<titles><title><style>Sheep &amp; </style><style face="italic">grids</style><style>: a study</style></title>
<secondary-title>J. Sheep</secondary-title></titles><dates><year>2017</year></dates>{}</record></records></xml>"""
ZOTERO = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#"
 xmlns:bib="http://purl.org/net/biblio#" xmlns:foaf="http://xmlns.com/foaf/0.1/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:dcterms="http://purl.org/dc/terms/"><bib:Article rdf:about="{}"><z:itemType>journalArticle</z:itemType>
<bib:authors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>Okafor</foaf:surname><foaf:givenName>Ines</foaf:givenName></foaf:Person></rdf:li>
<rdf:li><foaf:Person><foaf:surname>Brandt</foaf:surname><foaf:givenName>Paul</foaf:givenName></foaf:Person></rdf:li></rdf:Seq></bib:authors>
<dcterms:isPartOf rdf:resource="urn:issn:1"/><dc:title>Sheep &amp; grids: a study</dc:title><dc:date>2017</dc:date></bib:Article>
<bib:Journal rdf:about="urn:issn:1"><dc:title>J. Sheep</dc:title><dc:identifier>DOI 10.1000/sheep.1</dc:identifier></bib:Journal>
<z:Attachment rdf:about="#a"><z:itemType>attachment</z:itemType><dc:title>Full Text PDF</dc:title></z:Attachment></rdf:RDF>"""
MODS = """<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><title>Sheep &amp; grids</title><subTitle>a study</subTitle></titleInfo>
<titleInfo type="abbreviated"><title>Sheep</title></titleInfo>
<name><namePart type="family">Okafor</namePart><namePart type="given">Ines</namePart><role><roleTerm>author</roleTerm></role></name>
<name><namePart>Paul Brandt</namePart></name><name><namePart>An Editor</namePart><role><roleTerm>editor</roleTerm></role></name>
<originInfo><dateIssued>2017</dateIssued></originInfo><relatedItem type="host"><titleInfo><title>J. Sheep</title></titleInfo></relatedItem></mods>"""
DBLP = """<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE dblp SYSTEM "dblp.dtd"><dblp><article key="journals/js/1">
<author>Ines Okafor</author><author>Paul Brandt 0002</author><title>Sheep &amp; <i>grids</i>: a study.</title><year>2017</year><journal>J. Sheep</journal>
</article></dblp>"""


@pytest.mark.parametrize("text", [ENDNOTE.format(""), ZOTERO.format("#item_1"), MODS, DBLP])
@pytest.mark.parametrize("name", ["a.xml", "a.rdf", "export"])
def test_an_export_gives_title_names_year_and_venue(text: str, name: str) -> None:
    found, item = only(text, name)
    assert (found.text, names(item), item.venue) == (TITLE, ["Ines Okafor", "Paul Brandt"], "J. Sheep")
    assert (str(item.date), item.date_exact) == ("2017-01-01", "year")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<urls><related-urls><url>https://arxiv.org/abs/1705.09999</url></related-urls></urls>", "1705.09999"),
        ("<electronic-resource-num>arXiv:1705.09999v2</electronic-resource-num>", "1705.09999"),
        ("<electronic-resource-num>10.48550/ARXIV.1705.09999</electronic-resource-num>", "1705.09999"),
        ("<volume>abs/1705.09999</volume>", "1705.09999"),
        ("<publisher>arXiv</publisher><number>1705.09999</number>", "1705.09999"),
        ("<number>1705.09999</number>", None),
        ("<urls><pdf-urls><url>internal-pdf://1705.09999/1705.09999.pdf</url></pdf-urls></urls>", None),
    ],
)
def test_the_id_of_a_record_of_endnote(written: str, expected: str | None) -> None:
    found = mentions(ENDNOTE.format(written), "a.xml")
    assert [(one.id, one.item and one.item.title) for one in found] == [(expected, TITLE)]


def test_a_note_of_endnote_names_another_paper() -> None:
    found = mentions(ENDNOTE.format("<research-notes>compare arXiv:1705.09999</research-notes>"), "a.xml")
    assert [(one.id, one.item is not None) for one in found] == [(None, True), ("1705.09999", False)]


def test_ids_of_zotero_and_dblp() -> None:
    assert [one.id for one in mentions(ZOTERO.format("http://arxiv.org/abs/1705.09999"), "a.rdf")] == ["1705.09999"]
    assert [one.doi for one in mentions(ZOTERO.format("#a"), "a.rdf")] == ["10.1000/sheep.1"]
    assert [one.id for one in mentions(DBLP.replace("js/1", "corr/abs-1705-09999"), "a.xml")] == ["1705.09999"]


def test_a_volume_is_no_paper() -> None:
    (found,) = mentions("<dblp><proceedings key='a'><title>Proc. of Sheep</title></proceedings></dblp>", "a.xml")
    assert found.not_a_paper == "it is a volume, not a paper"


def test_entities_that_dblp_declares_are_characters_and_others_are_nothing() -> None:
    _, item = only(DBLP.replace("Okafor", "&Ouml;kaf&oacute;r"), "a.xml")
    assert names(item)[0] == "Ines Ökafór"
    laughs = '<!DOCTYPE dblp [<!ENTITY a "ha"><!ENTITY b "' + "&a;" * 10 + '"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    for name in "bf":
        text = DBLP.split("?>")[1].replace('<!DOCTYPE dblp SYSTEM "dblp.dtd">', laughs).replace("Okafor", f"&{name};")
        _, item = only(text, "a.xml")
        assert names(item)[0] == "Ines"


def test_a_bomb_of_entities_does_not_go_off() -> None:
    levels = [f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 30)]
    text = f'<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY l0 "ha">{"".join(levels)}]><xml><a>&l29;</a><b>arXiv:1705.09999</b></xml>'
    began = time.process_time()
    assert {one.id for one in mentions(text, "a.xml")} == {"1705.09999"}
    assert time.process_time() - began < 5


@pytest.mark.parametrize("cut", [-20, -60, -120])
def test_an_export_that_is_cut_off_is_read_as_far_as_it_goes(cut: int) -> None:
    assert [one.text for one in mentions(ENDNOTE.format("")[:cut], "a.xml")] == [TITLE]


def test_what_is_too_deep_is_searched_for_ids() -> None:
    text = "<?xml version='1.0'?><a>" + "<b>" * 400 + "arXiv:1705.09999"
    assert [one.id for one in mentions(text, "a.xml")] == ["1705.09999"]


def test_other_xml_is_read_by_the_names_of_its_elements() -> None:
    text = """<?xml version="1.0"?><PubmedArticleSet><PubmedArticle><Article><ArticleTitle>Sheep &amp; <i>grids</i>: a study</ArticleTitle>
    <AuthorList><Author><LastName>Okafor</LastName><ForeName>Ines</ForeName></Author></AuthorList></Article></PubmedArticle></PubmedArticleSet>"""
    found, item = only(text, "a.xml")
    assert (found.text, names(item)) == (TITLE, ["Ines Okafor"])


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">', "feed"),
        (ZOTERO, "xml"),
        ("<?xml version='1.0'?><html>", "html"),
        ("<?xml version='1.0'?><svg>", "xml"),
        ("<xml><records>", "xml"),
        ("<div>", "html"),
    ],
)
def test_exports_are_told_from_feeds_and_pages(head: str, expected: str) -> None:
    assert document(head, "a.xml").format == expected


@pytest.mark.parametrize("unit", ["<record>", "<record><titles><title>a", "&a;", "<xml/>", "<a b='1234567'>", "]]>"])
def test_hostile_text_takes_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        return processor_seconds(
            lambda n: mentions("<xml><records><record><ref-type/>" + unit * (size // len(unit)) + str(n), "a.xml")
        )

    seconds(1_000)
    assert seconds(200_000) < 20 * max(seconds(20_000), 0.02)


def test_a_title_may_hold_any_character() -> None:
    title = "Sheep < goats > \"cows\" & 'hens'"
    assert only(DBLP.replace("Sheep &amp; <i>grids</i>: a study.", escape(title)), "a.xml")[0].text == title
