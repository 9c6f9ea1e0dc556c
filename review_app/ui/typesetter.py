"""Typesetter: where the KaTeX lies that Gradio brings along; the review page typesets its cases before they show."""

from __future__ import annotations

from pathlib import Path

import gradio

from review_app.errors import ServeError

ASSETS = Path(gradio.__file__).parent / "templates" / "frontend" / "assets"


def script() -> str:
    """The path of the script that typesets an element's formulas."""
    return found("auto-render-*.js")


def style() -> str:
    """The path of the style of typeset formulas."""
    return found("katex-*.css")


def found(pattern: str) -> str:
    """`/assets/auto-render-CnNQEB_4.js`: the one file of Gradio's whose name fits. Raises ServeError."""
    names = sorted(path.name for path in ASSETS.glob(pattern))
    if len(names) != 1:
        raise ServeError(f"{ASSETS}: {len(names)} files {pattern}; install the Gradio that requirements/ lock")
    return f"/assets/{names[0]}"
