"""CSV: comma-separated UTF-8 text as RFC 4180 has it, lines ending in CR LF, and a second file of scores.

Texts are kept exactly, line breaks and a leading `=` included, so that they read back as they were; a
spreadsheet would take such a text for a formula, which the xlsx exporter prevents. A missing value and an
empty text both become an empty field.
"""

from __future__ import annotations

from pathlib import Path

from review_app.exporters import place, table
from review_app.exporters.material import Material


def write(material: Material, path: Path) -> list[Path]:
    """Write the responses to `path` and their scores to `<stem>.summary.csv` beside it."""

    def scores(part: Path) -> None:
        content = table.summary(material.cells())
        content.to_csv(part, index=False, encoding="utf-8", lineterminator="\r\n")

    responses = place.summary_path(path)
    return place.deliver({path: lambda part: material.copy_csv(table.COLUMNS, part), responses: scores})
