"""A title is attached to the right paper or to none."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from enrich.record import Author, Item, Outcome
from enrich.titles.decide import Candidate, decide, title_key

GROMOV = Candidate(
    "2407.07829",
    "Disentangled Representation Learning with the Gromov-Monge Gap",
    ("Théo Uscidda", "Luca Eyring", "Karsten Roth"),
    "Learning disentangled representations from unlabelled data is a fundamental challenge in machine learning. "
    "Solving it may unlock other problems, such as generalization, interpretability, or fairness.",
    date(2024, 7, 10),
    date(2024, 10, 25),
)
SIGMOID = Candidate(
    "2409.04431",
    "Theory, Analysis, and Best Practices for Sigmoid Self-Attention",
    ("Jason Ramapuram", "Federico Danieli", "Eeshan Dhekane", "Floris Weers"),
    "Attention is a key part of the transformer architecture. It maps each sequence element to a weighted sum of values.",
    date(2024, 9, 6),
    date(2025, 1, 22),
)
TILINGS = Candidate(
    "1201.00001",
    "Polyomino Tilings: Counting Them with Transfer Matrices",
    ("Ada Quill", "Bo Fenwick"),
    "We count tilings of strips by polyominoes with transfer matrices and give generating functions for small widths.",
    date(2012, 1, 3),
    date(2012, 1, 3),
)
PLAIN = replace(TILINGS, id="1201.00002", title="Aperiodic Polyomino Tilings of the Hyperbolic Plane")
ALL = (GROMOV, SIGMOID, TILINGS, PLAIN)


def titled(title: str) -> Item:
    return Item(title=title)


@pytest.mark.parametrize(
    ("title", "paper"),
    [
        ("Disentangled Representational Learning with the Gromov-Monge Gap", GROMOV),
        ("DISENTANGLED REPRESENTATION LEARNING WITH THE GROMOV–MONGE GAP", GROMOV),
        ("disentangled representation learning with gromov monge gap.", GROMOV),
        ("Disentangled Representatoin Learning with the Gromov-Monge Gap", GROMOV),
        ("Disentangled Representation Learning wiht the Gromov-Mongee Gap", GROMOV),
        ("Disentangled Representation Learning with the Gro…", GROMOV),
        ("Disentangled Representation Learning with the Gromov-Monge Gap (ICLR 2025)", GROMOV),
        ("Disentangled Representation Learning with the Gromov-Monge Gap | OpenReview", GROMOV),
        ("3. Disentangled Representation Learning with the Gromov-Monge Gap", GROMOV),
        ("Disentangled Represen- tation Learning with the Gromov-Monge Gap", GROMOV),
        (f"{SIGMOID.title}Jason Ramapuram, Federico Danieli, Eeshan Dhekane et al. · apple-ml, berkeley", SIGMOID),
        (f"{SIGMOID.title} Jason Ramapuram and Federico Danieli", SIGMOID),
        (f"{SIGMOID.title}J. Ramapuram, F. Danieli".lower(), SIGMOID),
        ("Polyomino Tilings: Counting Them with Transfer Matrices", TILINGS),
        ("Aperiodic Polyomino Tilings of the Hyperbolic Plane: Theory and Practice", PLAIN),
        ("Aperiodic Polyomino Tilings of the Hyperbolic Plane — An Empirical Study", PLAIN),
    ],
)
def test_a_title_damaged_in_copying_is_found(title: str, paper: Candidate) -> None:
    verdict = decide(titled(title), ALL)
    assert (verdict.outcome, verdict.id) == (Outcome.FOUND, paper.id), verdict


@pytest.mark.parametrize(
    "title",
    [
        "{}: Tech Report 2025",
        "{}, Part II",
        "{} II",
        "{} (Part 2)",
        "{}: Part Two",
        "{} Revisited",
        "{} (2.0)",
        "{}: Updated",
        "{} 2.0",
        "{} v2",
        "Reply to: {}",
        "Comment on “{}”",
        "A Response to {}",
        "Erratum: {}",
        "{}: Erratum",
        "{}: Supplementary Material",
        "{}: New Results",
        "{}: The Weighted Case",
        "{}: Lower Bounds",
        "{} Is Not Enough",
        "Beyond {}",
        "Towards {}",
        "Non-{}",
        "{} and Its Applications",
        "{} vs. Random Tilings",
    ],
)
@pytest.mark.parametrize("described", [False, True], ids=["title only", "with its authors, abstract and date"])
def test_a_near_duplicate_is_not_the_paper(title: str, described: bool) -> None:
    item = titled(title.format(PLAIN.title))
    if described:
        names = tuple(Author(n) for n in PLAIN.authors)
        item = structs.replace(item, authors=names, abstract=PLAIN.abstract, date=PLAIN.published, date_exact="day")
    assert decide(item, [PLAIN]).id is None


@pytest.mark.parametrize("title", ["{}: A Survey", "{}: an overview", "{} (Extended Version)", "{} - technical report"])
def test_an_edition_is_the_paper_only_with_its_authors_and_its_abstract(title: str) -> None:
    item = titled(title.format(PLAIN.title))
    by_authors = structs.replace(item, authors=tuple(Author(n) for n in PLAIN.authors))
    assert decide(item, [PLAIN]).id is None
    assert decide(by_authors, [PLAIN]).id is None
    assert decide(structs.replace(item, abstract=PLAIN.abstract), [PLAIN]).id is None
    assert decide(structs.replace(by_authors, abstract=PLAIN.abstract), [PLAIN]).id == PLAIN.id


@pytest.mark.parametrize("title", ["{} [preprint]", "{} (arXiv preprint)", "{}, preprint", "{} - Preprint"])
def test_a_title_marked_as_preprint_is_the_papers(title: str) -> None:
    assert decide(titled(title.format(PLAIN.title)), [PLAIN]).id == PLAIN.id


@pytest.mark.parametrize(
    "title",
    [
        "Ada Quill, Bo Fenwick. {}",
        "A. Quill & B. Fenwick (2012): {}",
        "quill, ada; fenwick, bo - {}",
        "Ada Quill et al. “{}”",
        "{} by Ada Quill and Bo Fenwick",
        "{}. By A. Quill",
        "{} (Quill and Fenwick, 2012)",
    ],
)
def test_the_papers_authors_may_stand_before_or_after_the_title(title: str) -> None:
    written = title.format(PLAIN.title)
    assert decide(titled(written), [PLAIN]).id == PLAIN.id
    assert decide(titled(written.lower()), [PLAIN]).id == PLAIN.id
    assert decide(titled(written), [replace(PLAIN, authors=("Una Strange", "Vic Elsewhere"))]).id is None


def test_the_same_authors_titles_in_singular_and_plural_are_two_papers_when_the_abstract_is_another() -> None:
    paper = replace(PLAIN, title="Counting Polyomino Tilings of Strips")
    item = Item(title="Counting Polyomino Tiling of Strips", authors=tuple(Author(n) for n in PLAIN.authors))
    assert decide(item, [paper]).id == paper.id
    assert decide(structs.replace(item, abstract=SIGMOID.abstract), [paper]).id is None
    assert decide(structs.replace(item, abstract="A short account with pictures and many jokes."), [paper]).id is None


@pytest.mark.parametrize(
    ("paper", "title"),
    [
        ("Two-Tier Storage of Three-Way Polyomino Tables", "TwoTier Storage of Threeway Polyomino Tables"),
        ("Rigid 2-D Registration of Polyomino Tilings", "rigid 2d registration of polyomino tilings"),
    ],
)
def test_hyphens_may_be_lost_beside_numbers(paper: str, title: str) -> None:
    assert decide(titled(title), [replace(PLAIN, title=paper)]).id == PLAIN.id


@pytest.mark.parametrize(
    ("paper", "title"),
    [
        ("Supervised Segmentation of Retinal Vessels", "Unsupervised Segmentation of Retinal Vessels"),
        ("Upper Bounds for Covering Polygons", "Lower Bounds for Covering Polygons"),
        ("Colouring Directed Hypergraphs Greedily", "Colouring Undirected Hypergraphs Greedily"),
        ("Inter-cell Handover in Sparse Networks", "Intra-cell Handover in Sparse Networks"),
        ("Scheduling on Two Uniform Machines", "Scheduling on Three Uniform Machines"),
        ("Results of the Parsing Challenge 2012", "Results of the Parsing Challenge 2013"),
        ("Geometric Tomography of Polytopes I", "Geometric Tomography of Polytopes II"),
        ("Geometric Tomography of Polytopes: Part I", "Geometric Tomography of Polytopes: Part III"),
        ("Asymmetric Encryption of Genomes", "A symmetric Encryption of Genomes"),
        ("Decoding Turbo Lattices", "Encoding Turbo Lattices"),
        ("Local Alignment of Protein Graphs", "Global Alignment of Protein Graphs"),
        ("Mining Frequent Itemsets in Streams with Sketches", "Mining Frequent Subtrees in Streams with Sketches"),
        ("Quantum Walks: Mixing on Expanders", "Quantum Walks: Hitting Times of Trees"),
    ],
)
def test_one_telling_word_makes_another_title(paper: str, title: str) -> None:
    assert decide(titled(title), [replace(PLAIN, title=paper)]).id is None


@pytest.mark.parametrize(
    ("paper", "title"),
    [
        ("JavaCtx: Seamless Toolchain Integration", "JavaCtx++: Seamless Toolchain Integration"),
        ("JavaCtx: Seamless Toolchain Integration", "JavaCtx+: Seamless Toolchain Integration"),
        ("JavaCtx: Seamless Toolchain Integration", "JavaCtx#: Seamless Toolchain Integration"),
        ("JavaCtx: Seamless Toolchain Integration", "JavaCtx*: Seamless Toolchain Integration"),
        ("JavaCtx: Seamless Toolchain Integration", "JavaCtx': Seamless Toolchain Integration"),
        ("JavaCtx: Seamless Toolchain Integration", "JavaCtx†: Seamless Toolchain Integration"),
        ("JavaCtx: Seamless Toolchain Integration", "JavaCtx V2: Seamless Toolchain Integration"),
        ("JavaCtx: Seamless Toolchain Integration", "JavaCtx-7B: Seamless Toolchain Integration"),
        ("JavaCtx: Seamless Toolchain Integration", "JavaCtxa: Seamless Toolchain Integration"),
        ("Avatar: Seamless Toolchain Integration", "Avatars: Seamless Toolchain Integration"),
        ("Avatar: Seamless Toolchain Integration", "Avaitar: Seamless Toolchain Integration"),
        ("JavaCtx++: Seamless Toolchain Integration", "JavaCtx: Seamless Toolchain Integration"),
        ("Seeding k-means Clusters Well", "Seeding k-means++ Clusters Well"),
        ("Counting Models of #SAT Formulas", "Counting Models of SAT Formulas"),
        ("Pruning Grids with RRT*", "Pruning Grids with RRT"),
        ("Securing HTTP Traffic of Kiosks", "Securing HTTPS Traffic of Kiosks"),
        ("Securing HTTP Traffic of Kiosks", "SECURING HTTPS TRAFFIC OF KIOSKS"),
        ("Securing HTTP Traffic of Kiosks", "Securing HTP Traffic of Kiosks"),
        ("Handover Delays of LTE Networks", "Handover Delays of LTE-A Networks"),
        ("Handover Delays of LTE Networks", "handover delays of lte-a networks"),
        ("Vaccines against Hepatitis", "Vaccines against Hepatitis A"),
        ("Cache-Aware Tree Merging", "Cache-Aware Trie Merging"),
        ("Splitting a Code for Rhythm", "Splitting a Coda for Rhythm"),
        ("Long-Term Planning of Harbours", "Long-Tern Planning of Harbours"),
        ("Local Privacy of Smart Meters", "Location Privacy of Smart Meters"),
        ("Sign Recognition on Roads", "Signal Recognition on Roads"),
        ("Learned Compression of Point Clouds", "Learning Compression of Point Clouds"),
        ("Dynamic Programming of Looms", "Dynamics Programming of Looms"),
        ("Network Aggregation of Sensor Readings", "In-Network Aggregation of Sensor Readings"),
        ("Translation of Legal Texts from Thai", "Translation of Legal Texts to Thai"),
        ("Handwriting of Malayalam Clerks in Malayalam", "Handwriting of Malayalam Clerks in Malay"),
        ("Receivers at 60 GHz for Trains", "Receivers at 60 MHz for Trains"),
        ("Sums of $\\beta$-Expansions", "Sums of ζ-Expansions"),
        ("Graph Matching for Image Registration", "Image Registration for Graph Matching"),
        ("Aperiodic Polyomino Tilings of the Plane", "Aperiodic Polyomino Tilings of the Plane: Vietnamese Pottery"),
        ("Fast Fourier Sums of Lattices", "Fast Forth Sums of Lattices"),
    ],
)
@pytest.mark.parametrize("described", [False, True], ids=["title only", "with its authors"])
def test_another_name_or_word_is_another_paper_even_of_the_same_authors(
    paper: str, title: str, described: bool
) -> None:
    authors = tuple(Author(n) for n in PLAIN.authors) if described else ()
    assert decide(Item(title=title, authors=authors), [replace(PLAIN, title=paper)]).id is None


@pytest.mark.parametrize(
    ("paper", "title"),
    [
        ("Securing HTTP Traffic of Rural Kiosks", "Securing HTTP Trafic of Rural Kiosks!"),
        ("Scheduling LSTM Cells of Fluid Solvers", "Scheduling LSTMs Cells of Fluid Solvers"),
        ("Pruning Grids with RRT* Quickly and Safely", "PRUNING GRIDS WITH RRT* QUICKLY AND SAFELY"),
        ("On the Theory of Parlour Games", "On the Theory of Parlour Games*"),
        ("Landscapes' Basins of Neural Gas", "Landscapes’ Basins of Neural Gas"),
        ("Tracing of Xeon Phi Processors", "Tracing of Xeon® Phi™ Processors"),
        ("Fitting CNN+LSTM Hybrids to Tides", "Fitting CNN-LSTM Hybrids to Tides"),
        ("Cache-Aware Model Merging for Tides", "Cache-Aware Mdoel Merging for Tides"),
        ("Aperiodic Polyomino Tilings of the Plane", "Aperiodic Polyomino Tilings of the Plane: Counting Strips"),
    ],
)
def test_harmless_marks_and_plain_typos_stay_harmless(paper: str, title: str) -> None:
    assert decide(titled(title), [replace(PLAIN, title=paper)]).id == PLAIN.id


def test_an_abstract_that_agrees_settles_which_word_was_meant() -> None:
    paper = replace(PLAIN, title="Cache-Aware Tree Merging")
    assert decide(Item(title="Cache-Aware Trie Merging", abstract=PLAIN.abstract), [paper]).id == paper.id


def test_a_word_of_another_papers_title_is_no_typo() -> None:
    paper = replace(PLAIN, title="Handmade Silk Kernels of Northern Weavers")
    other = replace(PLAIN, id="1301.00009", title="Handmade Silk Kernnels of Southern Weavers")
    item = titled("Handmade Silk Kernnels of Northern Weavers")
    assert decide(item, [paper]).id == paper.id
    assert decide(item, [paper, other]).id is None


def test_a_lost_subtitle_is_found_when_the_rest_says_enough() -> None:
    paper = replace(PLAIN, title="Spectral Sparsifiers for Hypergraph Matchings: A Theory in Three Acts")
    assert decide(titled("Spectral Sparsifiers for Hypergraph Matchings"), [paper]).id == paper.id


def test_a_lost_subtitle_of_a_generic_title_needs_evidence() -> None:
    paper = replace(PLAIN, title="Neural Networks: A View from the Shore")
    assert decide(titled("Neural Networks"), [paper]).outcome is Outcome.UNRESOLVED
    described = Item(title="Neural Networks", authors=(Author("A. Quill"), Author("Bo Fenwick")))
    assert decide(described, [paper]).id == paper.id


@pytest.mark.parametrize("lost", ["Tech Report 2025", "Part II", "Extended Version", "A Reply to Smith", "Revisited"])
def test_a_paper_that_names_itself_another_work_is_not_its_title_without_that(lost: str) -> None:
    paper = replace(PLAIN, title=f"Aperiodic Polyomino Tilings of the Plane: {lost}")
    assert decide(titled("Aperiodic Polyomino Tilings of the Plane"), [paper]).id is None
    assert decide(titled("Aperiodic Polyomino Tilings of the Plane ..."), [paper]).id is None


def test_the_same_title_wins_beside_its_report() -> None:
    report = replace(PLAIN, id="1301.00001", title=f"{PLAIN.title}: Tech Report 2025")
    assert decide(titled(PLAIN.title), [report, PLAIN]).id == PLAIN.id
    assert decide(titled(report.title), [report, PLAIN]).id == report.id


def test_between_two_parts_a_title_without_either_is_ambiguous() -> None:
    parts = [replace(PLAIN, id=f"1301.0000{n}", title=f"{PLAIN.title}: Part {n}") for n in (1, 2)]
    verdict = decide(titled(PLAIN.title), parts)
    assert verdict.outcome is Outcome.AMBIGUOUS
    assert set(verdict.candidates) == {"1301.00001", "1301.00002"}


def test_two_papers_of_one_title_are_ambiguous_until_something_tells_them_apart() -> None:
    other = replace(
        PLAIN, id="1501.00009", authors=("Cy Marrow",), abstract="Something else.", published=date(2015, 1, 9)
    )
    other = replace(other, updated=other.published)
    verdict = decide(titled(PLAIN.title), [other, PLAIN])
    assert verdict.outcome is Outcome.AMBIGUOUS
    assert set(verdict.candidates) == {PLAIN.id, other.id}
    assert decide(Item(title=PLAIN.title, authors=(Author("Cy Marrow"),)), [other, PLAIN]).id == other.id
    assert decide(Item(title=PLAIN.title, date=date(2012, 1, 5), date_exact="day"), [other, PLAIN]).id == PLAIN.id


def test_a_cut_title_that_begins_two_papers_is_ambiguous() -> None:
    twin = replace(PLAIN, id="1301.00007", title="Aperiodic Polyomino Tilings of the Hyperboloid")
    verdict = decide(titled("Aperiodic Polyomino Tilings of the Hyper…"), [PLAIN, twin])
    assert verdict.outcome is Outcome.AMBIGUOUS


@pytest.mark.parametrize("title", ["Attention", "Introduction", "A Survey", "Deep Learning"])
def test_a_generic_title_needs_more_than_itself(title: str) -> None:
    paper = replace(PLAIN, title=title)
    assert decide(titled(title), [paper]).outcome is Outcome.UNRESOLVED
    assert decide(Item(title=title, abstract=PLAIN.abstract), [paper]).id == paper.id
    assert decide(Item(title=title, authors=tuple(Author(n) for n in PLAIN.authors)), [paper]).id == paper.id
    assert decide(Item(title=title, date=PLAIN.published, date_exact="day"), [paper]).id == paper.id


def test_a_wrong_year_does_not_refuse_the_same_title() -> None:
    item = Item(title=PLAIN.title, date=date(2019, 1, 1), date_exact="year")
    assert decide(item, [PLAIN]).id == PLAIN.id


def test_other_authors_refuse_the_same_title() -> None:
    item = Item(title=PLAIN.title, authors=(Author("Una Strange"), Author("Vic Elsewhere")))
    assert decide(item, [PLAIN]).id is None


def test_a_laboratory_named_as_author_refuses_nothing() -> None:
    item = Item(title=PLAIN.title, authors=(Author("Apple Machine Learning Research"),))
    assert decide(item, [PLAIN]).id == PLAIN.id


@pytest.mark.parametrize("name", ["Quill, Ada", "A. Quill", "ADA QUILL", "Ada  Quïll", "Ada M. Quill"])
def test_a_name_agrees_in_every_way_of_writing_it(name: str) -> None:
    verdict = decide(Item(title=PLAIN.title, authors=(Author(name),)), [PLAIN])
    assert verdict.evidence["authors_agreeing"] == 1


def test_a_note_that_names_the_authors_in_the_place_of_an_abstract_refuses_nothing() -> None:
    note = "with A. Quill and B. Fenwick, invited by the committee of the conference"
    assert decide(Item(title=PLAIN.title, abstract=note), [PLAIN]).id == PLAIN.id


def test_an_abstract_of_another_paper_refuses_the_same_title() -> None:
    abstract = (
        "Speech recognisers for noisy kitchens are trained on synthetic clatter; error rates halve on three corpora."
    )
    assert decide(Item(title=PLAIN.title, abstract=abstract), [PLAIN]).id is None


def test_an_abstract_cut_and_followed_by_the_site_agrees() -> None:
    item = Item(
        title="Disentangled Representational Learning",
        abstract=f"{GROMOV.abstract[:150]}…Apple Machine Learning Research",
    )
    assert decide(item, [GROMOV]).evidence["abstract_similarity"] > 0.9


def test_the_verdict_is_json_and_says_why() -> None:
    item = Item(title=SIGMOID.title, authors=(Author("Jason Ramapuram"),), date=date(2024, 9, 1), date_exact="month")
    verdict = decide(item, ALL)
    assert json.loads(json.dumps(verdict.evidence)) == verdict.evidence
    assert verdict.evidence["authors_agreeing"] == 1
    assert verdict.evidence["days_apart"] == 0
    assert verdict.reason == "The title is the same and 1 of 1 authors agree."


def test_nothing_similar_is_unresolved() -> None:
    assert decide(titled("Soil Moisture of Alpine Meadows"), ALL).outcome is Outcome.UNRESOLVED
    assert decide(titled("Soil Moisture of Alpine Meadows"), ()).outcome is Outcome.UNRESOLVED
    assert decide(Item(), ALL).outcome is Outcome.UNRESOLVED


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_title_raises(title: str, other: str) -> None:
    verdict = decide(titled(title), [replace(PLAIN, title=other), PLAIN])
    assert verdict.outcome in {Outcome.FOUND, Outcome.AMBIGUOUS, Outcome.UNRESOLVED}


@given(st.permutations(ALL), st.sampled_from(ALL))
def test_the_order_of_the_candidates_does_not_matter(order: list[Candidate], paper: Candidate) -> None:
    assert decide(titled(paper.title), order).id == paper.id


def test_the_key_of_a_look_up_changes_with_what_discriminates_only() -> None:
    item = Item(title="Büchi Automata", authors=(Author("Ada Quill"),), date=date(2012, 1, 1))
    assert title_key(item) == title_key(structs.replace(item, title=r"B\"uchi  AUTOMATA!"))
    assert title_key(item) != title_key(structs.replace(item, authors=(Author("Bo Fenwick"),)))
    assert title_key(item) != title_key(
        structs.replace(item, date=item.date + timedelta(days=400) if item.date else None)
    )
    assert title_key(item) != title_key(structs.replace(item, title="Büchi Automata…"))


def test_a_short_title_is_believed_beside_a_surname_that_is_an_authors() -> None:
    short = replace(TILINGS, id="1201.00009", title="Pearson Codes", authors=("Jos H. Weber", "Simon Blackburn"))
    assert decide(Item(title="Pearson codes", authors=(Author("J. H. Weber"),)), [short]).id == short.id
    assert decide(Item(title="Pearson codes", authors=(Author("J. H. Roe"),)), [short]).id is None
    assert decide(Item(title="Pearson codes"), [short]).id is None


def test_a_thesis_is_found_by_its_title_and_its_author() -> None:
    thesis = replace(TILINGS, id="1201.00010", title="Polyomino Tilings in Barns (PhD Thesis)", authors=("Ann Roe",))
    assert decide(Item(title="Polyomino Tilings in Barns", authors=(Author("Ann Roe"),)), [thesis]).id == thesis.id
    assert decide(Item(title="Polyomino Tilings in Barns"), [thesis]).id is None


@pytest.mark.parametrize("version", ["Technical Report", "extended version", "Full Version", "long version"])
def test_the_longer_version_of_a_work_is_found_by_its_title_and_all_its_authors(version: str) -> None:
    longer = replace(
        TILINGS, id="1201.00011", title=f"Polyomino Tilings in Barns ({version})", authors=("Ann Roe", "Bo Li")
    )
    assert decide(Item(title="Polyomino Tilings in Barns", authors=(Author("Roe"), Author("Li"))), [longer]).id
    assert decide(Item(title="Polyomino Tilings in Barns", authors=(Author("Roe"),)), [longer]).id
    assert (
        decide(Item(title="Polyomino Tilings in Barns", authors=(Author("Roe"), Author("Fenwick"))), [longer]).id
        is None
    )
    assert decide(Item(title="Polyomino Tilings in Barns"), [longer]).id is None


def test_a_family_name_may_be_mistyped_where_the_given_names_are_the_same() -> None:
    paper = replace(TILINGS, title="Polyomino Tilings in Barns", authors=("Inder Jeet Tameja",))
    assert decide(Item(title=paper.title, authors=(Author("Inder Jeet Taneja"),)), [paper]).id
    assert decide(Item(title=paper.title, authors=(Author("Bo Taneja"),)), [paper]).id is None
