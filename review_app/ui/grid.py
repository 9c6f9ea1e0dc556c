"""The grid: tables of cases and runs as HTML made of escaped text and typeset mathematics."""

from __future__ import annotations

from collections.abc import Iterable

from review_app.domain import Reject
from review_app.services.review import statement_uses_dollars
from review_app.services.status import SCORE_HEADS
from review_app.store.database import Row
from review_app.ui.characters import escape
from review_app.ui.mathtext import formula, typeset
from review_app.ui.sheet import about, escape_id, typeset_line

# A statement in a table is there to recognise the problem; the case's own page has it whole.
STATEMENT_CHARACTERS = 420

TEXT_CELLS = 3


def cases(rows: list[Row]) -> str:
    """Doubtful cases with a box to tick each; the box's value is the case id."""
    if not rows:
        return '<p class="nothing">No doubtful case under these filters.</p>'
    body = "".join(case_row(row) for row in rows)
    heads = (
        "<th><label><input type='checkbox' id='tick-all' title='Tick all rows of this page'></label></th>"
        + "".join(
            f"<th>{name}</th>" for name in ("Problem", "Reference", "Answer found", "Why it is here", "Given by", "")
        )
    )
    return framed(f"<tr>{heads}</tr>", body, ' id="cases"', tall=True)


def framed(head: str, body: str, attributes: str = "", *, tall: bool = False) -> str:
    """A table that scrolls inside its frame."""
    wrap = "grid-wrap tall" if tall else "grid-wrap"
    table = f'<table class="grid"{attributes}><thead>{head}</thead><tbody>{body}</tbody></table>'
    return f'<div class="{wrap}">{table}</div>'


def case_row(row: Row) -> str:
    """One case."""
    case = escape_id(row["case_id"])
    statement = row["statement"]
    cut = statement if len(statement) <= STATEMENT_CHARACTERS else statement[:STATEMENT_CHARACTERS] + " …"
    shown = typeset(cut, dollars=statement_uses_dollars(row["benchmark"]))
    found = formula(row["answer"]) if row["answer"] else '<span class="nothing">none</span>'
    given = f"{row['responses']} × " if row["responses"] > 1 else ""
    return (
        f'<tr><td><input type="checkbox" class="tick" value="{case}" title="Tick case {case}"></td>'
        f'<td class="statement"><span class="quiet">{about(row)}</span>{shown}</td>'
        f'<td class="answer">{formula(row["reference"])}</td><td class="answer">{found}</td>'
        f"<td class='why'><code>{escape(row['rule'] or '')}</code><br>{typeset_line(row['evidence'] or '')}</td>"
        f'<td class="given">{given}{escape(row["models"])}</td>'
        f'<td class="link"><a href="/?case={case}">open</a></td></tr>'
    )


def runs(rows: list[tuple[str, ...]]) -> str:
    """Runs with the tool's own score, ours, and the corrected one with its bounds."""
    if not rows:
        return '<p class="nothing">No run yet: import result files above.</p>'
    head = "".join(
        f'<th class="{"number" if at >= TEXT_CELLS else ""}">{name}</th>' for at, name in enumerate(SCORE_HEADS)
    )
    body = "".join(run_row(row) for row in rows)
    return (
        f'<div class="grid-wrap"><table class="grid"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def run_row(cells: tuple[str, ...]) -> str:
    """One run on one benchmark."""
    kinds = ("",) * TEXT_CELLS + ("number",) * (len(cells) - TEXT_CELLS)
    return (
        "<tr>"
        + "".join(f'<td class="{kind}">{escape(cell)}</td>' for kind, cell in zip(kinds, cells, strict=True))
        + "</tr>"
    )


def rejects(rows: Iterable[Reject]) -> str:
    """Lines that an import left out, and why."""
    body = "".join(
        f"<tr><td>{escape(row.file)}:{escape(row.place)}</td><td>{escape(row.reason)}</td>"
        f"<td><code>{escape(row.raw[:120])}</code></td></tr>"
        for row in rows
    )
    if not body:
        return ""
    head = "<tr><th>Where</th><th>Why it was left out</th><th>What stood there</th></tr>"
    return framed(head, body)


def cards(figures: Iterable[tuple[str, str]]) -> str:
    """Figures with what they are, large."""
    body = "".join(
        f'<div class="card"><b>{escape(value)}</b><span>{escape(name)}</span></div>' for name, value in figures
    )
    return f'<div class="cards">{body}</div>'
