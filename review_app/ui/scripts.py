"""Scripts: what goes into the head of every page, in the order in which it runs."""

from __future__ import annotations

from review_app.ui import assets, borrowed

SCRIPTS = (
    "signed_out.js",
    "copy.js",
    "times.js",
    "table.js",
    "desk/clock.js",
    "desk/typeset.js",
    "papers.js",
    "charts.js",
    "desk/outbox.js",
    "desk/desk.js",
    "desk/keys.js",
)


def head() -> str:
    """The scripts, and the style of formulas that the review page typesets itself."""
    texts = "".join(f"<script>{assets.text(name)}</script>" for name in SCRIPTS)
    for name, path in (("typesetter", borrowed.typesetter()), ("plotter", borrowed.plotter())):
        texts = texts.replace(f"{{{{{name}}}}}", path)
    return f'<link rel="stylesheet" href="{borrowed.formulas()}">{texts}'
