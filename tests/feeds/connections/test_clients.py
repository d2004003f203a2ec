"""The bounds on what one address has open, and who gives way."""

from dataclasses import dataclass, field

import pytest

from feeds.connections import clients as serve_clients
from feeds.connections.clients import BUSY, FULL, STALLED_AFTER, YOUNG, ClientConnections, InWork


@dataclass(eq=False)
class Fake:
    """A connection that does what it is told."""

    address: str | None = "a"
    half_sent: float | None = None
    idle: float | None = None
    stalled: float | None = None
    looks: list[float] = field(default_factory=list)
    is_over: bool = False

    def half_sent_since(self) -> float | None:
        return self.half_sent

    def idle_since(self) -> float | None:
        return self.idle

    def stalled_since(self) -> float | None:
        return self.stalled

    def look(self, now: float) -> None:
        self.looks.append(now)

    def give_way(self) -> None:
        self.is_over = True


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, most in (("ADDRESS_CONNECTIONS", 3), ("ADDRESS_HALF_SENT", 1), ("ADDRESS_STALLED", 1)):
        monkeypatch.setattr(serve_clients, name, most)


def admitted(clients: ClientConnections, *several: Fake, now: float = 0.0) -> list[Fake]:
    for one in several:
        assert clients.admit(one, one.address, now) is None
    return list(several)


def test_an_address_has_so_many_connections_and_no_more() -> None:
    clients = ClientConnections()
    mine = admitted(clients, Fake(), Fake(), Fake())
    assert clients.admit(Fake(), "a", 100.0) == BUSY
    assert clients.admit(Fake("b"), "b", 100.0) is None
    clients.leave(mine[0])
    clients.leave(mine[0])
    assert clients.admit(Fake(), "a", 100.0) is None
    assert len(clients) == 4


@pytest.mark.parametrize("kind", ["half_sent", "idle", "stalled"])
def test_what_waits_longest_gives_way_to_a_new_connection_of_its_address(kind: str) -> None:
    clients = ClientConnections()
    busy, later, longest = admitted(clients, Fake(), Fake(**{kind: 2.0}), Fake(**{kind: 1.0}))
    assert clients.admit(Fake(), "a", 100.0) is None
    assert (busy.is_over, later.is_over, longest.is_over) == (False, False, True)
    assert len(clients) == 3


@pytest.mark.parametrize(("kind", "patience"), [("half_sent", YOUNG), ("idle", YOUNG), ("stalled", STALLED_AFTER)])
def test_nothing_gives_way_that_waits_only_for_a_moment(kind: str, patience: float) -> None:
    clients = ClientConnections()
    admitted(clients, *(Fake(**{kind: 0.0}) for _ in range(3)))
    assert clients.admit(Fake(), "a", patience) == BUSY
    assert clients.admit(Fake(), "a", patience + 0.1) is None


def test_when_all_is_full_the_address_that_has_most_makes_room() -> None:
    clients = ClientConnections(most=4)
    mine = admitted(clients, Fake(half_sent=1.0), Fake(half_sent=2.0), Fake(half_sent=3.0))
    (other,) = admitted(clients, Fake("b", half_sent=0.0))
    assert clients.admit(Fake("c"), "c", 100.0) is None
    assert [one.is_over for one in (*mine, other)] == [True, False, False, False]


def test_when_all_is_full_of_work_the_next_is_told_so() -> None:
    clients = ClientConnections(most=2)
    admitted(clients, Fake("a"), Fake("b"))
    assert clients.admit(Fake("c"), "c", 100.0) == FULL
    assert len(clients) == 2


@pytest.mark.parametrize("kind", ["half_sent", "stalled"])
def test_a_sweep_ends_the_oldest_beyond_the_bound_of_each_address(kind: str) -> None:
    clients = ClientConnections()
    mine = admitted(clients, *(Fake(**{kind: float(n)}) for n in (2, 0, 1)))
    others = admitted(clients, Fake("b", **{kind: 0.0}), Fake("c"))
    clients.sweep(100.0)
    assert [one.is_over for one in (*mine, *others)] == [False, True, True, False, False]
    assert all(one.looks == [100.0] for one in (*mine, *others))


def test_a_trusted_proxy_is_bounded_in_all_alone() -> None:
    clients = ClientConnections(most=9)
    through = [Fake(None, half_sent=0.0) for _ in range(5)]
    for one in through:
        assert clients.admit(one, None, 0.0) is None
    clients.sweep(100.0)
    assert not any(one.is_over for one in through)
    for n, one in enumerate(through):
        one.half_sent, one.stalled, one.address = None, float(n), "203.0.113.5"
    clients.sweep(100.0)
    assert [one.is_over for one in through] == [True, True, True, True, False]


def test_requests_in_work_are_counted_by_address() -> None:
    work = InWork(1)
    with work.admitted("a") as first, work.admitted("a") as second, work.admitted("b") as other:
        assert (first, second, other) == (True, False, True)
        with work.admitted(None) as proxy:
            assert proxy
    with work.admitted("a") as again:
        assert again
