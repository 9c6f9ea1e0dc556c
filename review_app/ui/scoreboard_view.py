"""Scoreboard as HTML: what the truth is made of, each grader's figures, by rule, by kind of answer, disagreements."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from review_app.domain import Outcome, Selection, Status
from review_app.grading import REASONS
from review_app.grading.kind import Kind
from review_app.metrics.accuracy import MISSING
from review_app.metrics.estimate import Estimate
from review_app.metrics.scoreboard import AUDITED, DECIDED, NOT_RANDOM
from review_app.services.scoreboard import JUDGE, OURS, Scoreboard
from review_app.services.view_address import address
from review_app.store.browse import Mark, Query
from review_app.ui import case_cells
from review_app.ui.audit_view import error
from review_app.ui.characters import escape
from review_app.ui.estimates import NONE, estimate
from review_app.ui.grid import cards, framed
from review_app.ui.team_view import Cell, nothing, section, table
from review_app.wording import Say, later

SAMPLES = {DECIDED: later("all that people decided"), AUDITED: later("drawn by audits")}
KINDS = {
    Kind.INTEGER: later("integer"),
    Kind.DECIMAL: later("decimal number"),
    Kind.FRACTION: later("fraction"),
    Kind.MEASURE: later("number with a unit, currency or per cent"),
    Kind.EXPRESSION: later("expression"),
    Kind.LIST: later("list"),
    Kind.TUPLE: later("point or interval"),
    Kind.SET: later("union of sets"),
    Kind.MATRIX: later("matrix"),
    Kind.RELATION: later("equation or inequality"),
    Kind.RATIO: later("ratio"),
    Kind.BASED: later("number in another base"),
    Kind.WORDS: later("words or an option"),
    Kind.OTHER: later("not understood"),
}
DECIDED_BY_PEOPLE = (Status.CONFIRMED, Status.OVERRIDDEN)


FIGURES = ("precision", "recall", "accuracy")


@dataclass(frozen=True, slots=True)
class Shown:
    """The selection that is shown, whether counts lead to Browse (which knows no past moments), and the language."""

    selection: Selection
    linked: bool
    say: Say

    def link(self, count: int, **filters: Any) -> str:
        """A count as a link to the cases behind it."""
        if not self.linked or not count:
            return f"{count:,}"
        chosen = {name: getattr(self.selection, name) for name in ("runs", "models", "benchmarks", "rules")}
        query = address(Query(**{**chosen, "statuses": DECIDED_BY_PEOPLE, **filters}))
        return f'<a href="/browse?{html.escape(query)}">{count:,}</a>'


def report(found: Scoreboard, shown: Shown) -> str:
    """All sections; before the first decision what to do."""
    say = shown.say
    if not found.truth.cases:
        return nothing(
            say("Nobody decided a case under these filters yet, so there is nothing to measure graders by."),
            say("Decide cases on Review, or have verdicts drawn by chance on Audit and decide these."),
        )
    return "".join(
        section(name, body)
        for name, body in (
            (say("What the truth is made of"), truth(found, say)),
            (say("Graders"), graders(found.overall, shown)),
            (say("Our grader by rule"), rules(found.by_rule, shown)),
            (say("By kind of answer"), kinds(found.by_kind, say)),
            (say("Disagreements of our grader with people"), disagreements(found, say)),
        )
    )


def truth(found: Scoreboard, say: Say) -> str:
    """Where the decided cases come from, and what follows."""
    made = found.truth
    counted = cards(
        (
            (say("cases decided by people"), f"{made.cases:,}"),
            (say("drawn by chance in audits"), f"{made.audited:,}"),
            (say("left to people by our grader"), f"{made.doubtful:,}"),
            (say("decided for other reasons"), f"{made.chosen:,}"),
        )
    )
    chances = say(
        "Audits do not draw all cases with the same chance: {audit} weighs that, and estimates how often our grader is "
        "wrong over all responses.",
        audit=f'<a href="/audit">{say("Audit")}</a>',
    )
    version = say(
        "Our grader’s verdicts are of version {versions}.", versions=escape(", ".join(found.versions) or NONE)
    )
    return f'{counted}<p class="quiet">{say(NOT_RANDOM)} {chances} {version}</p>'


def graders(frame: Any, shown: Shown) -> str:
    """One row a grader and sample, and what the figures mean."""
    say = shown.say
    heads = ((say("Grader"), False), (say("Which cases"), False), *figure_heads(say))
    rows = (
        [(grader(row["grader"]), False), (say(SAMPLES[row["sample"]]), False), *counts(row, shown), *figures(row, say)]
        for row in by_grader(frame)
    )
    meaning = say(
        "Each case counts once, however many responses give its answer. Precision: of the cases it called correct, the "
        "share that people hold correct. Recall: of the cases that people hold correct, the share it called so, and "
        "not what it left open. Right: of the cases it called correct or incorrect, the share it got right. "
        "Ranges hold with 95 % (Wilson). A tool is taken by what it says of most responses of a case, a judge by what "
        "most of its votes say."
    )
    return table(heads, rows, say("Graders")) + f'<p class="quiet">{meaning}</p>'


def by_grader(frame: Any) -> list[Mapping[Any, Any]]:
    """The rows of a frame, ours first, the samples of a grader one below the other."""
    rows: list[Mapping[Any, Any]] = frame.to_dict("records")
    return sorted(rows, key=lambda row: (row["grader"] != OURS, row["grader"]))


def grader(name: str) -> str:
    """A grader's name."""
    return f"<b>{escape(name)}</b>"


