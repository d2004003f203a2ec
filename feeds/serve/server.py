"""Publishes out/ over HTTP: puts files, router and connection together. The only one that starts the web server.

::

    connection (uvicorn) --> Application --file--> Files
                                               \\--routed--> Routes (search, records, OPML, health, metrics)
    background: the index of search catches up, the hub learns what changed

Files are served at once. What Routes needs (templates, feeds' heads, prometheus-client) is loaded when first asked for, or
a second later, so that a server listens in half the time.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache, partial
from typing import TYPE_CHECKING

import uvicorn

from enrich.clock import utc_now
from enrich.errors import BadSettings, PaperwireError
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.channels.plan import plan_of
from feeds.connections.addresses import Proxies
from feeds.connections.clients import CONNECTIONS, ClientConnections
from feeds.connections.protocol import IDLE_SECONDS, UNSENT, Connection, Door
from feeds.connections.refused import RefusalLog
from feeds.operate.public_status import open_hosts
from feeds.sending.static_files import Files
from feeds.serve.age import Age
from feeds.serve.asgi import Application
from feeds.serve.gone import Gone
from feeds.serve.moved import MovedPeople
from feeds.serve.workers import Workers
from feeds.state.publishing import PublishState
from feeds.state.site_view import SiteView
from feeds.state.topics import TopicRows

if TYPE_CHECKING:
    from feeds.serve.routes import Routes
    from feeds.serve.websub import Hub

try:
    import resource
except ImportError:  # Windows has no such bound
    resource = None  # type: ignore[assignment]

log = logging.getLogger("paperwire")
LOAD = 1.0
"""Seconds after the start at which is loaded what nobody has asked for yet."""
LOOK = 2.0
"""Seconds between two looks at whether something was published."""
SWEEP = 1.0
"""Seconds between two looks at the connections."""
OWN_FILES = 256
"""Files that the server has open itself: the store, the listening socket, what its threads read."""
GRACE = 5
"""Seconds that requests have to end when the server is stopped."""


class Server(uvicorn.Server):
    """uvicorn's server on a socket of ours, with the background's work beside it."""

    def __init__(
        self,
        config: uvicorn.Config,
        background: Sequence[Callable[[], object]],
        closed: Sequence[Callable[[], None]],
        door: Door,
        load: Callable[[], object],
    ) -> None:
        super().__init__(config)
        self._load = load
        self._door = door
        self._background = background
        self._tasks: list[asyncio.Task[None]] = []
        self._closed = closed
        self.ready: Callable[[], None] = lambda: None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._tasks = [asyncio.create_task(self._work(work)) for work in self._background]
        self._tasks.append(asyncio.create_task(self._sweep()))
        asyncio.get_running_loop().call_later(LOAD, self._load)
        self.ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for task in self._tasks:
            task.cancel()
        await super().shutdown(sockets)
        for close in self._closed:
            close()

    async def _sweep(self) -> None:
        """Look at the connections now and then."""
        clock = asyncio.get_running_loop().time
        while True:
            self._door.clients.sweep(clock())
            self._door.refused.flush()
            await asyncio.sleep(SWEEP)

    async def _work(self, work: Callable[[], object]) -> None:
        """Do it now and then; a temporary problem is logged and does not end it."""
        while True:
            try:
                await asyncio.to_thread(work)
            except PaperwireError as problem:
                log.warning("%s", problem)
            await asyncio.sleep(LOOK)


def server(
    settings: Settings,
    store: Store,
    *,
    host: str | None = None,
    port: int | None = None,
    now: Callable[[], datetime] = utc_now,
    detail: Callable[[str], None] | None = None,
) -> Server:
    """A server that is ready to run; nothing listens yet. `detail` is called for every response."""
    age, workers = Age(settings, now), Workers()
    moved = MovedPeople(PublishState(store.engine), SiteView(store.engine), plan_of(settings))

    @cache
    def routes() -> Routes:
        return _routes(
            store, settings, application, lambda: len(web_server.server_state.connections), moved, workers, age, now
        )

    refused = RefusalLog(now)
    gone = Gone(TopicRows(store.engine), settings, now)
    files = _files(store, settings)
    application = Application(files, routes, age, refused, gone, moved.target, detail)
    door = Door(ClientConnections(connections()), Proxies(settings.serve.trusted_proxies), refused)
    config = _config(
        application, door, settings.serve.host if host is None else host, settings.serve.port if port is None else port
    )
    background = (gone.look, moved.look, *_background(store, settings, now, lambda: web_server.should_exit))
    web_server = Server(config, background, (workers.close, files.close), door, routes)
    return web_server


def _background(
    store: Store, settings: Settings, now: Callable[[], datetime], is_stopping: Callable[[], bool]
) -> tuple[Callable[[], object], ...]:
    """What the index of search and the hub are told now and then; loaded in the threads that do it."""

    @cache
    def hub() -> Hub:
        from feeds.serve.websub import Hub

        return Hub(store, settings)

    def catch_up() -> int:
        from feeds.search.search_index import Search

        return Search(store.engine).catch_up()

    return catch_up, lambda: hub().announce(now, is_stopping)


def _files(store: Store, settings: Settings) -> Files:
    """What is published; raises BadSettings."""
    if settings.bucket is None:
        return Files(settings.out)
    from feeds.sending.object_files import open_bucket

    return open_bucket(store, settings)


def _routes(
    store: Store,
    settings: Settings,
    application: Application,
    connections: Callable[[], int],
    moved: MovedPeople,
    workers: Workers,
    age: Age,
    now: Callable[[], datetime],
) -> Routes:
    """What is answered from the store, loaded; in the main thread, since feedgen may not be used in another."""
    from feeds.serve.metrics import Collector, Health, exposition
    from feeds.serve.routes import Routes

    hosts = open_hosts(settings)

    def metrics() -> bytes:
        return exposition(Collector(store, application.answered, connections, now, hosts))

    return Routes(store, settings, Health(store, settings.out, now), metrics, age, moved, workers, now)


def _config(application: Application, door: Door, host: str, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        host=host,
        port=port,
        http=partial(Connection, door),  # type: ignore[arg-type]
        ws="none",
        loop="auto",
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=int(IDLE_SECONDS),
        timeout_graceful_shutdown=GRACE,
    )


def connections() -> int:
    """How many connections there may be: the system's bound on open files is raised as far as it lets us, and kept.

    A download needs two of them, its connection and its file.
    """
    if resource is None:
        return CONNECTIONS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS + OWN_FILES
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    most = CONNECTIONS if soft == resource.RLIM_INFINITY else min(CONNECTIONS, (soft - OWN_FILES) // 2)
    if most < CONNECTIONS:
        log.warning("at most %d connections: the system allows %d open files (ulimit -n)", max(most, 16), soft)
    return max(most, 16)


def listen(web_server: Server) -> socket.socket:
    """The socket that the server is to listen on; raises BadSettings when it cannot have the address."""
    host, port = web_server.config.host, web_server.config.port
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        place = socket.create_server((host, port), family=family, backlog=2048)
        if hasattr(socket, "TCP_NOTSENT_LOWAT"):  # each connection takes it over
            place.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT)
        return place
    except OSError as wrong:
        raise BadSettings(
            f"cannot listen on {host}, port {port}: {wrong.strerror or wrong}; "
            "choose another with --port, or in [serve] host and port"
        ) from wrong
