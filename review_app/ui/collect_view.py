"""Collect as HTML: a draft with its copies and what was said of it, the list of drafts, statistics by source."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from review_app.services.collect import OPEN, Alike, Like, Sight
from review_app.services.collect_auto import NOBODY
from review_app.services.collected_files import Checked
from review_app.services.invisible import INVISIBLE
from review_app.services.workbench import Job
from review_app.store.database import Row
from review_app.ui import grounds
from review_app.ui.characters import escape
from review_app.ui.grid import framed
from review_app.ui.mathtext import formula, typeset
from review_app.ui.moments import moment
from review_app.ui.steps_view import ENDED
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

# How a program ended, where it did not end well; without an end it was changed.
FAILED = ENDED | {None: later("was changed and not run yet")}

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
    told = [say(STATUSES[row["status"]]), brought, *cost(sight.taken, say)]
    return (
        f'<article class="draft"><p class="quiet">{" · ".join(map(escape, told))}</p>'
        f'<div class="draft-problem" tabindex="0">{typeset(row["statement"])}</div>{known}{why(sight, say)}'
        f"{alike(sight.alike, say)}{examples(sight.examples, say)}</article>"
    )


def cost(taken: Row, say: Say) -> list[str]:
    """What the models' turns took, where there were any."""
    if not taken["tokens"]:
        return []
    if taken["cost"] is None:
        return [say("{tokens:,} tokens", tokens=taken["tokens"])]
    return [say("{tokens:,} tokens, cost {cost:.4f}", tokens=taken["tokens"], cost=taken["cost"])]


def why(sight: Sight, say: Say) -> str:
    """What the grader says, and what about the solution a person should look at."""
    row, lines = sight.row, []
    if row["outcome"]:
        lines.append(" ".join((say(VERDICTS[row["outcome"]]), grounds.told(row["evidence"], say))))
    if row["status"] != OPEN and not row["answer"]:
        lines.append(say("There is no answer."))
    for number, one in enumerate(sight.solution.rounds, 1):
        if one.code and one.ended in FAILED:
            lines.append(say("Program {number}: {ended}", number=number, ended=say(FAILED[one.ended])))
        if INVISIBLE.search(one.thought + one.code):
            lines.append(say("Program {number}: there are characters in it that are not seen", number=number))
    if row["written_by"] == NOBODY and row["status"] == "waiting":
        lines.append(say("Solved unattended; in doubt, so a person decides."))
    return f'<ul class="why">{"".join(f"<li>{escape(line)}</li>" for line in lines)}</ul>' if lines else ""


def examples(rows: Sequence[Row], say: Say) -> str:
    """The accepted solutions that the model was shown."""
    if not rows:
        return ""
    lines = "".join(
        f'<li><a href="{address(row["id"])}">{escape(row["statement"][:BEGINNING])}</a></li>' for row in rows
    )
    title = say("Examples that the model was shown: {count}", count=len(rows))
    return f'<details class="examples"><summary>{title}</summary><ul class="copies">{lines}</ul></details>'


def alike(found: Alike, say: Say) -> str:
    """Drafts and problems with the same text, and drafts with nearly the same."""
    lines = [copy(row, say) for row in found.copies] + [near(one, say) for one in found.like]
    return f'<ul class="copies">{"".join(f"<li>{line}</li>" for line in lines)}</ul>' if lines else ""


def working(job: Job | None, say: Say) -> str:
    """What the model is at; and, for `collect.js`, what is told of texts that were typed and not kept."""
    told = ""
    if job:
        told = say("{model} is writing …", model=job.model)
        if job.trouble:
            told = say("{reason}; asked again in {seconds:.0f} s", reason=job.trouble, seconds=job.pause)
        told = f'<p class="writing" role="status">{escape(told)}</p>'
    again = say("What you typed here before is back; it is not kept yet.")
    before = say("What you typed into an earlier state of this draft, which somebody changed meanwhile")
    return (
        f'{told}<p id="typed-again" hidden>{escape(again)}</p>'
        f'<details id="typed-before" hidden><summary>{escape(before)}</summary><pre data-content></pre></details>'
    )


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


def key(variable: str | None, address: str, say: Say) -> str:
    """Which key goes to an endpoint."""
    told = say("The key is taken from {variable}.", variable=variable) if variable else say(
        "No key is sent there. For one, start the server with the address in X_BASE_URL and the key in X_API_KEY."
    )  # fmt: skip
    return f'<p class="quiet">{escape(told)}</p>' if address else ""


def listing(rows: Sequence[Row], shown: str, say: Say) -> str:
    """The drafts."""
    head = "".join(f"<th>{say(name)}</th>" for name in (later("Problem"), later("Source"), later("Status")))
    body = "".join(entry(row, shown, say) for row in rows)
    grid = framed(f"<tr>{head}</tr>", body, ' id="drafts"', tall=True, name=say("Drafts"))
    return grid if rows else f'<p class="nothing">{say("No drafts.")}</p>'


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
    priced = any(row["cost"] is not None for row in rows)
    body = "".join(count(row, priced, say) for row in rows)
    head = "".join(f"<th>{name}</th>" for name in (*heads, *([say("Cost")] if priced else [])))
    return framed(f"<tr>{head}</tr>", body, ' id="collected"', name=say("Statistics by source"))


def count(row: Row, priced: bool, say: Say) -> str:
    """One source, or all of them."""
    columns = ("drafts", "accepted", "unattended", "waiting", "open", "rejected")
    cells = [f"{row[column]:,}" for column in columns]
    cells += ["" if row["rounds"] is None else f"{row['rounds']:.1f}", f"{row['tokens']:,}"]
    cells += ["" if row["cost"] is None else f"{row['cost']:.4f}"] * priced
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
        f'<li><a href="{address(one.draft_id)}">{escape(one.draft_id)}</a> · '
        f"{say('program {number}', number=one.number)}: "
        f"<code>{escape(one.stored)}</code> → <code>{escape(one.gives)}</code></li>"
        for one in found.changed
    )
    return f'<p>{escape(told)}</p><ul id="changed-outputs">{lines}</ul>'
