"""The grid: tables of cases and runs as HTML made of escaped text and typeset mathematics."""

from __future__ import annotations

import html
from collections.abc import Collection, Iterable

from review_app.domain import Reject
from review_app.services.review import statement_uses_dollars
from review_app.services.status import SCORE_HEADS
from review_app.store.database import Row
from review_app.ui.characters import escape
from review_app.ui.grounds import told
from review_app.ui.mathtext import formula, typeset
from review_app.ui.sheet import about, escape_id, typeset_line
from review_app.wording import Say, english

# A statement in a table is there to recognise the problem; the case's own page has it whole. So is an answer: a longer
# one is shown as it was written, cut.
STATEMENT_CHARACTERS = 420
ANSWER_CHARACTERS = 240

TEXT_CELLS = 3


def cases(rows: list[Row], say: Say = english, hidden: Collection[str] = ()) -> str:
    """Doubtful cases with a box to tick each; the box's value is the case id. Of `hidden` ones the grader's word is
    kept back."""
    if not rows:
        return f'<p class="nothing">{say("No doubtful case under these filters.")}</p>'
    name = f'<span class="tick-name">{say("Tick all rows of this page")}</span>'
    box = f'<label><input type="checkbox" id="tick-all">{name}</label>'
    names = (say("Problem"), say("Reference"), say("Answer found"), say("Why it is here"), say("Given by"))
    heads = f"<th>{box}</th>" + "".join(f"<th>{name}</th>" for name in names)
    last = f'<th><span class="sr-only">{say("open")}</span></th>'
    body = "".join(case_row(row, say, blind=row["case_id"] in hidden) for row in rows)
    return framed(f"<tr>{heads}{last}</tr>", body, ' id="cases"', tall=True, name=say("Doubtful cases"))


def framed(head: str, body: str, attributes: str = "", *, tall: bool = False, name: str = "") -> str:
    """A table that scrolls inside its frame, by the keyboard too; `name` is what a screen reader calls it.

    (In Gradio's Markdown only `title` can name anything: it takes `aria-label` away.)
    """
    wrap = "grid-wrap tall" if tall else "grid-wrap"
    named = f' role="region" aria-label="{html.escape(name)}"' if name else ""
    table = f'<table class="grid"{attributes}><thead>{head}</thead><tbody>{body}</tbody></table>'
    return f'<div class="{wrap}" tabindex="0"{named}>{table}</div>'


def case_row(row: Row, say: Say, *, blind: bool) -> str:
    """One case."""
    why = f"<code>{escape(row['rule'] or '')}</code><br>{typeset_line(told(row['evidence'], say))}"
    if blind:
        why = f'<span class="nothing">{say("hidden until decided")}</span>'
    case = escape_id(row["case_id"])
    shown = typeset(shortened(row["statement"]), dollars=statement_uses_dollars(row["benchmark"]))
    found = answer(row["answer"]) if row["answer"] else f'<span class="nothing">{say("none")}</span>'
    tick = say("Tick case {case}", case=case)
    given = f"{row['responses']} × " if row["responses"] > 1 else ""
    return (
        f'<tr><td><label><input type="checkbox" class="tick" value="{case}"><span class="sr-only">{tick}</span></label>'
        f'</td><td class="statement"><span class="quiet">{about(row, say)}</span>{shown}</td>'
        f'<td class="answer">{cell_head(say("Reference"))}{answer(row["reference"])}</td>'
        f'<td class="answer">{cell_head(say("Answer found"))}{found}</td>'
        f'<td class="why">{why}</td>'
        f'<td class="given">{given}{escape(row["models"])}</td>'
        f'<td class="link"><a href="/?case={case}" title="{say("open case {case}", case=case)}">{say("open")}</a>'
        "</td></tr>"
    )


def cell_head(name: str) -> str:
    """What the column's head says, for narrow screens, where a row is a card."""
    return f'<span class="cell-head" aria-hidden="true">{name}</span>'


def shortened(statement: str) -> str:
    """A statement, cut where it is long; a diagram that the cut would open is left out, for its code is no text."""
    if len(statement) <= STATEMENT_CHARACTERS:
        return statement
    cut = statement[:STATEMENT_CHARACTERS]
    opened = cut.rfind("[asy]")
    return (cut[:opened].rstrip() if opened > cut.rfind("[/asy]") else cut) + " …"


def answer(text: str) -> str:
    """An answer, typeset where it is short enough to be shown whole."""
    if len(text) <= ANSWER_CHARACTERS:
        return formula(text)
    return f'<code class="cut">{escape(text[:ANSWER_CHARACTERS])} …</code>'


def runs(rows: list[tuple[str, ...]], say: Say = english) -> str:
    """Runs with the tool's own score, ours, and the corrected one with its bounds."""
    if not rows:
        return f'<p class="nothing">{say("No run yet: import result files above.")}</p>'
    head = "".join(
        f'<th class="{"number" if at >= TEXT_CELLS else ""}">{say(name)}</th>' for at, name in enumerate(SCORE_HEADS)
    )
    return framed(f"<tr>{head}</tr>", "".join(run_row(row) for row in rows), name=say("Runs"))


def run_row(cells: tuple[str, ...]) -> str:
    """One run on one benchmark."""
    kinds = ("",) * TEXT_CELLS + ("number",) * (len(cells) - TEXT_CELLS)
    return (
        "<tr>"
        + "".join(f'<td class="{kind}">{escape(cell)}</td>' for kind, cell in zip(kinds, cells, strict=True))
        + "</tr>"
    )


def rejects(rows: Iterable[Reject], say: Say = english) -> str:
    """Lines that an import left out, and why."""
    body = "".join(
        f"<tr><td>{escape(row.file)}:{escape(row.place)}</td><td>{escape(row.reason)}</td>"
        f"<td><code>{escape(row.raw[:120])}</code></td></tr>"
        for row in rows
    )
    if not body:
        return ""
    names = (say("Where"), say("Why it was left out"), say("What stood there"))
    heads = "".join(f"<th>{name}</th>" for name in names)
    return framed(f"<tr>{heads}</tr>", body, name=say("Lines left out"))


def cards(figures: Iterable[tuple[str, str]]) -> str:
    """Figures with what they are, large."""
    body = "".join(
        f'<div class="card"><b>{escape(value)}</b><span>{escape(name)}</span></div>' for name, value in figures
    )
    return f'<div class="cards">{body}</div>'
