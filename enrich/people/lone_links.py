"""Links of a graph that alone connect its two sides, with the size of each side (pure; Tarjan's search for bridges)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Link = tuple[int, int]


def lone_links(sizes: Mapping[int, int], links: Iterable[Link]) -> dict[Link, tuple[int, int]]:
    """Links without which their two ends are not connected -> the sizes of the two sides.

    `sizes` has every node. Each link is there once, its lower end first; no recursion, so that chains may be long.
    """
    near: dict[int, list[int]] = {node: [] for node in sizes}
    for one, other in links:
        near[one].append(other)
        near[other].append(one)
    order: dict[int, int] = {}
    found: dict[Link, tuple[int, int]] = {}
    for start in sizes:
        if start not in order:
            below, total = _search(start, near, sizes, order)
            found.update({link: (size, total - size) for link, size in below.items()})
    return found


def _search(
    start: int, near: Mapping[int, list[int]], sizes: Mapping[int, int], order: dict[int, int]
) -> tuple[dict[Link, int], int]:
    """The lone links of one connected part with the size of the side away from the start, and the size of it all."""
    lowest: dict[int, int] = {}
    weight: dict[int, int] = {}
    below: dict[Link, int] = {}
    order[start] = lowest[start] = len(order)
    weight[start] = sizes[start]
    path = [(start, start, iter(near[start]))]
    while path:
        node, parent, rest = path[-1]
        for other in rest:
            if other == parent:
                continue
            if other in order:
                lowest[node] = min(lowest[node], order[other])
                continue
            order[other] = lowest[other] = len(order)
            weight[other] = sizes[other]
            path.append((other, node, iter(near[other])))
            break
        else:
            path.pop()
            if path:
                lowest[parent] = min(lowest[parent], lowest[node])
                weight[parent] += weight[node]
                if lowest[node] > order[parent]:
                    below[(node, parent) if node < parent else (parent, node)] = weight[node]
    return below, weight[start]
