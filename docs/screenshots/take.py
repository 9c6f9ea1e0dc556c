"""Takes the README's screenshots anew from the bundled sample: `.venv/bin/python docs/screenshots/take.py`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
CHROMIUM = os.environ.get("REVIEW_APP_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--headless=new", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
LAPTOP = {"width": 1366, "height": 768}

# A case that shows much at once: two rows of mathematics, an answer in another form.
SHOWN = {"review": "/", "table": "/table", "dashboard": "/dashboard"}


def main() -> None:
    """One picture a page and colour scheme."""
    with tempfile.TemporaryDirectory() as room, served(Path(room) / "demo.duckdb") as address, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for scheme in ("light", "dark"):
            take(browser, address, scheme)


@contextmanager
def served(database: Path) -> Iterator[str]:
    """The demo on a free port; its address."""
    command = [str(Path(sys.executable).with_name("review-app")), "demo", "--port", "0", "--db", str(database)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - our own command
        try:
            assert server.stdout is not None  # noqa: S101 - a pipe was asked for
            yield next(word for word in server.stdout.readline().split() if word.startswith("http"))
        finally:
            server.terminate()


def take(browser: Browser, address: str, scheme: str) -> None:
    """All pages in one colour scheme."""
    page = browser.new_context(viewport=LAPTOP, color_scheme=scheme).new_page()
    page.goto(address)
    page.fill("#name", "Emmy")
    page.click("button")
    for name, path in SHOWN.items():
        page.goto(address + path)
        settle(page)
        page.screenshot(path=HERE / f"{name}-{scheme}.png", full_page=name == "dashboard")


def settle(page: Page) -> None:
    """Wait until the page's own content is there and drawn."""
    page.wait_for_selector(".katex, .js-plotly-plot", timeout=60_000)
    page.wait_for_timeout(2_500)


if __name__ == "__main__":
    main()
