"""Facts about names: which are the same, and how they look in a URL."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slugify import slugify

from enrich.names import MAX_SLUG, PARTICLE, PARTICLES, name_key, slug_base

SAME = [
    ("José Núñez", "Jose Nunez"),
    ("José Núñez", "JOSE  NUNEZ"),
    ("José Núñez", "Jose\u0301 Nu\u0301n\u0303ez"),
    ("Jean-Pierre Serre", "Jean Pierre Serre"),
    ("Conan O'Brien", "Conan O\u2019Brien"),
    ("Z. Gan", "Z.Gan"),
    ("Łukasz Kaiser", "Lukasz Kaiser"),
    ("Søren Kierkegaard", "Soren Kierkegaard"),
    ("Ægir Þór", "AEgir Þór"),
    ("Weiß", "WEISS"),
    ("Işık Barış", "Isik Baris"),
    ("ＡＬＡＮ Turing", "Alan Turing"),
    ("מֹשֶׁה", "משה"),
    ("مُحَمَّد", "محمد"),
    ("\u202bA. Turing\u202c", "A. Turing"),
    ("Ёлкин", "Елкин"),
]
DIFFERENT = [
    ("Z. Gan", "Zhe Gan"),
    ("が", "か"),
    ("कु", "क"),
    ("張偉", "张伟"),
    ("John Smith", "John Smyth"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_names_have_different_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize("name", ["", " ", "\u200b", "--", "...", "\u00a0", "∗", "/"])
def test_a_name_without_a_letter_is_nameless(name: str) -> None:
    assert name_key(name) == ""


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Zhe Gan", "zhe-gan"),
        ("José Núñez", "jose-nunez"),
        ("../../etc/passwd", "etc-passwd"),
        ("con", "con-1"),
        ("NUL", "nul-1"),
        ("COM1", "com1-1"),
        ("Conor", "conor"),
        ("", "unnamed"),
        ("∗", "unnamed"),
        ("张伟", "zhang-wei"),
        ("a\x00b", "a-b"),
        ("C:\\windows", "c-windows"),
    ],
)
def test_a_slug_is_readable_and_safe(name: str, slug: str) -> None:
    assert slug_base(name) == slug


@pytest.mark.parametrize("name", ["محمد", "משה", "Ωμέγα", "Дмитрий", "김철수"])
def test_other_scripts_are_transliterated(name: str) -> None:
    assert slug_base(name) != "unnamed"


@given(st.text(max_size=300))
def test_any_text_gives_a_safe_slug_and_a_key_without_case(text: str) -> None:
    slug = slug_base(text)
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", slug)
    assert len(slug) <= MAX_SLUG + 2
    assert name_key(name_key(text)) == name_key(text)


@given(st.text(alphabet="aBz09 .'-", max_size=90))
def test_a_plain_name_has_the_slug_that_the_library_gives(name: str) -> None:
    slug = slugify(name, max_length=MAX_SLUG, word_boundary=True, backend="text-unidecode").strip("-")
    assert slug_base(name) == (f"{slug}-1" if slug in {"con", "aux"} else slug or "unnamed")


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=60))
def test_the_short_way_for_ascii_agrees_with_the_long_way(text: str) -> None:
    assert name_key(text) == name_key(text + "\u2019")


@pytest.mark.parametrize("particle", sorted(PARTICLES))
def test_the_pattern_matches_a_particle_whole(particle: str) -> None:
    assert re.match(rf"(?:{PARTICLE})", f"{particle} Waals").group() == particle  # type: ignore[union-attr]


def test_particles_are_listed_in_one_place() -> None:
    alternatives = re.compile(rf"(?:\b(?:{PARTICLE})\|){{3}}")
    root = Path(__file__).resolve().parents[2]
    modules = [path for package in ("enrich", "feeds") for path in (root / package).rglob("*.py")]
    assert alternatives.search("(?:van|von|de|der)")
    assert not [
        path.name for path in modules if path.name != "names.py" and alternatives.search(path.read_text("utf-8"))
    ]
