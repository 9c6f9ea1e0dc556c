"""Blocks: what a report is made of before it is a page: parts with sentences, tables and charts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from math import isnan
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

# More rows are for a spreadsheet, not for a reader.
MOST_ROWS = 200
# What stands in a column of numbers: percentages, bounds, counts, differences, and a dash for none.
NUMBER = re.compile(r"[-−+±<>]?[\d.,]+( … [\d.,]+)?( ?%)?( ± [\d.]+)?|—|")
# Longer ones may be broken anywhere.
SHORT = 24
MISSING = "—"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts under heads; `left` rows are not shown. `wide` columns hold what models and people wrote."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    left: int = 0
    wide: frozenset[int] = frozenset()

    @property
    def kinds(self) -> list[str]:
        """What each column holds: `wide`, `number`, `short` or `text`."""
        return [self._kind(at) for at in range(len(self.heads))]

    def _kind(self, at: int) -> str:
        """The kind of one column."""
        if at in self.wide:
            return "wide"
        if all(NUMBER.fullmatch(row[at]) for row in self.rows):
            return "number"
        return "short" if all(len(row[at]) <= SHORT for row in self.rows) else "text"


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure with the name of its row in CHARTS, and the numbers that it draws."""

    name: str
    figure: go.Figure = field(repr=False)
    table: Table
    frame: pd.DataFrame = field(repr=False)

    @property
    def told(self) -> str:
        """The finding and the note of the figure in plain text, for whoever cannot see it."""
        title = self.figure.layout.title
        texts = (text.replace("<br>", " ") for text in (title.text, title.subtitle.text) if text)
        return unescape(" ".join(texts))


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the report, shown in this order. `key` is its place in links."""

    key: str
    heading: str
    sentences: Sequence[str] = ()
    points: Sequence[str] = ()
    tables: Sequence[Table] = ()
    charts: Sequence[Chart] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The finding, what it is about, the way of the score as (measure, share, how sure), the parts, and what all of it
    was made of."""

    title: str
    scope: str
    line: Sequence[tuple[str, str, str]]
    parts: Sequence[Part]
    manifest: Mapping[str, Any]

    @property
    def charts(self) -> list[Chart]:
        """All charts in the order of the page."""
        return [chart for part in self.parts for chart in part.charts]


def table_of(frame: pd.DataFrame, caption: str = "") -> Table:
    """A frame as it stands, under the names of its columns; shares with four decimals."""
    shown = frame.head(MOST_ROWS)
    rows = [[written(value) for value in row] for row in shown.itertuples(index=False)]
    return Table(list(map(str, frame.columns)), rows, caption, len(frame) - len(shown))


def first(heads: Sequence[str], rows: Sequence[Sequence[str]], caption: str = "") -> Table:
    """A table of as many rows as a reader looks at."""
    return Table(heads, rows[:MOST_ROWS], caption, max(0, len(rows) - MOST_ROWS))


def written(value: Any) -> str:
    """One value of a frame.

    >>> [written(value) for value in (0.51239, 3.0, float("nan"), None, "ada", True)]
    ['0.5124', '3', '—', '—', 'ada', 'True']
    """
    if value is None or (isinstance(value, float) and isnan(value)):
        return MISSING
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return str(value)


def beginning(text: str | None, most: int) -> str:
    """A text in one line, cut behind so many characters.

    >>> beginning("How  many\\neggs?", 8)
    'How many …'
    """
    line = " ".join((text or "")[: 4 * most].split())
    return line if len(line) <= most and len(text or "") <= 4 * most else line[:most].rstrip() + " …"