def figure_heads(say: Say) -> tuple[tuple[str, bool], ...]:
    """The heads of counts and figures."""
    return (
        (say("Cases"), True), (say("Left open"), True), (say("Wrong"), True), (say("Precision"), False),
        (say("Recall"), False), (say("Right"), False),
    )  # fmt: skip


def counts(row: Mapping[Any, Any], shown: Shown, **filters: Any) -> list[Cell]:
    """How many cases, how many the grader left open, how many it got wrong, each leading to these cases. Browse finds
    a tool's mistakes, but not what the tool left open, and nothing of judges."""
    if row["grader"].startswith(JUDGE):
        return [(f"{row[name]:,}", True) for name in ("cases", "uncertain", "wrong")]
    marks = (Mark.AUDITED,) if row["sample"] == AUDITED else ()
    cases = shown.link(row["cases"], marks=marks, **filters)
    opened, wrong = f"{row['uncertain']:,}", shown.link(row["wrong"], marks=(*marks, Mark.DIFFERS), **filters)
    if row["grader"] == OURS:
        opened = shown.link(row["uncertain"], marks=marks, automatic=(Outcome.UNCERTAIN,), **filters)
        overridden = {"statuses": (Status.OVERRIDDEN,), "automatic": (Outcome.CORRECT, Outcome.INCORRECT)}
        wrong = shown.link(row["wrong"], marks=marks, **overridden, **filters)
    return [(cases, True), (opened, True), (wrong, True)]


def figures(row: Mapping[Any, Any], say: Say) -> list[Cell]:
    """Precision, recall and the share that is right, each with its interval and n."""
    return [(share(row, name, say), False) for name in FIGURES]


def share(row: Mapping[Any, Any], name: str, say: Say) -> str:
    """A figure of a row; a dash of nothing."""
    n = int(row[f"{name}_n"])
    found = Estimate(row[name], row[f"{name}_low"], row[f"{name}_high"], n)
    return estimate(found, percent, say) if n else NONE


def rules(frame: Any, shown: Shown) -> str:
    """One row a rule, the most frequent first: those that judge with what is right of it, those that leave a case to
    people with what these say."""
    say = shown.say
    heads = (
        (say("Rule"), False), (say("Cases"), True), (say("Left open"), True), (say("Wrong"), True),
        (say("Held correct by people"), True), (say("Right"), False),
    )  # fmt: skip
    whole = [row for row in frame.to_dict("records") if row["sample"] == DECIDED]
    rows = (
        [(rule(row["rule"], say), False), *counts(row, shown, rules=(row["rule"],)), (f"{row['correct']:,}", True),
         (share(row, "accuracy", say), False)]
        for row in sorted(whole, key=lambda row: -row["cases"])
    )  # fmt: skip
    return table(heads, rows, say("Our grader by rule"))


def rule(name: str, say: Say) -> str:
    """A rule with what it means."""
    if name == MISSING:
        return say("not graded yet")
    meaning = escape(say(REASONS[name])) if name in REASONS else ""
    return (
        f'<code>{escape(name)}</code><br><small class="quiet">{meaning}</small>'
        if meaning
        else f"<code>{escape(name)}</code>"
    )


def kinds(frame: Any, say: Say) -> str:
    """One row a kind and grader, by what the reference is."""
    order = {kind.value: place for place, kind in enumerate(KINDS)}
    heads = ((say("Reference"), False), (say("Grader"), False), *figure_heads(say))
    whole = [row for row in by_grader(frame) if row["sample"] == DECIDED]
    rows = (
        [(say(KINDS[Kind(row["kind"])]), False), (grader(row["grader"]), False),
         *((f"{row[name]:,}", True) for name in ("cases", "uncertain", "wrong")), *figures(row, say)]
        for row in sorted(whole, key=lambda row: order[row["kind"]])
    )  # fmt: skip
    return table(heads, rows, say("By kind of answer"))


def disagreements(found: Scoreboard, say: Say) -> str:
    """The cases where people hold the opposite, those of most responses first."""
    if not found.disagreements:
        return nothing(say("People hold the opposite of no verdict of our grader."))
    heads = say("The grader said"), say("People say"), say("Responses")
    body = "".join(case_cells.row(row, error(row, say), say) for row in found.costliest)
    told = say("{total:,} cases, those of most responses first; {shown:,} shown, all as test cases in the JSONL file",
               total=found.disagreements, shown=len(found.costliest))  # fmt: skip
    return f'<p class="quiet">{told}</p>' + framed(
        case_cells.head_row(heads, say=say), body, ' id="disagreements"', tall=True, name=say("Disagreements")
    )


def percent(share: float) -> str:
    """One decimal: good graders differ by little.

    >>> percent(0.9876)
    '98.8 %'
    """
    return f"{100 * share:.1f} %"
