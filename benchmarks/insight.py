"""Insight: how long a researcher waits for a million responses: for the dashboard, a filter, and the files."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks import million
from benchmarks.commands import run, served
from benchmarks.figures import Figure
from benchmarks.reviewing import chromium, opened

if TYPE_CHECKING:
    from playwright.sync_api import Page

# The server loads statistics and counts everything once, ten seconds after its start.
WARM_UP_MS = 25_000
TIMES = 5
LIMIT_MS = 60_000
REST_MS = 3_000
SUBJECTS = ("Algebra", "Geometry", "Number Theory", "Prealgebra", "Precalculus")

# All charts of the open tab are painted; after a filter, with links that carry it.
DRAWN = """asked => {
  const plots = [...document.querySelectorAll("#sections .js-plotly-plot")].filter((plot) => plot.offsetParent);
  return plots.length >= 5 && plots.every((plot) => plot.querySelector(".gtitle")
    && (!asked || JSON.stringify(plot.data.map(({ customdata }) => customdata)).includes(asked)));
}"""


def dashboard(room: Path) -> Iterator[Figure]:
    """In Chromium, from following the link on another page to the five charts, and from choosing a subject to the
    charts of it; each is the median of several. The first visit, when the browser has to read and compile five
    megabytes of scripts, takes two seconds more."""
    browser = chromium()
    with served(million.database(room)) as server, opened(browser, server.address, enter) as page:
        opening(page, server.address)
        yield Figure("insight.open_1m_s", median(opening(page, server.address) for _ in range(TIMES)), "s")
        yield Figure("insight.filter_1m_s", median(filtering(page, subject) for subject in SUBJECTS), "s")


def enter(page: Page, address: str) -> None:
    """Sign in, and wait until the server has counted."""
    page.request.post(f"{address.rstrip('/')}/sign-in", form={"name": "benchmark"})
    page.set_default_timeout(LIMIT_MS)
    page.wait_for_timeout(WARM_UP_MS)


def opening(page: Page, address: str) -> float:
    """Seconds from the link to the charts."""
    page.goto(address)
    link = page.locator("a[href$='/dashboard']:visible").first
    link.wait_for()
    page.wait_for_timeout(REST_MS)
    begin = time.perf_counter()
    link.click(no_wait_after=True)
    page.wait_for_function(DRAWN, arg="")
    return time.perf_counter() - begin


def filtering(page: Page, subject: str) -> float:
    """Seconds from the key that chooses a subject to its charts; then it is taken away again."""
    box = page.locator("#filter-subjects input")
    box.fill(subject)
    page.wait_for_timeout(300)
    begin = time.perf_counter()
    page.keyboard.press("Enter")
    page.wait_for_function(DRAWN, arg=f"subject={subject.replace(' ', '+')}")
    taken = time.perf_counter() - begin
    page.keyboard.press("Backspace")
    page.wait_for_timeout(REST_MS)
    return taken


def files(room: Path) -> Iterator[Figure]:
    """`review-app export` of a million rows as Parquet and CSV; the peak memory of the larger."""
    database = million.database(room)
    parquet = run("export", "parquet", "--output", room / "million.parquet", "--db", database)
    csv = run("export", "csv", "--output", room / "million.csv", "--db", database)
    yield Figure("insight.parquet_1m_s", parquet.seconds, "s")
    yield Figure("insight.csv_1m_s", csv.seconds, "s")
    yield Figure("insight.peak_mb", max(parquet.peak_mb, csv.peak_mb), "MB")
