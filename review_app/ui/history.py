"""History: one's own last decisions, each with a button that takes it back."""

from __future__ import annotations

from review_app.store.database import Row
from review_app.ui.characters import escape
from review_app.ui.desk import Caller
from review_app.ui.mathtext import formula
from review_app.ui.sheet import badge, escape_id

# A statement is there to recognise the problem.
STATEMENT_CHARACTERS = 90


def history(rows: list[Row], caller: Caller) -> str:
    """The list, the newest decision first."""
    if not rows:
        return f'<p class="nothing">{caller.say("You have decided nothing yet.")}</p>'
    return f'<ol class="history">{"".join(entry(row, caller) for row in rows)}</ol>'


def entry(row: Row, caller: Caller) -> str:
    """One decision."""
    statement = " ".join(row["statement"].split())
    cut = statement if len(statement) <= STATEMENT_CHARACTERS else statement[:STATEMENT_CHARACTERS] + "…"
    note = f" <q>{escape(row['note'])}</q>" if row["note"] else ""
    return (
        f"<li>{badge(row['outcome'], caller.say)} {formula(row['answer'] or '')}"
        f'<span class="quiet">{escape(cut)}</span>{note}'
        f'<a href="/?case={escape_id(row["case_id"])}">{caller.say("open")}</a> '
        f'<button type="button" class="undo-one" data-decision="{escape_id(row["id"])}">'
        f"{caller.say('Take back')}</button></li>"
    )
