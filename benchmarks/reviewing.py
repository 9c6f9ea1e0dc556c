"""Reviewing: how long after a decision the next case stands on the screen, in a real browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import scenario
from benchmarks.commands import served
from benchmarks.figures import Absent, Broken, Figure, spread

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM_VARIABLE = "REVIEW_APP_CHROMIUM"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTH, HEIGHT = 1366, 768

WARM_UPS = 5
PRESSES = 60
# Longer than the page ignores presses after a new case, shorter than anybody reads one.
PAUSE_MS = 200
# The first page loads all of the app's scripts; a case comes in a tenth of a second.
LOAD_LIMIT_MS = 30_000
CASE_LIMIT_MS = 5_000
# How often it is asked whether the case is there; rarely, so that asking does not slow it down.
ASK_MS = 50

# The page shows the next case while the decision is on its way; no figure counts where it does not arrive.
ALL_SAVED = "window.reviewOutbox.count() === 0"

# Only the person's own key or click starts the watch (`isTrusted`).
# From the press to the end of the first frame with a new case: a message posted in a frame is read after its paint.
STOPWATCH = """
(() => {
  const watch = { begun: 0, left: "", taken: null };
  window.stopwatch = watch;
  const shown = () => document.querySelector("#sheet .sheet")?.id ?? "";
  const begin = (event) => {
    if (!event.isTrusted) return;
    watch.begun = performance.now();
    watch.left = shown();
    watch.taken = null;
  };
  const end = () => { watch.taken = performance.now() - watch.begun; watch.begun = 0; };
  const painted = new MessageChannel();
  painted.port1.onmessage = end;
  addEventListener("keydown", begin, true);
  addEventListener("click", begin, true);
  let waiting = false;
  new MutationObserver(() => {
    if (!watch.begun || waiting || !shown() || shown() === watch.left) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; painted.port2.postMessage(0); });
  }).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["id"] });
})();
"""


def by_key(room: Path) -> Iterator[Figure]:
    """Decide case after case on the scenario with the key 1, as most do."""
    yield from spread("desk.key_to_next", presses(room, lambda page: page.keyboard.press("1")))


def by_mouse(room: Path) -> Iterator[Figure]:
    """Decide the same cases with the button; the watch starts when the mouse button is let go."""
    yield from spread("desk.mouse_to_next", presses(room, lambda page: page.click("#key-1", timeout=CASE_LIMIT_MS)))


def presses(room: Path, press: Callable[[Page], None]) -> list[float]:
    """Milliseconds of each press after the warm-ups, in a fresh copy of the scenario."""
    browser = chromium()
    database = scenario.copied(scenario.graded(room), room / "review.duckdb")
    with served(database) as server, opened(browser, server.address) as page:
        taken = [next_case(page, press) for _ in range(WARM_UPS + PRESSES)]
        page.wait_for_function(ALL_SAVED, timeout=CASE_LIMIT_MS)
    return taken[WARM_UPS:]


def chromium() -> Path:
    """The browser. Raises Absent where there is none."""
    path = Path(os.environ.get(CHROMIUM_VARIABLE) or CHROMIUM)
    if not path.is_file():
        raise Absent(f"{path} is not there: install Chromium or name it in {CHROMIUM_VARIABLE}")
    return path


@contextmanager
def opened(browser: Path, address: str, enter: Callable[[Page, str], None] | None = None) -> Iterator[Page]:
    """A person signed in on the review page, before the first case, or who did `enter` instead. Raises Broken where a
    page does not come."""
    from playwright.sync_api import Error, sync_playwright

    options: Any = {"executable_path": browser, "args": list(ARGUMENTS), "timeout": LOAD_LIMIT_MS}
    try:
        with sync_playwright() as playwright, playwright.chromium.launch(**options) as window:
            page = window.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            (enter or sign_in)(page, address)
            yield page
    except Error as error:
        raise Broken(f"{address}: {error.message.splitlines()[0]}") from error


def sign_in(page: Page, address: str) -> None:
    """Give a name and wait for the first case, with the stopwatch running in the page."""
    page.set_default_timeout(LOAD_LIMIT_MS)
    page.add_init_script(STOPWATCH)
    page.goto(address)
    page.fill("input[name=name]", "benchmark")
    page.click("button[type=submit]")
    page.wait_for_function("window.reviewDesk?.ready()")


def next_case(page: Page, press: Callable[[Page], None]) -> float:
    """Press once; milliseconds until the next case is painted."""
    page.wait_for_timeout(PAUSE_MS)
    press(page)
    page.wait_for_function("window.stopwatch.taken !== null", timeout=CASE_LIMIT_MS, polling=ASK_MS)
    return float(page.evaluate("window.stopwatch.taken"))
