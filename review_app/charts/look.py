"""Look: the palette, the fonts and the frame that all charts share, readable on white and on dark pages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from math import ceil, floor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import plotly.graph_objects as go

# Text and lines must read on #ffffff and on #0b0f19: this grey has a contrast of 4.3 to both; none has more.
INK = "#727a86"
GRID = "rgba(114, 122, 134, 0.25)"
FAINT = "rgba(114, 122, 134, 0.3)"
BLUE = "#0072b2"
CLEAR = "rgba(0, 0, 0, 0)"
FONT = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'Noto Sans CJK SC', sans-serif"

# Page style that gives all text but that inside bars and cells the full contrast of the page's theme, and a pointer
# to what can be clicked.
CSS = """
.js-plotly-plot svg text:not(.bartext-inside, .textpoint text) { fill: var(--body-text-color) !important; }
.js-plotly-plot.opens .nsewdrag { cursor: pointer; }
"""

# Okabe and Ito's colours, told apart with every kind of colour vision; each with the text that reads on it.
GROUPS = (
    ("#56b4e9", "black"),
    ("#e69f00", "black"),
    ("#009e73", "black"),
    ("#f0e442", "black"),
    (BLUE, "white"),
    ("#cc79a7", "black"),
    ("#d55e00", "black"),
    ("#999999", "black"),
)
# Colours and symbols of points, told apart by either of them; they read on light and on dark pages.
POINTS = (
    (BLUE, "circle"),
    ("#d55e00", "diamond"),
    ("#009e73", "square"),
    ("#cc79a7", "triangle-up"),
    ("#e69f00", "cross"),
    ("#56b4e9", "star"),
    ("#999999", "x"),
)
# What holds of answers: right, open, wrong.
CORRECT = (BLUE, "white")
UNCERTAIN = ("#b5bcc5", "black")
INCORRECT = ("#e69f00", "black")

# Light to dark, for what has an order.
RAMP = (
    ("#d3e5f5", "black"),
    ("#9ecae1", "black"),
    ("#5fa8d3", "black"),
    ("#1f6fb0", "white"),
    ("#0b4383", "white"),
)

# A title line of this many characters fits a page 400 pixels wide; notes are smaller.
TITLE_WIDTH = 40
NOTE_WIDTH = 54
TITLE_LINE, NOTE_LINE = 20, 16  # pixels
LEGEND_LINE, LEGEND_WIDTH = 18, 300  # pixels: an entry's height, and what a narrow page leaves for a line of them
RIGHT = 84  # pixels beside a bar of 100 %, where its text stands

# What stays together in a line: a word, or one Chinese character, with its marks and the space behind it.
WIDE = "\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60"
WORD = re.compile(f"[（《“]*(?:[{WIDE}]|[^{WIDE} ]+)[，。、；：！？）》”]* ?")

BUTTONS = "zoom pan select lasso zoomIn zoomOut autoScale resetScale toImage"


def plain(text: str) -> str:
    """Text that plotly shows as it stands: no tags, no links, no formulas.

    >>> plain("<b>$x$</b>")
    '&lt;b&gt;&#36;x&#36;&lt;/b&gt;'
    """
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("$", "&#36;")):
        text = text.replace(character, entity)
    return text


def lines(text: str) -> str:
    """The same with its line breaks.

    >>> lines("a < b\\nc")
    'a &lt; b<br>c'
    """
    return "<br>".join(plain(line) for line in text.split("\n"))


def folded(text: str, width: int) -> str:
    """Plain text broken into lines as wide as `width` narrow characters at most, since plotly breaks none itself.

    Chinese characters take the room of two and are parted anywhere but before a closing mark.

    >>> folded("Accuracy is 90", 11), folded("准确率在代数最高。", 8)
    ('Accuracy is<br>90', '准确率在<br>代数最<br>高。')
    """
    return "<br>".join(plain(row) for row in _rows(text, width))


def labels(names: Iterable[str], width: int, most: int = 2) -> list[str]:
    """Names folded into `most` lines at most, the middle of longer ones left out; no two are the same to plotly, which
    would draw them in one place.

    >>> labels(["org/a-long-name-7B", "org/a-longer-name-7B"], 7)
    ['org/a-<br>…ame-7B', 'org/a-<br>…ame-7B\\u200b']
    """
    found: list[str] = []
    for name in names:
        rows = _rows(name, width)
        if len(rows) > most:
            rows = [*rows[: most - 1], _end(name, width)]
        label = "<br>".join(plain(row) for row in rows)
        while label in found:
            label += "\u200b"
        found.append(label)
    return found


def _end(text: str, width: int) -> str:
    """The end of a text that is too long, as far as it fits a line."""
    while room(text) >= width:
        text = text[1:]
    return "…" + text.lstrip()


def _rows(text: str, width: int) -> list[str]:
    """The lines of a text."""
    rows, row = [], ""
    for word in WORD.findall(re.sub(r"[ \t\n]+", " ", text)):
        for piece in _pieces(word, width):
            if row and room((row + piece).strip()) > width:
                rows.append(row.strip())
                row = ""
            row += piece
    return [*rows, row.strip()]


def _pieces(word: str, width: int) -> list[str]:
    """A word that is too long for a line, cut behind its last mark that fits, else where the line ends."""
    pieces = []
    while len(word) > width:
        at = max((word.rfind(mark, 0, width) for mark in "-_/.:@"), default=-1) + 1 or width
        pieces.append(word[:at])
        word = word[at:]
    return [*pieces, word]


def room(text: str) -> int:
    """How many narrow characters a text is as wide as."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def frame(figure: go.Figure, title: str, note: str, height: int) -> go.Figure:
    """Give a figure its finding as title, a note below it, and the common look; `height` is the plot's."""
    title, note = folded(title, TITLE_WIDTH), folded(note, NOTE_WIDTH)
    top = 40 + TITLE_LINE * (title.count("<br>") + 1) + NOTE_LINE * (note.count("<br>") + 1)
    bottom = 38 + LEGEND_LINE * _legend_lines(figure)
    return lay(
        figure,
        template="none",
        autosize=True,
        height=top + height + bottom,
        margin={"l": 12, "r": RIGHT, "t": top, "b": bottom},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        font={"family": FONT, "size": 12, "color": INK},
        title={
            "text": title,
            "font": {"size": 15, "color": INK, "weight": 600},
            "subtitle": {"text": note, "font": {"size": 12, "color": INK}},
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "pad": {"l": 12, "t": 20},
            "y": 1,
            "yref": "container",
            "yanchor": "top",
        },
        legend={
            "orientation": "h",
            "x": 0,
            "xref": "container",
            "y": 0,
            "yref": "container",
            "yanchor": "bottom",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        hoverlabel={"font": {"family": FONT, "size": 12}, "align": "left"},
        modebar={"remove": BUTTONS.split()},
        dragmode=False,
    )


def lay(figure: go.Figure, **layout: Any) -> go.Figure:
    """The figure with these parts of its layout as given, whatever they say beside what they said already; ten times
    as fast as `update_layout`."""
    for name, value in layout.items():
        old: dict[str, Any] = getattr(figure.layout[name], "to_plotly_json", dict)()
        figure.layout[name] = _merged(old, value) if isinstance(value, dict) else value
    return figure


def _merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Both, `new` where they differ, level by level."""
    both = {name: value for name, value in new.items() if isinstance(value, dict) and isinstance(old.get(name), dict)}
    return {**old, **new, **{name: _merged(old[name], value) for name, value in both.items()}}


def _legend_lines(figure: go.Figure) -> int:
    """How many lines the legend takes on a narrow page, where plotly puts its entries into columns; 1 for none."""
    names = [trace.name for trace in figure.data if trace.showlegend is not False and trace.name]
    if figure.layout.showlegend is False or not names:
        return 1
    columns = max(1, LEGEND_WIDTH // (50 + 7 * max(map(room, names))))
    return -(-len(names) // columns)


def percent_axis() -> dict[str, object]:
    """An axis from 0 to 100 %."""
    return {
        "range": [0, 1],
        "tickvals": [0, 0.25, 0.5, 0.75, 1],
        "ticktext": ["0 %", "25 %", "50 %", "75 %", "100 %"],
        "gridcolor": GRID,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
    }


def share_axis(low: float, high: float) -> dict[str, Any]:
    """An axis of percent from the tenth below `low` to the tenth above `high`, for points, whose height means nothing.

    >>> share_axis(0.62, 0.88)["tickvals"]
    [0.6, 0.7, 0.8, 0.9]
    """
    first, last = max(0, floor(low * 10 + 1e-9)), min(10, ceil(high * 10 - 1e-9))
    if last - first < 2:
        first, last = max(0, first - 1), min(10, last + 1)
    tenths = range(first, last + 1, 1 if last - first <= 5 else 2)
    ticks = [tenth / 10 for tenth in tenths]
    named = [f"{tenth * 10} %" if tenth else "0 %" for tenth in tenths]
    return percent_axis() | {"range": [first / 10, last / 10], "tickvals": ticks, "ticktext": named}


def number_axis() -> dict[str, object]:
    """An axis of numbers from 0."""
    return {
        "rangemode": "tozero",
        "gridcolor": GRID,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
        "separatethousands": True,
    }


def rows_axis() -> dict[str, object]:
    """An axis of names from top to bottom."""
    return names_axis() | {"autorange": "reversed", "ticksuffix": " "}


def listed_axis(names: list[str]) -> dict[str, object]:
    """The same for points, each row with its line; left to itself plotly leaves more room above and below the more
    rows there are."""
    order = {"categoryorder": "array", "categoryarray": names, "range": [len(names) - 0.5, -0.5], "autorange": None}
    return rows_axis() | order | {"showgrid": True, "gridcolor": GRID}


def names_axis() -> dict[str, object]:
    """An axis of names."""
    return {
        "type": "category",
        "linecolor": INK,
        "ticks": "",
        "showgrid": False,
        "fixedrange": True,
        "automargin": True,
    }


def blank(title: str, note: str) -> go.Figure:
    """A figure that says why there is nothing to draw."""
    import plotly.graph_objects as go

    figure = frame(go.Figure(), title, note, height=60)
    return lay(figure, xaxis={"visible": False}, yaxis={"visible": False})
