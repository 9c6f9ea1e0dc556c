"""The server: opens the port, serves the app until it is interrupted, and says where."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import product
from typing import TYPE_CHECKING

from review_app.charts import Section
from review_app.domain import Selection
from review_app.errors import ServeError
from review_app.services import dashboard
from review_app.services.team import Team
from review_app.settings import Settings
from review_app.store import Store
from review_app.ui import control, words
from review_app.ui.app import build_app
from review_app.ui.desk import Desk
from review_app.ui.origins import ANY, require_team

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

# The first page is worth more than what comes later.
WARM_UP_S = 10.0


def serve(store: Store, settings: Settings, ready: Callable[[str], None]) -> None:
    """Serve until interrupted; `ready` is told the address once the port is open."""
    import uvicorn

    require_team(settings.host, Team(store))
    app = build_app(store, settings)
    config = configured(app, settings)
    with listening(settings) as port:
        address = address_of(settings, port.getsockname()[1])
        with control.announced(settings.database, address), stopping(), warming(app.state.desk):
            ready(address)
            with contextlib.closing(app.state.desk.jobs):
                uvicorn.Server(config).run(sockets=[port])


@contextlib.contextmanager
def warming(desk: Desk) -> Iterator[None]:
    """Do meanwhile what the first visitor would wait for: reading the queue; then statistics, which take seconds to
    import, and a million responses, which take some to count."""
    over = threading.Event()

    def load() -> None:
        # What is wrong with the store is told to whoever asks; one that is closed by now has nobody to warm up for.
        with contextlib.suppress(Exception):
            desk.reviews.prepare()
            if over.wait(WARM_UP_S):
                return
            for name in ("krippendorff", "statsmodels.stats.inter_rater", "statsmodels.stats.proportion"):
                import_module(name)
            for language, section in product(words.LANGUAGES, Section):
                if not over.is_set():
                    dashboard.view(desk.store, Selection(), words.speaker(language), section=section)

    thread = threading.Thread(target=load, name="warm-up", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()  # the store may not be closed under it


def configured(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """How the app is served. Raises ServeError for a certificate that cannot be used."""
    import uvicorn

    config = uvicorn.Config(
        app, host=settings.host, port=settings.port, log_level="warning", access_log=False,
        # Anybody can send the headers of a proxy: they are not believed.
        proxy_headers=False, ssl_certfile=settings.certificate, ssl_keyfile=settings.private_key,
    )  # fmt: skip
    try:
        config.load()
    except OSError as error:
        raise ServeError(
            f"{settings.certificate}: cannot be used with the key {settings.private_key} ({error.strerror or error}); "
            "give the PEM files of both with --certificate and --private-key"
        ) from error
    return config


def address_of(settings: Settings, port: int) -> str:
    """Where the app is, seen from this machine.

    >>> address_of(Settings(host="0.0.0.0"), 7860), address_of(Settings(host="::1"), 7860)
    ('http://127.0.0.1:7860', 'http://[::1]:7860')
    """
    host = ANY.get(settings.host, settings.host)
    scheme = "https" if settings.certificate else "http"
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


@contextlib.contextmanager
def stopping() -> Iterator[None]:
    """Ctrl-C and SIGTERM end the server in good order: the caller goes on and closes the database."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)


def listening(settings: Settings) -> contextlib.AbstractContextManager[socket.socket]:
    """The opened port (any free one for port 0), so that a taken port is told before anything else starts."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return contextlib.closing(socket.create_server((settings.host, settings.port), family=family))
    except OSError as error:
        raise ServeError(
            f"{settings.host}:{settings.port}: {error.strerror}; stop what uses the port or choose another --port"
        ) from error
