"""Opinions: what people said of a disputed case, side by side, and the lists of disputes, as HTML."""

from __future__ import annotations

from collections import Counter

from review_app.domain import Cause, Kind
from review_app.services.disputes import Caseload, Dispute, Opinion
from review_app.services.evidence import statement_uses_dollars
from review_app.store.database import Row
from review_app.ui.characters import escape
from review_app.ui.frame import CAUSES
from review_app.ui.grid import framed
from review_app.ui.mathtext import formula, typeset
from review_app.ui.moments import moment
from review_app.ui.sheet import about, badge, escape_id, sheet
from review_app.ui.words import Say
from review_app.wording import later

# A statement in a list is there to recognise the problem.
STATEMENT_CHARACTERS = 160
# Whoever settles them one after the other sees those that matter most; the others follow.
SHOWN_OPEN = 100

HEADS = (
    later("Problem"),
    later("Reference"),
    later("Answer found"),
    later("What people said"),
    later("Responses"),
    "",
)


def paper(found: Dispute, say: Say) -> str:
    """The opinions above, the case below."""
    return opinions(found, say) + sheet(found.card, say)


def nothing_open(say: Say) -> str:
    """What is shown instead of a case when nothing waits."""
    return (
        f'<div class="sheet done"><div class="mathtext"><h2>{say("Nothing in dispute")}</h2>'
        f"<p>{say('Where people differ, or all of them cannot tell, the case comes here.')}</p></div></div>"
    )


def opinions(found: Dispute, say: Say) -> str:
    """How things stand, then one card a person."""
    cards = "".join(opinion(one, say) for one in found.opinions)
    return (
        f'<section class="opinions" aria-label="{say("Opinions")}"><h2>{state(found, say)}</h2>'
        f'<div class="opinion-cards">{cards}</div></section>'
    )


def state(found: Dispute, say: Say) -> str:
    """Settled, open, or neither, in a line."""
    held = found.settlement
    if held:
        name = escape(held["annotator"])
        gold = held["kind"] == Kind.GOLD
        who = say("Known answer by {name}:", name=name) if gold else say("Settled by {name}:", name=name)
        note = f" <q>{escape(held['note'])}</q>" if held["note"] else ""
        return (
            f"{who} {badge(held['outcome'], say)} {cause(held['cause'], say)}"
            f'{note} <small class="quiet">{moment(held["decided_at"])}</small>'
        )
    if found.given_up:
        return say("Everybody who was asked cannot tell")
    if not found.is_open:
        return say("Nobody differs here any more")
    counted = Counter(one.outcome for one in found.opinions)
    return f"{say('People differ:')} " + " ".join(f"{count} × {badge(said, say)}" for said, count in counted.items())


def opinion(one: Opinion, say: Say) -> str:
    """What one person said and why."""
    note = f'<div class="note">{typeset(one.note)}</div>' if one.note else ""
    details = [cause(one.cause, say), say("blind") if one.blind else ""]
    details += [say("guidelines {version}", version=one.guideline) if one.guideline else ""]
    details += [moment(one.said_at)] if one.said_at else []
    small = " · ".join(detail for detail in details if detail)
    return (
        f'<div class="opinion {escape_id(one.outcome)}"><b>{escape(one.author)}</b> {badge(one.outcome, say)} '
        f'<small class="quiet">{small}</small>{note}</div>'
    )


def cause(name: str | None, say: Say) -> str:
    """What a cause is called; a name that this version does not know as it is."""
    if not name:
        return ""
    return say(CAUSES[Cause(name)]) if name in set(Cause) else escape(name)


def lists(load: Caseload, shown: str, say: Say) -> str:
    """What waits, and what was settled; the row of the `shown` case is marked."""
    waiting = "".join(open_row(row, shown, say) for row in load.open[:SHOWN_OPEN])
    done = "".join(settled_row(row, shown, say) for row in load.settled_last)
    more = len(load.open) - SHOWN_OPEN
    rest = f'<p class="quiet">{say("… and {count} more", count=f"{more:,}")}</p>' if more > 0 else ""
    heads = [say(name) if name else "" for name in HEADS]
    none = f'<p class="nothing">{say("none")}</p>'
    return (
        f"<h2>{say('Open')} <small>{len(load.open):,}</small></h2>"
        f"{framed(head_row(heads), waiting) + rest if waiting else none}"
        f"<h2>{say('Settled')} <small>{load.settled:,}</small></h2>"
        f"{framed(head_row([*heads[:4], say('Settled by'), '']), done) if done else none}"
    )


def head_row(names: list[str]) -> str:
    """The head of a table."""
    return "<tr>" + "".join(f"<th>{name}</th>" for name in names) + "</tr>"


def open_row(row: Row, shown: str, say: Say) -> str:
    """One case that waits."""
    why = say("they differ") if row["disputed"] else say("nobody can tell")
    return listed(row, shown, why, f"{row['responses']:,}", say)


def settled_row(row: Row, shown: str, say: Say) -> str:
    """One settled case: who said what, and who settled it."""
    said = "<br>".join(f"{escape(one['annotator'])} {badge(one['outcome'], say)}" for one in row["opinions"])
    note = f"<br><q>{escape(row['note'])}</q>" if row["note"] else ""
    by = f"{escape(row['annotator'])} {badge(row['outcome'], say)} {cause(row['cause'], say)}{note}"
    return listed(row, shown, said, f'{by}<br><small class="quiet">{moment(row["decided_at"])}</small>', say)


def listed(row: Row, shown: str, people: str, last: str, say: Say) -> str:
    """A row of either list."""
    link = address(row["case_id"])
    current = ' class="current"' if row["case_id"] == shown else ""
    found = formula(row["answer"]) if row["answer"] else f'<span class="nothing">{say("no answer found")}</span>'
    return (
        f"<tr{current}><td class='statement'>{excerpt(row, say)}</td>"
        f'<td class="answer">{formula(row["reference"])}</td><td class="answer">{found}</td>'
        f"<td>{people}</td><td>{last}</td>"
        f'<td class="link"><a href="{link}">{say("open")}</a></td></tr>'
    )


def excerpt(row: Row, say: Say) -> str:
    """The beginning of a problem, to recognise it by."""
    text = row["statement"]
    cut = text if len(text) <= STATEMENT_CHARACTERS else text[:STATEMENT_CHARACTERS] + " …"
    shown = typeset(cut, dollars=statement_uses_dollars(row["benchmark"]))
    return f'<span class="quiet">{about(row, say)}</span>{shown}'


def address(case_id: str) -> str:
    """Where a case is shown with its opinions; of none, the page itself."""
    return f"/disputes?case={escape_id(case_id)}" if case_id else "/disputes"


def waiting_line(load: Caseload, say: Say) -> str:
    """How much waits, for the head line."""
    given_up = len(load.open) - load.disputed
    parts = [say("<strong>{count}</strong> disputed", count=f"{load.disputed:,}")]
    parts += [say("{count} that nobody can tell", count=f"{given_up:,}")] if given_up else []
    return " · ".join([*parts, say("{count} settled", count=f"{load.settled:,}")])


def choices_of_cause() -> list[tuple[str, str]]:
    """(English name, value) of each cause, for a choice."""
    return [(name, str(value)) for value, name in CAUSES.items()]
