"""Corrections: a flagged reference with all that speaks for and against it, and the list of them, as HTML."""

from __future__ import annotations

from urllib.parse import quote

from review_app.domain import Outcome
from review_app.services.corrections import Correction, Effect, Proposal
from review_app.services.evidence import Card, statement_uses_dollars
from review_app.services.status import span
from review_app.store.database import Row
from review_app.ui.characters import escape
from review_app.ui.grid import framed
from review_app.ui.mathtext import formula, typeset
from review_app.ui.moments import moment
from review_app.ui.opinions import excerpt, head_row
from review_app.ui.sheet import about, badge, escape_id, response
from review_app.ui.words import Say
from review_app.wording import later

STATES = {
    "open": later("waits for a ruling"),
    "confirmed": later("confirmed"),
    "rejected": later("rejected"),
    "reopened": later("opened again"),
}
# An essay in a list hides the next row.
SHOWN_ANSWER = 120


def paper(found: Correction, say: Say) -> str:
    """The problem with its printed reference on one side, what is proposed and what it would change on the other."""
    return (
        '<article class="sheet correction">'
        f'<div class="left">{problem(found, say)}{references(found, say)}{solution(found, say)}</div>'
        f'<div class="right">{proposals(found, say)}{effects(found, say)}{rulings(found, say)}</div></article>'
    )


def nothing_flagged(say: Say) -> str:
    """What is shown while the docket is empty."""
    return (
        f'<div class="sheet done"><div class="mathtext"><h2>{say("No reference is in doubt")}</h2>'
        f"<p>{say('References that annotators flag as wrong come here.')}</p></div></div>"
    )


def problem(found: Correction, say: Say) -> str:
    """The statement."""
    row = found.entry
    shown = typeset(row["statement"], dollars=statement_uses_dollars(row["benchmark"]))
    return (
        f'<section class="problem"><h2>{say("Problem")} <small>{about(row, say)}</small></h2>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="{say("Problem")}">{shown}</div></section>'
    )


def references(found: Correction, say: Say) -> str:
    """The printed reference beside the right answer in force or in question."""
    title = say("Right answer") if found.entry["amended"] == found.answer else say("Proposed answer")
    return (
        f'<section class="answers"><div class="answer"><h3>{say("Printed reference")}</h3>'
        f'<div class="scroll">{formula(found.printed)}</div></div>'
        f'<div class="answer"><h3>{title}</h3><div class="scroll">{formula(found.answer)}</div></div></section>'
    )


def solution(found: Correction, say: Say) -> str:
    """The worked solution, open: it is what must be judged."""
    text = found.entry["solution"]
    if not text:
        return ""
    shown = typeset(text, dollars=statement_uses_dollars(found.entry["benchmark"]))
    title = say("Reference solution")
    return (
        f'<section class="printed-solution"><h2>{title}</h2>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="{title}">{shown}</div></section>'
    )


def proposals(found: Correction, say: Say) -> str:
    """Who proposes which answer, why, and what the responses would be by it."""
    rows = "".join(proposal(one, say) for one in found.proposals)
    heads = [say("Proposed answer"), say("Proposed by"), say("Responses would be")]
    none = f'<p class="nothing">{say("Nobody stands for another answer any more.")}</p>'
    table = framed(head_row(heads), rows) if rows else none
    return f'<section class="proposals"><h2>{say("Flags")}</h2>{table}</section>'


def proposal(one: Proposal, say: Say) -> str:
    """One answer."""
    by = "".join(flag(row, say) for row in one.flags)
    counted = "<br>".join(f"{one.responses[said]:,} × {badge(said, say)}" for said in Outcome if one.responses[said])
    answer = f'<td class="answer">{formula(one.answer)}</td>'
    return f'<tr>{answer}<td class="flags">{by}</td><td class="counted">{counted}</td></tr>'


def flag(row: Row, say: Say) -> str:
    """Who proposes it, when, at which case, and why."""
    note = typeset(row["note"]) if row["note"] else ""
    link = f'<a href="/?case={escape_id(row["case_id"])}">{say("case")}</a>'
    return (
        f'<div class="flag"><b>{escape(row["annotator"])}</b> <small class="quiet">{moment(row["flagged_at"])}</small> '
        f"{link}{note}</div>"
    )


def effects(found: Correction, say: Say) -> str:
    """The score of each model by the printed reference and by the right answer."""
    if not found.effects:
        return ""
    estimated = found.answer != found.entry["amended"]
    note = say("Estimated without algebra: what needs it counts as uncertain.") if estimated else ""
    heads = [say("Model"), say("By the printed reference"), say("By the right answer")]
    rows = "".join(effect(one) for one in found.effects)
    title = say("Score on {benchmark}", benchmark=escape(found.entry["benchmark"]))
    return (
        f'<section class="effects"><h2>{title}</h2>{framed(head_row(heads), rows)}<p class="quiet">{note}</p></section>'
    )


