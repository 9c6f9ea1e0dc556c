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
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect

from review_app.domain import Cause, Outcome, Selection
from review_app.services import audit
from review_app.services.demo import load_sample
from review_app.services.review_desk import Submission
from review_app.settings import Settings
from review_app.store import Store, open_store
from review_app.ui import app as application
from review_app.ui.desk import Desk, open_desk

CHROMIUM = Path(os.environ.get("REVIEW_APP_CHROMIUM") or "/usr/bin/chromium")
REQUIRED = os.environ.get("REVIEW_APP_BROWSER") == "required"

START_SECONDS = 30
WAIT_MS = 10_000
PATIENT_MS = 30_000  # for a whole page on a machine with other things to do
WIDE = {"width": 1366, "height": 768}
NARROW = {"width": 420, "height": 860}

# A page is at rest when nothing in it has changed for QUIET_MS; after RESTLESS_MS it is taken as it is.
QUIET_MS, RESTLESS_MS = 400, 8_000
AT_REST = f"""() => new Promise((rest) => {{
    let timer = setTimeout(rest, {QUIET_MS});
    new MutationObserver(() => {{ clearTimeout(timer); timer = setTimeout(rest, {QUIET_MS}); }})
        .observe(document.body, {{ childList: true, subtree: true, characterData: true, attributes: true }});
    setTimeout(rest, {RESTLESS_MS});
}})"""

# What people do; a test starts without any of it.
DONE = (
    "decisions", "withdrawals", "skips", "leases", "preferences", "guidelines", "audit_items", "reference_flags",
    "reference_rulings", "amended_verdicts", "saved_views",
    "published_scores", "model_matches", "drafts", "draft_replies", "draft_versions", "draft_rulings",
)  # fmt: skip

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
        "--process-per-site",  # pages of a window share a process, and with it the scripts that it has compiled
    )  # fmt: skip
    return browser_type_launch_args | {"executable_path": str(CHROMIUM), "args": list(arguments)}


@dataclass
class Served:
    """A running app: its address, its desk with the store, and the folder it exports to."""

    url: str
    desk: Desk
    exports: Path

    @property
    def store(self) -> Store:
        """Where everything is."""
        return self.desk.store

    def forget_holds(self) -> None:
        """Nobody holds a case: a page that was just closed may not have given its cases back."""
        for lease in self.desk.reviews._queue.now.queue.leases.all():
            self.desk.reviews.release(lease.annotator, lease.tab)
        self.desk.reviews.refresh()

    def forget(self) -> None:
        """Whatever people did is not done."""
        self.forget_holds()
        with self.store.cursor() as cursor:
            for table in DONE:
                cursor.execute(f"DELETE FROM {table}")
        self.desk.reviews.refresh()

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
        desks: list[Desk] = []

        def opened(*given: Any) -> Desk:
            desks.append(open_desk(*given))
            return desks[-1]

        def run() -> None:
            async def start() -> None:
                # Built where a loop runs: without one Gradio makes its own, and nobody closes them.
                with patch.object(application, "open_desk", opened):
                    app = application.build_app(store, Settings(database=database, exports=exports))
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
        yield Served(f"http://127.0.0.1:{listening.getsockname()[1]}", desks[0], exports)
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
    served.forget()


@pytest.fixture
def busy(served: Served) -> None:
    """A team at work, so that pages have something to show: decisions, a dispute, a doubtful reference, an audit."""
    desk, store = served.desk, served.store
    waiting = [
        row["case_id"]
        for row in store.rows("SELECT DISTINCT case_id FROM outcomes WHERE status = 'pending' ORDER BY case_id")
    ]
    desk.reviews.decide("Ada", waiting[:4], Outcome.CORRECT, "42")
    desk.reviews.decide("Bob", waiting[:3], Outcome.CORRECT)
    desk.reviews.decide("Bob", waiting[3:5], Outcome.INCORRECT, cause=Cause.UNIT)
    for person, case_id in (("Ada", waiting[5]), ("Bob", waiting[5])):
        said = Submission(f"{person}-{case_id}", case_id, Outcome.INCORRECT, Cause.REFERENCE_WRONG, right_answer="42")
        desk.reviews.submit(person, said)
    audit.draw(store, "Ada", 10, Selection(), seed=1)
    desk.reviews.refresh()


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

    def expect_refusal(self, status: int) -> None:
        """The browser itself complains of every answer that refuses something; the test wanted this one."""
        self.complaints = [said for said in self.complaints if f"a status of {status}" not in said]

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
    """Browser windows by size, scheme and language where Ada signed in. Kept, each with a page that stays open: so
    scripts are loaded and compiled once, which takes longer than all the rest of a page."""
    kept: dict[str, BrowserContext] = {}

    def window(size: dict[str, int], scheme: str, language: str) -> BrowserContext:
        key = f"{size} {scheme} {language}"
        if key not in kept:
            kept[key] = browser.new_context(viewport=size, color_scheme=scheme, locale=language)
            kept[key].new_page().goto(served.url + "/sign-in")
            kept[key].request.post(served.url + "/sign-in", form={"name": "Ada"})
        return kept[key]

    yield window
    for context in kept.values():
        context.close()


@pytest.fixture
def visit(windows: Callable[..., BrowserContext], served: Served, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Open a path as Ada: `visit("/table", NARROW, "dark", "zh-CN")`."""
    used: list[BrowserContext] = []

    def open_page(path: str = "/", size: dict[str, int] = WIDE, scheme: str = "light", language: str = "en-US") -> Page:
        context = windows(size, scheme, language)
        if context not in used:
            used.append(context)
            context.on("page", watch.over)
        page = context.new_page()
        page.goto(served.url + path)
        return page

    yield open_page
    for context in used:
        context.remove_listener("page", watch.over)
        for page in context.pages[1:]:
            page.close()


@pytest.fixture
def at_rest() -> Callable[[Page], Page]:
    """Wait until a page shows what it has to show and stands still."""

    def wait(page: Page) -> Page:
        page.wait_for_selector(".head-line", timeout=PATIENT_MS)
        page.evaluate(AT_REST)
        return page

    return wait


@pytest.fixture
def address(served: Served) -> Callable[[application.Page], str]:
    """Where a page is found; one of a single case or problem with one that has a story."""
    case = "SELECT case_id FROM outcomes WHERE status <> 'auto' ORDER BY decision IS NULL, case_id LIMIT 1"
    problem = f"SELECT problem_id FROM cases WHERE id = ({case})"
    questions = {"/case": ("id", case), "/problem": ("id", problem)}

    def find(page: application.Page) -> str:
        if page.path not in questions:
            return page.path
        name, query = questions[page.path]
        return f"{page.path}?{urlencode({name: served.store.value(query)})}"

    return find


@pytest.fixture
def review(visit: Callable[..., Page]) -> Page:
    """The review page with its first case."""
    page = visit()
    page.wait_for_selector("#sheet[data-state=case] article")
    return page
