"""Borrowed: where the scripts and styles lie that Gradio brings along and our own scripts use."""

from __future__ import annotations

from pathlib import Path

import gradio

from review_app.errors import ServeError

ASSETS = Path(gradio.__file__).parent / "templates" / "frontend" / "assets"


def typesetter() -> str:
    """The path of the script that typesets an element's formulas: the review page does so before a case shows."""
    return found("auto-render-*.js")


def formulas() -> str:
    """The path of the style of typeset formulas."""
    return found("katex-*.css")


def plotter() -> str:
    """The path of the script that draws charts: pages of charts fetch it while the figures are counted."""
    return found("PlotlyPlot-*.js")


def found(pattern: str) -> str:
    """`/assets/auto-render-CnNQEB_4.js`: the one file of Gradio's whose name fits. Raises ServeError."""
    names = sorted(path.name for path in ASSETS.glob(pattern))
    if len(names) != 1:
        raise ServeError(f"{ASSETS}: {len(names)} files {pattern}; install the Gradio that requirements/ lock")
    return f"/assets/{names[0]}"
