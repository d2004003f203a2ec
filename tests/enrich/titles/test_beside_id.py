"""Whether an entry is the paper whose id stands in it: by kinds of titles, each with what a careful reader says."""

from __future__ import annotations

from datetime import date

import pytest

from enrich.record import Author, Item
from enrich.titles.beside_id import belongs
from enrich.titles.evidence import Candidate

_PAPERS = {
    "attention": (
        "Attention Is All You Need",
        "Ashish Vaswani, Noam Shazeer, Niki Parmar, Jakob Uszkoreit",
        "The dominant sequence transduction models are based on recurrent networks. We propose the Transformer.",
    ),
    "clip": (
        "Learning Transferable Visual Models From Natural Language Supervision",
        "Alec Radford, Jong Wook Kim",
        "Computer vision systems are trained to predict a fixed set of predetermined object categories.",
    ),
    "bert": (
        "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding",
        "Jacob Devlin, Ming-Wei Chang, Kenton Lee",
        "We introduce a new language representation model called BERT.",
    ),
    "roberta": (
        "RoBERTa: A Robustly Optimized BERT Pretraining Approach",
        "Yinhan Liu, Myle Ott",
        "We present a replication study of BERT pretraining.",
    ),
    "ddpm": (
        "Denoising Diffusion Probabilistic Models",
        "Jonathan Ho, Ajay Jain, Pieter Abbeel",
        "We present high quality image synthesis results using diffusion probabilistic models.",
    ),
    "ddim": (
        "Denoising Diffusion Implicit Models",
        "Jiaming Song, Chenlin Meng, Stefano Ermon",
        "Denoising diffusion probabilistic models have achieved high quality image generation.",
    ),
    "resnet": (
        "Deep Residual Learning for Image Recognition",
        "Kaiming He, Xiangyu Zhang, Shaoqing Ren, Jian Sun",
        "We present a residual learning framework to ease the training of deeper neural networks.",
    ),
    "minors": ("Graph Minors. I. Excluding a forest", "Neil Robertson, P. D. Seymour", "The path-width of a graph."),
    "cycles": ("Hamilton cycles in random graphs", "Béla Bollobás, Alan Frieze", "We study the threshold."),
    "relay": ("Optimal Designs for Cognitive Two-Way Relay Networks", "Rui Wang", "We design relays."),
}


def paper(name: str) -> Candidate:
    title, authors, abstract = _PAPERS[name]
    return Candidate("2401.00001", title, tuple(authors.split(", ")), abstract, date(2020, 1, 1), date(2020, 1, 1))


