"""Gold as HTML: the cases with a known answer and how often people were right, and those that could become gold."""

from __future__ import annotations

from review_app.store.database import Row
from review_app.ui import case_cells
from review_app.ui.characters import escape
from review_app.ui.grid import framed
from review_app.ui.moments import moment
from review_app.ui.sheet import badge
from review_app.ui.team_view import nothing
from review_app.ui.words import Say

# A browser typesets so many in a second; the first are those to look at.
SHOWN = 300


def known(rows: list[Row], say: Say) -> str:
    """The known answers, those that most people contradict first."""
    about = say(
        "Known answers measure the annotators: each comes to everybody once, at the share chosen on Settings, and "
        "looks like any other case; how often people are right is on Team. Where many are wrong, look at the answer "
        "again: those come first."
    )
    told = f'<p class="about">{about}</p>'
    if not rows:
        return told + nothing(say("No answer is known yet."))
    heads = say("Known answer"), say("People were right"), say("Made by")
    body = "".join(case_cells.row(row, known_cells(row, say), say, tick=False) for row in rows[:SHOWN])
    head = case_cells.head_row(heads, tick=True, say=say)
    more = say("… and {count} more", count=f"{len(rows) - SHOWN:,}") if len(rows) > SHOWN else ""
    return told + framed(head, body, ' id="gold-items"', tall=True, name=say("Known answers")) + more


def known_cells(row: Row, say: Say) -> tuple[str, str, str]:
    """The answer with its note, how people did, who made it and when."""
    note = f"<br><q>{escape(row['note'])}</q>" if row["note"] else ""
    gone = "" if row["given"] else f'<br><span class="nothing">{say("no response gives it any more")}</span>'
    made = f'{escape(row["made_by"])}<br><small class="quiet">{moment(row["made_at"])}</small>'
    return f"{badge(row['outcome'], say)}{note}{gone}", success(row, say), made


def success(row: Row, say: Say) -> str:
    """`3 of 4`, and how many held otherwise before the answer was known."""
    asked = say("{right} of {asked}", right=row["right_answers"], asked=row["asked"])
    told = asked if row["asked"] else f'<span class="nothing">{say("nobody was asked yet")}</span>'
    if row["asked"] > row["right_answers"]:
        told = f"<b>{told}</b>"
    if row["against"]:
        told += f"<br><b>{say('{count} said otherwise before', count=row['against'])}</b>"
    return told


def proposals(rows: list[Row], say: Say) -> str:
    """Cases that could become gold, all ticked."""
    if not rows:
        return ""
    heads = say("People say"), say("Why")
    body = "".join(case_cells.row(row, (badge(row["outcome"], say), why(row, say)), say, tick=True) for row in rows)
    head = case_cells.head_row(heads, tick=True, say=say)
    return framed(head, body, ' id="gold-proposals"', tall=True, name=say("Proposed known answers"))


def why(row: Row, say: Say) -> str:
    """Why the case is proposed."""
    if row["adjudicated"]:
        return say("an adjudicator settled it")
    return say("{count} people agree", count=row["opinions"])
