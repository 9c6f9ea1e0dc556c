"""Assets: the files that go to the browser as they are: styles, keys, the sign-in form, the help."""

from __future__ import annotations

from importlib.resources import files


def text(name: str) -> str:
    """The text of an asset: `text("style.css")`."""
    return (files("review_app.ui.assets") / name).read_text(encoding="utf-8")
