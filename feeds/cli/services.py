"""What `paperwire serve` does, from settings to exit status."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlsplit

from feeds.cli.session import ServiceStopped, Session
from feeds.serve.server import listen, server


def do_serve(session: Session, *, host: str | None, port: int | None) -> int:
    """`paperwire serve`: until Ctrl-C or SIGTERM, and then raises ServiceStopped."""
    console = session.console
    with session:
        settings = session.settings
        detail = console.detail if console.is_verbose else None
        web_server = server(settings, session.store, host=host, port=port, detail=detail)
        place = listen(web_server)
        name, number = place.getsockname()[:2]
        address = f"http://{f'[{name}]' if ':' in name else name}:{number}"
        if settings.site.base_url is None and urlsplit(settings.public_url).port != number:
            console.warn(f"the feeds name {settings.public_url} as their address; set [site] base_url to the right one")
        web_server.ready = lambda: console.say(
            f"Serving {settings.bucket or settings.out} at {address}/ (Ctrl-C stops)"
        )
        with suppress(KeyboardInterrupt):  # which uvicorn passes on once it has ended
            web_server.run(sockets=[place])
    # Nothing but a signal ends a server.
    raise ServiceStopped
