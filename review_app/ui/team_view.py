"""Team as HTML: figures with their intervals, one table of people, one of pairs, one a grouping."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from review_app.grading import REASONS
from review_app.metrics.agreement import Agreement, PairAgreement
from review_app.metrics.anchoring import Anchoring
from review_app.metrics.annotators import Annotator
from review_app.metrics.estimate import Estimate
from review_app.services.team_report import TeamReport
from review_app.ui.characters import escape
from review_app.ui.estimates import NONE, between, estimate, percent, plain, points
from review_app.ui.grid import framed
from review_app.ui.words import Say

# (what stands in the cell as HTML, whether it is a number)
Cell = tuple[str, bool]


def report(found: TeamReport, say: Say) -> str:
    """All sections; those that tell nothing yet say what to do."""
    if not found.annotators:
        return nothing(say("Nobody decided anything under these filters yet."))
    return "".join(
        section(name, body)
        for name, body in (
            (say("Agreement"), agreement(found.agreement, say)),
            (say("People"), people(found.annotators, say)),
            (say("Pairs of people"), pairs(found.pairs, say)),
            (say("By benchmark"), groups(found.by_benchmark, say("Benchmark"), say)),
            (say("By rule"), groups(found.by_rule, say("Rule"), say)),
            (say("Anchoring"), anchoring(found.anchoring, say)),
        )
        if body
    )


def section(name: str, body: str) -> str:
    """A heading and what it is about."""
    return f"<section><h2>{name}</h2>{body}</section>"


def nothing(*sentences: str) -> str:
    """What is said where there is nothing to show."""
    return "".join(f'<p class="nothing">{sentence}</p>' for sentence in sentences)


def agreement(found: Agreement, say: Say) -> str:
    """The figures as cards, and how to read them."""
    if not found.cases:
        advice = say(
            "To measure agreement some cases must be judged twice: choose the opinions a case, or the share of cases "
            "with a further opinion, on {settings}.",
            settings=f'<a href="/settings">{say("Settings")}</a>',
        )
        return nothing(say("No case has two opinions yet."), advice)
    raters = say("Fleiss’ κ, {raters} opinions a case", raters=found.raters)
    cards = (
        card(found.percent, say("agreeing pairs of opinions"), percent, say),
        card(found.alpha, say("Krippendorff’s α"), plain, say),
        card(found.fleiss, raters, plain, say),
    )
    basis = say(
        "{cases:,} cases with two or more opinions, {pairs:,} pairs, {people} people. “Cannot tell” is no opinion. "
        "Ranges hold with 95 %. α and κ: 1 is full agreement, 0 what chance alone would give; from 0.80 on conclusions "
        "are safe, below 0.67 they are not (Krippendorff).",
        cases=found.cases, pairs=found.pairs, people=found.annotators,
    )  # fmt: skip
    return f'<div class="cards">{"".join(cards)}</div><p class="quiet">{basis}</p>'


def card(found: Estimate, name: str, written: Callable[[float], str], say: Say) -> str:
    """One figure, large, with its interval or why there is none."""
    value = NONE if found.value is None else written(found.value)
    details = between(found, written) or say(found.reason)
    return (
        f'<div class="card"><b>{value}</b><span>{name}</span><span class="range">{details} · '
        f"{say('{n:,} cases', n=found.n)}</span></div>"
    )


def people(annotators: Iterable[Annotator], say: Say) -> str:
    """One row a person."""
    heads = (
        (say("Name"), False), (say("Decisions"), True), (say("Outcomes"), False), (say("Seconds, median"), True),
        (say("Decisions an hour"), True), (say("Agrees with others"), False), (say("Known answers right"), False),
        (say("Verdict hidden"), True), (say("Taken back"), True), (say("Days"), False),
    )  # fmt: skip
    return table(heads, (person(one, say) for one in annotators), say("People"))


def person(one: Annotator, say: Say) -> list[Cell]:
    """The cells of one person."""
    settled = say("{count:,} disputes settled", count=one.adjudications)
    title = say("mean {seconds}", seconds=seconds(one.mean_seconds))
    return [
        (f"<b>{escape(one.name)}</b>", False),
        (f"{one.decisions:,}" + (f'<small class="quiet">{settled}</small>' if one.adjudications else ""), True),
        (outcomes(one, say), False),
        (f'<span title="{title}">{seconds(one.median_seconds)}</span>', True),
        (NONE if one.per_hour is None else f"{one.per_hour:,.0f}", True),
        (estimate(one.agreement, percent, say), False),
        (estimate(one.gold, percent, say), False),
        (f"{one.blind:,}" if one.blind else NONE, True),
        (NONE if one.undone.value is None else percent(one.undone.value), True),
        (days(one.first, one.last), False),
    ]


def days(first: date | None, last: date | None) -> str:
    """The first and the last day of work; one where they are the same."""
    if first is None:
        return NONE
    return f'<span class="days">{first}{f"<br>{last}" if last != first else ""}</span>'


def outcomes(one: Annotator, say: Say) -> str:
    """How many of each outcome, with sign, number and the word for who cannot see the sign."""
    counted = (
        ("correct", "✓", one.correct, say("correct")),
        ("incorrect", "✗", one.incorrect, say("incorrect")),
        ("uncertain", "?", one.uncertain, say("cannot tell")),
    )
    badges = " ".join(
        f'<span class="badge {kind}" title="{word}"><span aria-hidden="true">{sign}</span> {count:,}'
        f'<span class="sr-only"> {word}</span></span>'
        for kind, sign, count, word in counted
    )
    return f'<span class="outcomes">{badges}</span>'


def pairs(found: Iterable[PairAgreement], say: Say) -> str:
    """Each two people who judged the same cases."""
    rows = (
        [
            (f"{escape(pair.first)} · {escape(pair.second)}", False),
            (f"{pair.percent.n:,}", True),
            (estimate(pair.percent, percent, say, count=False), False),
            (estimate(pair.kappa, plain, say, count=False), False),
        ]
        for pair in found
    )
    heads = (say("Two people"), False), (say("Cases"), True), (say("Agreement"), False), (say("Cohen’s κ"), False)
    return narrow(table(heads, rows, say("Pairs of people")))


def groups(found: Mapping[str, Agreement], name: str, say: Say) -> str:
    """Agreement a benchmark or rule."""
    rows = (
        [
            (f'<code title="{escape(say(REASONS[key]) if key in REASONS else "")}">{escape(key)}</code>', False),
            (f"{one.cases:,}", True),
            (estimate(one.percent, percent, say, count=False), False),
            (estimate(one.alpha, plain, say, count=False), False),
        ]
        for key, one in found.items()
    )
    heads = (name, False), (say("Cases"), True), (say("Agreement"), False), (say("Krippendorff’s α"), False)
    return narrow(table(heads, rows, name))


def anchoring(found: Anchoring, say: Say) -> str:
    """Whether people follow the grader where they see its word."""
    rows = (
        [(name, False), (f"{one.n:,}", True), (estimate(one, written, say, count=False), False)]
        for name, one, written in (
            (say("Agrees with the grader, verdict shown"), found.shown, percent),
            (say("Agrees with the grader, verdict hidden"), found.blind, percent),
            (say("Shown minus hidden, in percentage points"), found.effect, points),
            (say("Differed when hidden, then gave in to the grader"), found.revised, percent),
        )
    )
    heads = (say("Figure"), False), (say("Decisions"), True), (say("Value"), False)
    sense = say(
        "Of cases that the grader called correct or incorrect, by each person’s first decision. If seeing the verdict "
        "raises agreement with it, people follow it; hide it for every second case on Settings to find out."
    )
    return f'<p class="quiet">{sense}</p>{narrow(table(heads, rows, say("Anchoring")))}'


def table(heads: Iterable[Cell], rows: Iterable[list[Cell]], name: str) -> str:
    """A table; empty where it has no row."""
    body = "".join("<tr>" + "".join(cell("td", *one) for one in row) + "</tr>" for row in rows)
    head = "<tr>" + "".join(cell("th", *one) for one in heads) + "</tr>"
    return framed(head, body, name=name) if body else ""


def narrow(table: str) -> str:
    """A table of few columns: they stay close to each other."""
    return f'<div class="narrow">{table}</div>' if table else ""


def cell(tag: str, html: str, number: bool) -> str:
    """One cell."""
    return f'<{tag} class="number">{html}</{tag}>' if number else f"<{tag}>{html}</{tag}>"


def seconds(found: float | None) -> str:
    """`7.5 s`."""
    return NONE if found is None else f"{found:.1f} s"
