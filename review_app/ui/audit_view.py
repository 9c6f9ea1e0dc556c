"""Audit as HTML: how often the grader is wrong, how far people are, what they found, by stratum and case by case."""

from __future__ import annotations

from collections.abc import Iterable

from review_app.domain import Outcome
from review_app.metrics.audit import Rate, Report
from review_app.metrics.sampling import LARGEST, OTHER_RULES, SEPARATOR
from review_app.services.audit import Audit, Batch
from review_app.store.database import Row
from review_app.ui import case_cells
from review_app.ui.characters import escape
from review_app.ui.estimates import estimate
from review_app.ui.grid import framed
from review_app.ui.grounds import told
from review_app.ui.moments import moment
from review_app.ui.sheet import badge, typeset_line
from review_app.ui.team_view import Cell, card, nothing, section, table
from review_app.ui.words import Say


def report(found: Audit, say: Say) -> str:
    """All sections; before the first drawing what an audit is."""
    if not found.batches:
        return nothing(
            say(
                "Nothing was drawn yet. Drawn verdicts come to the annotators among the other cases, and nobody can "
                "tell them from the rest; what people say of them tells how often the grader itself is wrong."
            )
        )
    return "".join(
        section(name, body)
        for name, body in (
            (say("How often the grader is wrong"), figures(found.report, found.changed, say)),
            (say("Errors found"), errors(found.errors, say)),
            (say("By verdict, benchmark and rule"), strata(found.report, say)),
            (say("Drawings"), batches(found.batches, say)),
        )
    )


def figures(found: Report, changed: int, say: Say) -> str:
    """The error rates as cards, and how to read them."""
    if not found.all.drawn:
        return nothing(say("Nothing was drawn under these filters."))
    cards = (
        card(found.all.share, say("automatic verdicts that are wrong"), percent, say),
        card(found.by_outcome[Outcome.CORRECT].share, say("said correct but wrong"), percent, say),
        card(found.by_outcome[Outcome.INCORRECT].share, say("said incorrect but right"), percent, say),
        card(found.right, say("truly correct, of all automatic verdicts"), percent, say),
    )
    basis = say(
        "{decided:,} of {drawn:,} drawn verdicts are decided, {wrong:,} of them otherwise than the grader did. Shares "
        "are of responses; ranges hold with 95 %. They speak for {covered} of all responses that were judged "
        "automatically under these filters.",
        decided=found.all.decided, drawn=found.all.drawn, wrong=found.all.wrong, covered=percent(found.covered),
    )  # fmt: skip
    return f'<div class="cards">{"".join(cards)}</div><p class="quiet">{basis}{outdated(changed, say)}</p>'


def outdated(changed: int, say: Say) -> str:
    """That the grader says something else now of what was drawn."""
    if not changed:
        return ""
    told = say(
        "The grader judges {count:,} of the drawn cases otherwise now: these figures are of the grader as it was. Draw "
        "anew to measure it as it is.",
        count=changed,
    )
    return f" <strong>{told}</strong>"


def errors(rows: Iterable[Row], say: Say) -> str:
    """The drawn verdicts that people hold to be wrong, those of most responses first."""
    heads = say("The grader said"), say("People say"), say("Responses")
    body = "".join(case_cells.row(row, error(row, say), say) for row in rows)
    if not body:
        return nothing(say("No error found so far."))
    return framed(case_cells.head_row(heads, say=say), body, ' id="audit-errors"', name=say("Errors found"))


def error(row: Row, say: Say) -> tuple[str, str, str]:
    """What the grader said and why, what people say and why, how many responses that concerns."""
    why = f"<code>{escape(row['rule'] or '')}</code> {typeset_line(told(row['evidence'], say))}"
    note = f"<br><q>{escape(row['note'])}</q>" if row["note"] else ""
    people = f'{badge(row["decision"], say)} <span class="quiet">{escape(row["annotator"] or "")}</span>{note}'
    return f"{badge(row['said'], say)}<br>{why}", people, f"{row['responses']:,}"


def strata(found: Report, say: Say) -> str:
    """One row a stratum."""
    heads = (
        (say("The grader said"), False), (say("Benchmark and rule"), False), (say("Drawn"), True),
        (say("Decided"), True), (say("Wrong"), True), (say("Share of the responses"), False),
    )  # fmt: skip
    rows = (stratum(said, name, rate, say) for (said, name), rate in found.by_stratum.items())
    return table(heads, rows, say("By verdict, benchmark and rule")) or nothing(say("none"))


def stratum(said: str, name: str, rate: Rate, say: Say) -> list[Cell]:
    """The cells of one stratum."""
    ours = (OTHER_RULES, LARGEST)
    named = SEPARATOR.join(say(part) if part in ours else escape(part) for part in name.split(SEPARATOR))
    return [
        (badge(said, say), False),
        (named, False),
        (f"{rate.drawn:,}", True),
        (f"{rate.decided:,}", True),
        (f"{rate.wrong:,}", True),
        (estimate(rate.share, percent, say, count=False), False),
    ]


def batches(found: Iterable[Batch], say: Say) -> str:
    """One row a drawing, with how far people are."""
    heads = (
        (say("Drawn at"), False), (say("By"), False), (say("Verdicts"), True), (say("Decided"), False),
        (say("Disputed"), True), (say("Wrong"), True), (say("Without responses"), True),
    )  # fmt: skip
    return table(heads, (batch(one, say) for one in found), say("Drawings"))


def batch(one: Batch, say: Say) -> list[Cell]:
    """The cells of one drawing."""
    label = say("{decided} of {drawn} decided", decided=one.decided, drawn=one.drawn)
    bar = f'<progress value="{one.decided}" max="{one.drawn - one.gone}" aria-label="{label}"></progress>'
    return [
        (moment(one.drawn_at), False),
        (escape(one.drawn_by), False),
        (f"{one.drawn:,}", True),
        (f"{bar} {one.decided:,}", False),
        (f"{one.disputed:,}", True),
        (f"{one.wrong:,}", True),
        (f"{one.gone:,}", True),
    ]


def percent(share: float) -> str:
    """One decimal: error rates are small.

    >>> percent(0.0132)
    '1.3 %'
    """
    return f"{100 * share:.1f} %"
