"""What the browser tests share: the app on the bundled sample, and a page that is watched while it is used."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect

from review_app.services.demo import load_sample
from review_app.settings import Settings
from review_app.store import Store, open_store
from review_app.ui.app import build_app

CHROMIUM = Path(os.environ.get("REVIEW_APP_CHROMIUM") or "/usr/bin/chromium")
REQUIRED = os.environ.get("REVIEW_APP_BROWSER") == "required"

START_SECONDS = 30
WAIT_MS = 10_000
WIDE = {"width": 1366, "height": 768}
NARROW = {"width": 420, "height": 860}

expect.set_options(timeout=WAIT_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs Chromium; without it the tests are skipped, or fail where a browser is required."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(60))
            if not CHROMIUM.is_file() and not REQUIRED:
                item.add_marker(pytest.mark.skip(reason=f"{CHROMIUM} is not there"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """This machine's Chromium, silent."""
    arguments = (
        "--no-sandbox", "--headless=new", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    )  # fmt: skip
    return browser_type_launch_args | {"executable_path": str(CHROMIUM), "args": list(arguments)}


@dataclass
class Served:
    """A running app: its address, its store, and the folder it exports to."""

    url: str
    store: Store
    exports: Path

    def decisions(self) -> list[tuple[str, str, str]]:
        """What holds of all that was decided, in order."""
        rows = self.store.rows(
            "SELECT case_id, outcome, note FROM decisions "
            "ANTI JOIN withdrawals ON withdrawals.decision_id = decisions.id ORDER BY seq"
        )
        return [(row["case_id"], row["outcome"], row["note"]) for row in rows]


@contextmanager
def serving(database: Path, port: int = 0) -> Iterator[Served]:
    """The app on a database, in a thread of this process, so that tests read the same store."""
    exports = database.parent / "exports"
    with open_store(database) as store, socket.create_server(("127.0.0.1", port)) as listening:
        box: list[uvicorn.Server] = []

        def run() -> None:
            async def start() -> None:
                # Built where a loop runs: without one Gradio makes its own, and nobody closes them.
                app = build_app(store, Settings(database=database, exports=exports))
                box.append(uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1)))
                await box[0].serve(sockets=[listening])

            asyncio.run(start())

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not (box and box[0].started):
            assert thread.is_alive(), "the app did not start"
            assert time.monotonic() < deadline, "the app took too long to start"
            time.sleep(0.02)
        yield Served(f"http://127.0.0.1:{listening.getsockname()[1]}", store, exports)
        box[0].should_exit = True
        thread.join(START_SECONDS)
        assert not thread.is_alive()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled sample, graded, in a file to be copied."""
    place = tmp_path_factory.mktemp("sample") / "sample.duckdb"
    with open_store(place) as store:
        load_sample(store)
    return place


@pytest.fixture(scope="session")
def served(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app on a copy of the sample that all tests share."""
    place = tmp_path_factory.mktemp("served") / "review.duckdb"
    shutil.copy(sample, place)
    with serving(place) as app:
        yield app


@pytest.fixture
def restarted(sample: Path, tmp_path: Path) -> Callable[..., Any]:
    """The app on a copy of its own: `with restarted() as app`, and again with the same port."""
    place = tmp_path / "review.duckdb"
    shutil.copy(sample, place)
    return lambda port=0: serving(place, port)


@pytest.fixture(autouse=True)
def nothing_decided(served: Served) -> None:
    """Every test finds the sample as it came."""
    with served.store.cursor() as cursor:
        for table in ("decisions", "withdrawals", "skips"):
            cursor.execute(f"DELETE FROM {table}")


@dataclass
class Watch:
    """What pages did that they should not have done."""

    own: str
    complaints: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Listen to a page."""
        page.set_default_timeout(WAIT_MS)
        page.on("console", lambda said: said.type == "error" and self.complaints.append(f"console: {said.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (self.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda asked: self.check(asked.url))

    def check(self, url: str) -> None:
        """No page asks another host for anything."""
        if not url.startswith((self.own, "data:", "blob:")):
            self.complaints.append(f"request to {url}")


@pytest.fixture
def watch(served: Served) -> Iterator[Watch]:
    """Fails the test when a page complains, opens a dialog, or asks another host for anything."""
    watching = Watch(served.url)
    yield watching
    assert watching.complaints == []


@pytest.fixture(scope="session")
def windows(browser: Browser, served: Served) -> Iterator[Callable[..., BrowserContext]]:
    """Browser windows by size and scheme where Ada signed in; kept, so that scripts are loaded once."""
    kept: dict[str, BrowserContext] = {}

    def window(size: dict[str, int], scheme: str) -> BrowserContext:
        key = f"{size} {scheme}"
        if key not in kept:
            kept[key] = browser.new_context(viewport=size, color_scheme=scheme)
            kept[key].request.post(served.url + "/sign-in", form={"name": "Ada"})
        return kept[key]

    yield window
    for context in kept.values():
        context.close()


@pytest.fixture
def visit(windows: Callable[..., BrowserContext], served: Served, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Open a path as Ada: `visit("/table", NARROW, "dark")`."""
    used: list[BrowserContext] = []

    def open_page(path: str = "/", size: dict[str, int] = WIDE, scheme: str = "light") -> Page:
        context = windows(size, scheme)
        if context not in used:
            used.append(context)
            context.on("page", watch.over)
        page = context.new_page()
        page.goto(served.url + path)
        return page

    yield open_page
    for context in used:
        context.remove_listener("page", watch.over)
        for page in context.pages:
            page.close()


@pytest.fixture
def review(visit: Callable[..., Page]) -> Page:
    """The review page with its first case."""
    page = visit()
    page.wait_for_selector("#sheet .turn", state="attached")
    return page
