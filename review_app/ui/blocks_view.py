"""Blocks as HTML: the parts of a report that a page shows as well."""

from __future__ import annotations

from collections.abc import Sequence

from review_app.services.blocks import Part, Table
from review_app.ui.characters import escape
from review_app.ui.grid import framed
from review_app.wording import Say, later

NONE = later("Each problem has one sample, and there are no groups to average over.")


def parts(shown: Sequence[Part], say: Say) -> str:
    """Each part under its heading."""
    if not shown:
        return f'<p class="nothing">{say(NONE)}</p>'
    return "".join(part(one) for one in shown)


def part(one: Part) -> str:
    """Heading, sentences, tables."""
    told = "".join(f'<p class="quiet">{escape(text)}</p>' for text in one.sentences)
    tables = "".join(table(each, one.heading) for each in one.tables)
    return f'<section class="block-part"><h3>{escape(one.heading)}</h3>{told}{tables}</section>'


def table(one: Table, name: str) -> str:
    """Rows of texts; numbers stand to the right."""
    sides = [' class="number"' if kind == "number" else "" for kind in one.kinds]
    heads = "".join(f"<th{side}>{escape(head)}</th>" for head, side in zip(one.heads, sides, strict=True))
    rows = "".join(
        f"<tr>{''.join(f'<td{side}>{escape(cell)}</td>' for cell, side in zip(row, sides, strict=True))}</tr>"
        for row in one.rows
    )
    return framed(f"<tr>{heads}</tr>", rows, name=one.caption or name)
