"""Links that alone connect two sides."""

from hypothesis import given
from hypothesis import strategies as st

from enrich.people.lone_links import Link, lone_links


def test_a_chain_is_lone_links_and_a_ring_has_none() -> None:
    chain = [(1, 2), (2, 3), (3, 4)]
    sizes = dict.fromkeys(range(1, 5), 1)
    assert {link: sorted(parts) for link, parts in lone_links(sizes, chain).items()} == {
        (1, 2): [1, 3],
        (2, 3): [2, 2],
        (3, 4): [1, 3],
    }
    assert lone_links(sizes, [*chain, (1, 4)]) == {}


def test_sizes_are_those_of_the_nodes() -> None:
    ((near, far),) = lone_links({1: 5, 2: 1, 3: 7}, [(1, 2)]).values()
    assert sorted((near, far)) == [1, 5]


def connected(one: int, links: list[Link]) -> set[int]:
    """Everything that is connected with a node, itself included."""
    seen, left = {one}, [one]
    while left:
        node = left.pop()
        for pair in links:
            if node in pair and (far := pair[0] + pair[1] - node) not in seen:
                seen.add(far)
                left.append(far)
    return seen


LINKS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1]), unique=True)


@given(LINKS)
def test_without_a_lone_link_and_only_then_its_ends_are_apart(links: list[Link]) -> None:
    found = lone_links(dict.fromkeys(range(8), 1), links)
    for link in links:
        rest = [one for one in links if one != link]
        side = connected(link[0], rest)
        assert (link[1] not in side) == (link in found)
        if link in found:
            assert sorted(found[link]) == sorted((len(side), len(connected(link[1], rest))))
