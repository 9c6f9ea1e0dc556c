"""Comparison as HTML: what was found in a sentence, the figures, the parts by level and subject, the flips."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from review_app.charts.words import title
from review_app.domain import Outcome
from review_app.metrics.comparison import MCNEMAR
from review_app.metrics.estimate import NOTHING, Estimate, none
from review_app.services.comparison import Compared, Versus
from review_app.services.comparison_chart import cases
from review_app.services.comparison_command import p
from review_app.services.evidence import statement_uses_dollars
from review_app.store.database import Row
from review_app.ui.characters import escape
from review_app.ui.estimates import NONE, between, estimate
from review_app.ui.grid import answer, framed, shortened
from review_app.ui.mathtext import typeset
from review_app.ui.results import problem_link
from review_app.ui.sheet import about, badge, escape_id
from review_app.ui.team_view import Cell, nothing, section, table
from review_app.wording import Say, Sentence, later

# A page shows so many of the flips of a run; the file holds all.
SHOWN_FLIPS = 50

HEADS = {"level": later("Level"), "subject": later("Subject")}


def report(found: Compared, flips: Mapping[str, list[Row]], say: Say) -> str:
    """All sections; `flips` are those that are shown, by run."""
    parts = [section(say("Against {baseline}", baseline=name(found, found.asked.baseline)), overall(found, say))]
    for run, one in found.against.items():
        if isinstance(one, Sentence):
            parts.append(section(name(found, run), nothing(escape(one.said(say)))))
        else:
            parts.append(section(name(found, run), details(found, run, one, flips[run], say)))
    return "".join(parts)


def name(found: Compared, run: str) -> str:
    """What a run is called, as HTML."""
    return escape(found.names[run])


def overall(found: Compared, say: Say) -> str:
    """A row for each run that can be compared."""
    heads = (
        (say("Run"), False), (say("Problems"), True), (say("Score"), False), (say("Baseline’s score"), False),
        (say("Difference, percentage points"), False), (say("Better on"), True), (say("Worse on"), True),
        (say("p-value"), True), (say("Bootstrap"), False),
    )  # fmt: skip
    rows = (figures(name(found, run), one, say) for run, one in found.found.items())
    return table(heads, rows, say("Comparison")) + (f'<p class="quiet">{basis(found, say)}</p>' if found.found else "")


def figures(called: str, one: Versus, say: Say) -> list[Cell]:
    """The cells of a run."""
    versus = one.found
    return [
        (f"<b>{called}</b>", False),
        (f"{versus.problems:,}", True),
        (estimate(one.own, percent, say, count=False), False),
        (estimate(one.baseline, percent, say, count=False), False),
        (apart(versus.difference, say), False),
        (f"{versus.wins:,}", True),
        (f"{versus.losses:,}", True),
        (p(versus.p_adjusted), True),
        (between(versus.bootstrap, points) or NONE, False),
    ]


def apart(found: Estimate, say: Say) -> str:
    """A difference with its interval, or why there is none; drawn it is in the chart, all on one scale."""
    if found.value is None:
        return f'<span class="nothing">{say(found.reason)}</span>'
    return f'<b class="figure">{points(found.value)}</b> <small class="quiet">{between(found, points)}</small>'


def basis(found: Compared, say: Say) -> str:
    """How the figures are made."""
    tests = {one.found.test for one in found.found.values()}
    test = (
        say("McNemar’s exact test")
        if tests == {MCNEMAR}
        else say("a t test over problems, for they have several samples")
    )
    told = say(
        "On the problems that both runs answered and of which no case is open. Ranges hold with 95 % (Bonett and "
        "Price; the bootstrap resamples problems). p is of {test}: how often runs that are equally good would differ "
        "as much.",
        test=test,
    )
    if len(found.against) > 1:
        told += " " + say("It is corrected for the number of runs (Holm).")
    return told


def details(found: Compared, run: str, one: Versus, flips: list[Row], say: Say) -> str:
    """What was left out, the parts, the flips of one run."""
    parts = "".join(part(found, run, column, one, say) for column in HEADS)
    return left_out(one, say) + (f'<div class="parts">{parts}</div>' if parts else "") + flipped(found, run, flips, say)


def left_out(one: Versus, say: Say) -> str:
    """Which problems do not count, and how far they could move the difference."""
    versus, told = one.found, []
    if versus.pending:
        low, high = (points(end) for end in versus.reach)
        told.append(say(
            "{count:,} shared problems are left out, for people have yet to decide a case of them. Whatever they "
            "decide, with these problems the difference is between {low} and {high} percentage points.",
            count=versus.pending, low=low, high=high,
        ))  # fmt: skip
    if versus.alone:
        told.append(say("{count:,} problems that only one of the runs answered are left out.", count=versus.alone))
    return f"<p>{' '.join(told)}</p>" if told else ""


def part(found: Compared, run: str, column: str, one: Versus, say: Say) -> str:
    """The differences by level or subject."""
    heads = (
        (say(HEADS[column]), False), (say("Problems"), True), (say("Score"), True), (say("Baseline’s score"), True),
        (say("Difference, percentage points"), False), (say("p-value"), True),
    )  # fmt: skip
    rows = (part_row(found, run, column, row, say) for row in one.by[column].to_dict("records"))
    drawn = table(heads, rows, say("By level") if column == "level" else say("By subject"))
    note = say("p is corrected for the number of rows (Holm).")
    return f'<div>{drawn}<p class="quiet">{note}</p></div>' if drawn else ""


def part_row(found: Compared, run: str, column: str, row: Mapping[Any, Any], say: Say) -> list[Cell]:
    """The cells of one level or subject; its name leads to the cases."""
    value = row[column]
    called = escape(title(column, value, say, alone=False))
    query = cases(found, run, column, value)
    known = row["problems"] > 0
    difference = Estimate(row["difference"], row["low"], row["high"], int(row["problems"]))
    return [
        (f'<a href="/browse?{html.escape(query)}">{called}</a>' if query else called, False),
        (f"{row['problems']:,}", True),
        (percent(row["first"]) if known else NONE, True),
        (percent(row["second"]) if known else NONE, True),
        (apart(difference if known else none(0, NOTHING), say), False),
        (p(row["p_adjusted"]) if known else NONE, True),
    ]


def flipped(found: Compared, run: str, rows: list[Row], say: Say) -> str:
    """The problems on which the two differ, the largest differences first."""
    total = len(found.found[run].flips)
    if not total:
        return nothing(say("The two agree on every problem."))
    heads = (say("Problem"), say("Reference"), name(found, run), name(found, found.asked.baseline), say("Better"))
    head = "".join(f"<th>{one}</th>" for one in heads) + f'<th><span class="sr-only">{say("open")}</span></th>'
    body = "".join(flip(found, run, row, say) for row in rows)
    told = say("{total:,} problems on which they differ", total=total)
    if len(rows) < total:
        told += " · " + say("the first {shown:,} are shown; the CSV file holds all", shown=len(rows))
    return f"<h3>{told}</h3>" + framed(f"<tr>{head}</tr>", body, f' id="flips-{escape_id(run)}"', tall=True, name=told)


def flip(found: Compared, run: str, row: Row, say: Say) -> str:
    """One problem."""
    shown = typeset(shortened(row["statement"]), dollars=statement_uses_dollars(row["benchmark"]))
    better = name(found, run if row["better"] == "first" else found.asked.baseline)
    return (
        f'<tr><td class="statement"><span class="quiet">{about(row, say)}</span>{shown}</td>'
        f'<td class="answer">{answer(row["reference"])}</td>{side(row, "first", say)}{side(row, "second", say)}'
        f'<td>{better}</td><td class="link"><a href="{problem_link(row["problem_id"])}">{say("problem")}</a></td></tr>'
    )


def side(row: Row, which: str, say: Say) -> str:
    """What one run answered, and whether that is right; of several samples the share that is."""
    share = row[which]
    right = badge(Outcome.CORRECT if share == 1 else Outcome.INCORRECT, say) if share in (0, 1) else percent(share)
    given = "".join(answer(one) if one else f'<span class="nothing">{say("none")}</span>'
                        for one in row[f"{which}_answers"])  # fmt: skip
    return f'<td class="answer">{right}{given}</td>'


def percent(share: float) -> str:
    """One decimal: runs differ by little.

    >>> percent(0.9162)
    '91.6 %'
    """
    return f"{100 * share:.1f} %"


def points(difference: float) -> str:
    """A difference in percentage points, with its sign.

    >>> points(-0.0321)
    '-3.2'
    """
    return f"{100 * difference:+.1f}"


def address(found: Compared) -> str:
    """Where this comparison is found again.

    The runs and benchmarks are joined by commas, for a page is told one value of each name.
    """
    asked = found.asked
    values = {
        "runs": ",".join(asked.runs),
        "baseline": asked.baseline,
        "benchmarks": ",".join(asked.benchmarks),
        "score": "" if asked.score == "corrected" else asked.score,
        "as_of": asked.moment.isoformat(sep=" ") if asked.moment else "",
    }
    return "/compare?" + urlencode({key: value for key, value in values.items() if value})
