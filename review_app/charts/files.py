"""Files: a figure as a picture for a paper (PNG, SVG), and the numbers behind it as CSV."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from review_app.errors import ExportError
from review_app.wording import later

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

Format = Literal["png", "svg"]

WIDTH = 760  # pixels, on which titles and names that are folded for narrow pages look right
SCALES: dict[Format, int] = {"png": 2, "svg": 1}  # pixels of a PNG for one of these, so that print is sharp
# Page and text of a picture, which no page's style reaches.
LIGHT, DARK = ("#ffffff", "#1f2933"), ("#0b0f19", "#e5e7eb")
# Where a browser of the kind that draws pictures is usually found; BROWSER_PATH names another.
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
NO_BROWSER = later(
    "no Chromium or Chrome was found to draw the picture with; install one (Debian: apt-get install chromium), or set "
    "BROWSER_PATH to where it is, or take the numbers as CSV"
)
FAILED = later("the picture could not be drawn by {browser} ({reason}); try again, or take the numbers as CSV")


def picture(figure: go.Figure, format: Format = "png", *, dark: bool = False) -> bytes:
    """The figure as it looks on a light or dark page. Raises ExportError where no browser is there, or it fails."""
    return pictures([figure], format, dark=dark)[0]


def pictures(figures: Sequence[go.Figure], format: Format = "png", *, dark: bool = False) -> list[bytes]:
    """The same of several: to start the browser takes two seconds, a picture then a fifth of one."""
    path = browser()
    if path is None:
        raise ExportError(NO_BROWSER)
    printed = [restyled(figure, dark=dark) for figure in figures]
    # In a thread of its own, for the caller's may run an event loop already.
    with ThreadPoolExecutor(1) as thread:
        try:
            return thread.submit(asyncio.run, drawn(printed, format, path)).result()
        # There are many kinds of what a browser or its driver stumbles on: the reader needs to know that it was it.
        except Exception as error:
            raise ExportError(FAILED, browser=path, reason=" ".join(map(str, error.args)) or repr(error)) from error


def browser() -> str | None:
    """Where the browser is that draws pictures; None where there is none."""
    named = os.environ.get("BROWSER_PATH")
    if named:
        return named if Path(named).is_file() else None
    return next(filter(None, map(shutil.which, BROWSERS)), None)


async def drawn(figures: Sequence[go.Figure], format: Format, path: str) -> list[bytes]:
    """What the browser at `path` draws, with the plotly that is installed: no network is asked for anything."""
    import kaleido

    async with kaleido.Kaleido(n=1, path=path, page_generator=kaleido.PageGenerator(mathjax=False)) as canvas:
        return [await canvas.calc_fig(figure, opts=options(figure, format)) for figure in figures]


def options(figure: go.Figure, format: Format) -> dict[str, object]:
    """The size of a picture, and how fine it is."""
    return {"format": format, "width": WIDTH, "height": figure.layout.height, "scale": SCALES[format]}


def restyled(figure: go.Figure, *, dark: bool) -> go.Figure:
    """A copy with the page's colour behind it and text of full contrast; what stands in bars and cells stays."""
    import plotly.graph_objects as go

    page, ink = DARK if dark else LIGHT
    copy = go.Figure(figure)
    copy.update_layout(paper_bgcolor=page, plot_bgcolor=page, width=WIDTH)
    copy.update_layout(font_color=ink, title_font_color=ink, title_subtitle_font_color=ink)
    return copy


def stem(name: str) -> str:
    """What the file of a chart is called, from its name in CHARTS.

    >>> stem("From the tool's score to the corrected one")
    'from-the-tools-score-to-the-corrected-one'
    """
    return "".join(letter if letter.isalnum() else "-" for letter in name.lower().replace("'", ""))


def numbers(table: pd.DataFrame) -> bytes:
    """A chart's frame as CSV, as the exporter writes it (RFC 4180, UTF-8, texts kept exactly). Shares have all their
    digits; a missing value is an empty field."""
    return table.to_csv(index=False, lineterminator="\r\n").encode("utf-8", "replace")