def stand(title: str, name: str, authors: str = "", abstract: str | None = None) -> str:
    people = tuple(Author(one) for one in authors.split(", ") if one)
    return belongs(Item(title=title, authors=people, abstract=abstract), paper(name))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("attention is all you need", "attention"),
        ("ATTENTION IS ALL YOU NEED (NeurIPS 2017)", "attention"),
        ("(Oral) Attention Is All You Need [code]", "attention"),
        ("3) Attention Is All You Need, ICML 2017", "attention"),
        ("Attention Is All You Need (extended version)", "attention"),
        ("Attention Is All You Need - arXiv", "attention"),
        ("Attentlon ls All You Need", "attention"),
        ("Learning transferable visual models from natural language", "clip"),
        ("Learning Transferable Visual Models...", "clip"),
        ("CLIP: Learning Transferable Visual Models From Natural Language Supervision", "clip"),
        ("Pre-training of Deep Bidirectional Transformers for Language Understanding", "bert"),
        ("Bert: Pre-training of deep bidirectional tranformers for langauge understanding", "bert"),
        ("Deep Residual Learning for Image Recogn…", "resnet"),
        ("Optimal Designs for Cognitive TwoWay Relay Networks", "relay"),
        ("Deep Residual Learning for Image Recognition, [cs.CV", "resnet"),
        ("Attention Is All You Need — à relire !", "attention"),
        ("", "resnet"),
    ],
)
def test_a_title_with_its_end_lost_or_its_letters_ruined_is_the_papers(title: str, name: str) -> None:
    assert stand(title, name) == "own"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("[paper]", "attention"),
        ("PDF", "attention"),
        ("Project page", "attention"),
        ("our preprint", "clip"),
        ("CLIP", "clip"),
        ("the CLIP paper", "clip"),
        ("BERT", "bert"),
        ("BERT-base", "bert"),
        ("the DDPM paper", "ddpm"),
        ("Diffusion models", "ddpm"),
        ("the Transformer paper", "attention"),
        ("Vaswani et al. 2017", "attention"),
        ("ResNet-50", "resnet"),
        ("Residual networks", "resnet"),
        ("Kaiming He, Xiangyu Zhang, and Jian Sun,", "resnet"),
        ("roberta-large", "roberta"),
    ],
)
def test_a_short_name_or_the_label_of_a_link_does_not_contradict(title: str, name: str) -> None:
    assert stand(title, name) == "own"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Deep Residual Learning for Image Recognition", "attention"),
        ("The Art of Computer Programming", "attention"),
        ("RoBERTa: A Robustly Optimized BERT Pretraining Approach", "bert"),
        ("BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding", "roberta"),
        ("Score-Based Generative Modeling through Stochastic Differential Equations", "ddpm"),
        ("Very Deep Convolutional Networks for Large-Scale Image Recognition", "resnet"),
        ('Comment on "Hamilton cycles in random graphs"', "cycles"),
        ("Erratum: Hamilton cycles in random graphs", "cycles"),
        ("Hamilton cycles in random graphs II", "cycles"),
    ],
)
def test_the_title_of_another_work_contradicts(title: str, name: str) -> None:
    assert stand(title, name) == "other"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Denoising Diffusion Implicit Models", "ddpm"),
        ("Denoising Diffusion Probabilistic Models", "ddim"),
        ("Improved Denoising Diffusion Probabilistic Models", "ddpm"),
        ("Deep Residual Learning for Speech Recognition", "resnet"),
        ("BERT", "roberta"),
        ("Highway networks", "cycles"),
        ("Is Attention All You Need?", "attention"),
        ("Graph Minors. V. Excluding a planar graph", "minors"),
    ],
)
def test_what_is_partly_the_same_is_not_believed(title: str, name: str) -> None:
    assert stand(title, name) in {"unclear", "other"}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Aufmerksamkeit ist alles, was du brauchst", "attention"),
        ("注意力就是你所需要的一切", "attention"),
        ("L'attention est tout ce dont vous avez besoin", "attention"),
        ("Внимание — это всё, что вам нужно", "attention"),
        ("La atención es todo lo que necesitas", "attention"),
        ("BERT : pré-entraînement de transformeurs bidirectionnels profonds pour la compréhension", "bert"),
        ("Apprentissage résiduel profond pour la reconnaissance d'images", "resnet"),
        ("Tiefes residuales Lernen zur Bilderkennung", "resnet"),
        ("Deep Residuai Leaming f0r lmage Recognit1on", "resnet"),
        ("D e e p  R e s i d u a l  L e a r n i n g", "resnet"),
    ],
)
def test_a_translated_or_ruined_title_is_no_alarm(title: str, name: str) -> None:
    assert stand(title, name) != "other"


@pytest.mark.parametrize(
    ("title", "verdict"),
    [
        ("2401.00001", "own"),
        ("Attention Is All You Need, arXiv: `2401.00001`", "own"),
        ("and the really old one, 2401.00001, which nobody reads", "unclear"),
    ],
)
def test_a_line_that_names_the_id_itself_is_no_alarm(title: str, verdict: str) -> None:
    assert stand(title, "attention") == verdict


def test_authors_of_another_work_are_believed_against_the_title() -> None:
    theirs = "Xiao Wang, Houye Ji, Chuan Shi"
    assert stand("Attention Is All You Need", "attention", theirs) == "unclear"
    assert stand("Improved Denoising Diffusion Probabilistic Models", "ddpm", theirs) == "other"


def test_one_author_misread_or_in_another_script_is_no_contradiction() -> None:
    assert stand("Attention Is All You Need", "attention", "Google Brain") == "own"
    assert stand("Attention Is All You Need", "attention", "阿希什·瓦斯瓦尼") == "own"


def test_the_same_people_under_another_title_are_unclear_since_they_may_have_renamed_it_or_written_another() -> None:
    other = "Sequence Transduction without Recurrent Layers in Practice"
    assert stand(other, "attention") == "other"
    assert stand(other, "attention", _PAPERS["attention"][1]) == "unclear"


def test_an_abstract_that_agrees_settles_it() -> None:
    assert stand("Recurrence is dead", "attention", abstract=_PAPERS["attention"][2]) == "own"