def effect(one: Effect) -> str:
    """One model."""
    printed, corrected = span(*one.printed), span(*one.corrected)
    changed = f"<b>{corrected}</b>" if corrected != printed else corrected
    return f'<tr><td>{escape(one.model)}</td><td class="number">{printed}</td><td class="number">{changed}</td></tr>'


def rulings(found: Correction, say: Say) -> str:
    """Everything that was ruled, the newest last."""
    if not found.rulings:
        return ""
    lines = "".join(f"<li>{ruling(row, say)}</li>" for row in found.rulings)
    return f'<section class="rulings"><h2>{say("Rulings")}</h2><ol>{lines}</ol></section>'


def ruling(row: Row, say: Say) -> str:
    """One ruling."""
    note = f" <q>{escape(row['note'])}</q>" if row["note"] else ""
    answer = f" {formula(row['answer'])}" if row["answer"] else ""
    return (
        f"<b>{escape(row['annotator'])}</b>: {say(STATES[row['ruling']])}{answer}{note} "
        f'<small class="quiet">{moment(row["ruled_at"])}</small>'
    )


def undecided(found: Correction, card: Card | None, say: Say) -> str:
    """A case that people decide by the corrected reference, and what they decided so far; empty where there is none."""
    told = "".join(told_line(found, row, say) for row in found.told)
    said = f'<ul class="told">{told}</ul>' if told else ""
    if card is None:
        return said
    first = card.responses[0]
    shown = formula(first["answer"]) if first["answer"] else f'<p class="nothing">{say("no answer found")}</p>'
    left = say("cases that the grader cannot tell by the corrected reference: {count}", count=len(found.unsure))
    return (
        f'<h2>{left}</h2><div class="sheet undecided"><div class="left"><section class="answers">'
        f'<div class="answer"><h3>{say("Right answer")}</h3><div class="scroll">{formula(found.answer)}</div></div>'
        f'<div class="answer"><h3>{say("Answer found")}</h3><div class="scroll">{shown}</div></div></section></div>'
        f'<div class="right">{response(first, dollars=False, say=say)}</div></div>{said}'
    )


def told_line(found: Correction, row: Row, say: Say) -> str:
    """What somebody said of a case by the corrected reference, with the link that shows it once more."""
    link = address(found.entry["problem_id"], row["case_id"])
    return (
        f"<li>{formula(row['answer'])} {badge(row['said'], say)} {escape(row['amended_grader'])} "
        f'<a href="{link}">{say("change")}</a></li>'
    )


def listing(rows: list[Row], shown: str, say: Say) -> str:
    """All flagged problems."""
    if not rows:
        return ""
    names = (say("Problem"), say("Printed reference"), say("Proposed answers"), say("Ruling"), say("Responses"), "")
    return framed(head_row(list(names)), "".join(entry(row, shown, say) for row in rows))


def entry(row: Row, shown: str, say: Say) -> str:
    """One flagged problem."""
    link = address(row["problem_id"])
    current = ' class="current"' if row["problem_id"] == shown else ""
    answers = "".join(formula(text[:SHOWN_ANSWER]) for text in row["answers"])
    by = f" · {escape(row['ruled_by'])}" if row["ruling"] and row["state"] != "open" else ""
    unsure = f"<br>{say('cases to decide: {count}', count=row['unsure'])}" if row["unsure"] else ""
    in_force = f"<br>{say('in force:')} {formula(row['amended'])}" if row["amended"] else ""
    return (
        f"<tr{current}><td class='statement'>{excerpt(row, say)}</td>"
        f'<td class="answer">{formula(row["reference"])}</td><td class="answer">{answers}</td>'
        f"<td>{say(STATES[row['state']])}{by}{in_force}{unsure}</td><td>{row['responses']:,}</td>"
        f'<td class="link"><a href="{link}">{say("open")}</a></td></tr>'
    )


def address(problem_id: str, case_id: str = "") -> str:
    """Where a flagged problem is shown, with a case of it to be decided; of none, the page itself."""
    case = f"&amp;case={escape_id(case_id)}" if case_id else ""
    return f"/references?problem={quote(problem_id, safe='')}{case}" if problem_id else "/references"


def waiting_line(rows: list[Row], say: Say) -> str:
    """How much waits, for the head line."""
    counts = {state: sum(row["state"] == state for row in rows) for state in STATES}
    unsure = sum(row["unsure"] for row in rows)
    parts = [say("<strong>{count}</strong> flagged references wait", count=counts["open"])]
    parts += [say("{count} confirmed", count=counts["confirmed"]), say("{count} rejected", count=counts["rejected"])]
    return " · ".join(parts + ([say("cases to decide: {count}", count=unsure)] if unsure else []))
