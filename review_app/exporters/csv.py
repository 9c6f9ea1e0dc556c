"""CSV: comma-separated UTF-8 text as RFC 4180 has it, lines ending in CR LF, and a second file of scores.

Texts are kept exactly, line breaks and a leading `=` included, so that they read back as they were; a
spreadsheet would take such a text for a formula, which the xlsx exporter prevents. A missing value and an
empty text both become an empty field.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from review_app.exporters import place, table

if TYPE_CHECKING:
    import pandas as pd


def write(frame: pd.DataFrame, path: Path) -> list[Path]:
    """Write the responses to `path` and their scores to `<stem>.summary.csv` beside it."""
    files = {path: table.responses(frame), place.summary_path(path): table.summary(frame)}
    return place.deliver({target: partial(_save, table.iso(content)) for target, content in files.items()})


def _save(content: pd.DataFrame, path: Path) -> None:
    content.to_csv(path, index=False, encoding="utf-8", lineterminator="\r\n")
