"""Collect as HTML: a draft with its copies and what was said of it, the list of drafts, statistics by source."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from review_app.services.collect import Like, Sight
from review_app.services.collected_files import Checked
from review_app.store.database import Row
from review_app.ui.characters import escape
from review_app.ui.grid import framed
from review_app.ui.mathtext import formula, typeset
from review_app.ui.moments import moment
from review_app.wording import Say, later

STATUSES = {
    "waiting": later("waiting for people"),
    "open": later("not solved yet"),
    "accepted": later("accepted"),
    "rejected": later("rejected"),
}
EVENTS = {
    "model": later("a model wrote a solution"),
    "person": later("changed"),
    "accepted": later("accepted"),
    "rejected": later("rejected"),
    "reopened": later("opened again"),
}
VERDICTS = {
    "correct": later("The grader: the answer is correct."),
    "incorrect": later("The grader: the answer is incorrect."),
    "uncertain": later("The grader cannot tell whether the answer is correct."),
}

# A list shows the beginning of a problem.
BEGINNING = 90


def address(draft_id: str) -> str:
    """The page on a draft."""
    return f"/collect?{urlencode({'draft': draft_id})}"


def paper(sight: Sight, say: Say) -> str:
    """The problem, where it stands, what is like it."""
    row = sight.row
    known = f"<p>{say('Known answer')}</p>{formula(row['reference'])}" if row["reference"] else ""
    brought = say("{source}, by {name}", source=row["source"], name=row["made_by"])
    verdict = say(VERDICTS[row["outcome"]]) if row["outcome"] else ""
    return (
        f'<article class="draft"><p class="quiet">{escape(say(STATUSES[row["status"]]))} · {escape(brought)}</p>'
        f"{typeset(row['statement'])}{known}<p>{escape(verdict)}</p>{alike(sight, say)}</article>"
    )


def alike(sight: Sight, say: Say) -> str:
    """Drafts and problems with the same text, and drafts with nearly the same."""
    lines = [copy(row, say) for row in sight.copies] + [near(one, say) for one in sight.like]
    return f'<ul class="copies" id="copies">{"".join(f"<li>{line}</li>" for line in lines)}</ul>' if lines else ""


def copy(row: Row, say: Say) -> str:
    """One with the same text."""
    if row["kind"] == "problem":
        link = f"/problem?{urlencode({'id': row['id']})}"
        return f'{say("the same problem stands in")} <a href="{link}">{escape(row["source"])}</a>'
    told = say("{source}, {status}", source=row["source"], status=say(STATUSES[row["status"]]))
    return f'{say("the same problem stands in")} <a href="{address(row["id"])}">{escape(told)}</a>'


def near(one: Like, say: Say) -> str:
    """One with nearly the same text."""
    told = say("{share:.0f} % alike, {status}", share=100 * one.likeness, status=say(STATUSES[one.status]))
    return f'<a href="{address(one.id)}">{escape(one.statement[:BEGINNING])}</a> ({escape(told)})'


def nothing(say: Say) -> str:
    """Where there is no draft."""
    return f'<p class="nothing">{say("Nothing is collected here yet: type a problem or take a list.")}</p>'


def history(rows: Sequence[Row], say: Say) -> str:
    """What was written and said, the newest first."""
    lines = "".join(
        f"<li>{escape(say(EVENTS[row['event']]))} · {escape(row['by'])} · {moment(row['moment'])}"
        f"{' · ' + escape(row['reason']) if row['reason'] else ''}</li>"
        for row in rows
    )
    return f'<ul class="changes">{lines}</ul>' if lines else ""


def listing(rows: Sequence[Row], shown: str, say: Say) -> str:
    """The drafts."""
    head = "".join(f"<th>{say(name)}</th>" for name in (later("Problem"), later("Source"), later("Status")))
    body = "".join(entry(row, shown, say) for row in rows)
    return framed(f"<tr>{head}</tr>", body, ' id="drafts"', tall=True, name=say("Drafts")) if rows else ""


def entry(row: Row, shown: str, say: Say) -> str:
    """One draft."""
    current = ' aria-current="true"' if row["id"] == shown else ""
    beginning = escape(row["statement"][:BEGINNING])
    return (
        f'<tr{current}><th scope="row"><a href="{address(row["id"])}">{beginning}</a></th>'
        f"<td>{escape(row['source'])}</td><td>{escape(say(STATUSES[row['status']]))}</td></tr>"
    )


def statistics(rows: Sequence[Row], say: Say) -> str:
    """Counts by source."""
    heads = (
        say("Source"), say("Problems"), say("Accepted"), say("of these unattended"), say("Waiting"), say("Not solved"),
        say("Rejected"), say("Programs a solution"), say("Tokens"),
    )  # fmt: skip
    body = "".join(count(row, say) for row in rows)
    head = "".join(f"<th>{name}</th>" for name in heads)
    return framed(f"<tr>{head}</tr>", body, ' id="collected"', name=say("Statistics by source"))


def count(row: Row, say: Say) -> str:
    """One source, or all of them."""
    columns = ("drafts", "accepted", "unattended", "waiting", "open", "rejected")
    cells = [f"{row[column]:,}" for column in columns]
    cells += ["" if row["rounds"] is None else f"{row['rounds']:.1f}", f"{row['tokens']:,}"]
    source = say("All") if row["source"] is None else row["source"]
    return f'<tr><th scope="row">{escape(source)}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def checked(found: Checked, say: Say) -> str:
    """What became of running all code again."""
    told = say(
        "{programs:,} programs run again, {changed:,} gave something else",
        programs=found.programs,
        changed=len(found.changed),
    )
    lines = "".join(
        f'<li><a href="{address(one.draft_id)}">{escape(one.draft_id)}</a>: '
        f"<code>{escape(one.stored)}</code> → <code>{escape(one.gives)}</code></li>"
        for one in found.changed
    )
    return f'<p>{escape(told)}</p><ul id="changed-outputs">{lines}</ul>'
