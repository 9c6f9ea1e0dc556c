"""The app: one FastAPI application with the doors of `security` in front and every page of PAGES behind."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

# Gradio reads this at import: nothing is ever sent to another host.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
from fastapi import FastAPI

from review_app.charts import look
from review_app.errors import ServeError
from review_app.settings import Settings
from review_app.store import Store
from review_app.ui import assets, control, security, theme
from review_app.ui.desk import Desk
from review_app.ui.pages import dashboard, data, review, table

HOME = "Review"


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its name in the navigation, its path, and the function that lays it out."""

    name: str
    path: str
    build: Callable[[gr.Blocks, Desk], None]


PAGES = (
    Page(HOME, "/", review.build),
    Page("Table", "/table", table.build),
    Page("Dashboard", "/dashboard", dashboard.build),
    Page("Data", "/data", data.build),
)


def build_app(store: Store, settings: Settings) -> FastAPI:
    """The whole application, ready for an ASGI server."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    security.protect(app, control.secret_file(settings.database))
    control.listen(app, store, settings.database)
    with warnings.catch_warnings():
        # It says that it will not do what `ssr_mode=False` asks it not to do.
        warnings.filterwarnings("ignore", "SSR mode is not supported", UserWarning)
        return mount(app, store, settings)


def mount(app: FastAPI, store: Store, settings: Settings) -> FastAPI:
    """The pages behind the doors."""
    return gr.mount_gradio_app(  # type: ignore[no-any-return]
        app,
        build_pages(Desk(store, settings)),
        path="/",
        auth_dependency=security.signed_in,
        app_kwargs={"openapi_url": None},
        show_error=False,
        ssr_mode=False,
        run_history=False,
        footer_links=[],
        theme=theme.THEME,
        css=assets.text("style.css") + look.CSS,
        head=f"<script>{assets.text('keys.js')}</script>",
        max_file_size=None,
    )


def build_pages(desk: Desk) -> gr.Blocks:
    """Every page of PAGES under one navigation bar."""
    home, *others = PAGES
    with gr.Blocks(analytics_enabled=False, title="review_app", fill_width=True) as blocks:
        lay_out(home, blocks, desk)
    for page in others:
        with blocks.route(page.name, page.path) as routed:
            lay_out(page, routed, desk)
    return blocks


def lay_out(page: Page, blocks: gr.Blocks, desk: Desk) -> None:
    """The navigation bar and then the page."""
    gr.Navbar(main_page_name=HOME)
    page.build(blocks, desk)


def serve(store: Store, settings: Settings, ready: Callable[[str], None]) -> None:
    """Serve until interrupted; `ready` is told the address once the port is open."""
    import uvicorn

    security.require_loopback(settings.host)
    app = build_app(store, settings)
    server = uvicorn.Server(
        uvicorn.Config(app, host=settings.host, port=settings.port, log_level="warning", access_log=False)
    )
    with listening(settings) as port:
        address = f"http://{settings.host}:{port.getsockname()[1]}"
        with control.announced(settings.database, address), stopping():
            ready(address)
            server.run(sockets=[port])


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
    try:
        return contextlib.closing(socket.create_server((settings.host, settings.port)))
    except OSError as error:
        raise ServeError(
            f"{settings.host}:{settings.port}: {error.strerror}; stop what uses the port or choose another --port"
        ) from error
