"""Scores: the finding, the score from the tool's own to the corrected one, and what audits say of it."""

from __future__ import annotations

from review_app.charts import Section, models_compared, words
from review_app.metrics.rectified import Rectified
from review_app.metrics.score import score
from review_app.services.averages import interval, share
from review_app.services.blocks import MISSING, Part, Table, first
from review_app.services.dashboard import HEADINGS
from review_app.services.report.figures import charts
from review_app.services.report.found import Found
from review_app.services.status import span
from review_app.wording import Say, later

# Measure of `score` -> what readers call it.
MEASURES = {
    "tool": later("Tool's own score"),
    "automatic": later("Automatic score"),
    "corrected": later("Corrected score"),
    "amended": later("Under corrected references"),
}
SHOWN = {name: MEASURES[name] for name in ("tool", "automatic", "corrected")}
# The column of the tally with what is still open.
UNDECIDED = {"tool": "", "automatic": "automatic_uncertain", "corrected": "uncertain", "amended": "amended_uncertain"}

AUDITS = later("Estimate from audits")


def title(found: Found, say: Say) -> str:
    """The finding in one line."""
    models, benchmarks = (found.tally[name].unique() for name in ("model", "benchmark"))
    if len(models) > 1 or len(benchmarks) > 1:
        return models_compared.finding(models_compared.table(found.insight), say)
    told = "{model} on {benchmark}: {corrected} corrected, {tool} by the tool itself"
    if not found.judged:
        told = "{model} on {benchmark}: {corrected} corrected, {automatic} automatic"
    names = {"model": words.brief(models[0]), "benchmark": words.brief(benchmarks[0])}
    return say(told, **names, **{measure: share(found.total, measure) for measure in MEASURES})


def scores(found: Found, say: Say) -> Part:
    """Each measure with its interval, and the same by model and benchmark."""
    return Part(
        key="score",
        heading=say(HEADINGS[Section.SCORE]),
        sentences=lead(found, say),
        tables=[measures(found, say), *by_model(found, say)],
        charts=charts(found, Section.SCORE, say),
    )


def lead(found: Found, say: Say) -> list[str]:
    """What happened to the score, in words."""
    total, progress = found.total, found.insight.progress
    sentences = []
    if found.judged:
        sentences.append(
            say(
                "The tool itself calls {tool} of {tool_n:,} responses correct.",
                tool=share(total, "tool"),
                tool_n=int(total["tool_n"]),
            )
        )
    sentences.append(
        say(
            "The grader alone arrives at {automatic} of {n:,} responses; with people's decisions it is {corrected} "
            "(95 % interval {interval}).",
            automatic=share(total, "automatic"),
            corrected=share(total, "corrected"),
            interval=interval(total, "corrected"),
            n=int(total["n"]),
        )
    )
    if total["pending"]:
        sentences.append(
            say(
                "{pending:,} responses in {cases:,} cases are still open: the first figure of a pair counts them "
                "wrong, the second right.",
                pending=int(total["pending"]),
                cases=progress.waiting,
            )
        )
    if found.amended:
        sentences.append(
            say(
                "Where people confirmed that a printed reference is wrong and the corrected one counts instead, "
                "the score is {amended}.",
                amended=share(total, "amended"),
            )
        )
    return sentences


def line(found: Found, say: Say) -> list[tuple[str, str, str]]:
    """The way of the score: each measure with its share, on how many responses it rests, and its interval."""
    sure = "n = {n}\n95 % interval {interval}"
    return [
        (name, share, say(sure, n=n, interval=interval)) for name, share, interval, n, _ in measures(found, say).rows
    ]


def measures(found: Found, say: Say) -> Table:
    """One row a measure; the estimate from audits the last."""
    shown = ["tool"] * found.judged + ["automatic", "corrected"] + ["amended"] * found.amended
    rows = [measure_row(found, name, say) for name in shown]
    if found.rectified and found.rectified.true:
        rows.append(rectified_row(found.rectified, say))
    return Table([say("Score"), say("Share correct"), say("95 % interval"), say("Responses"), say("Still open")], rows)


def measure_row(found: Found, name: str, say: Say) -> list[str]:
    """`Corrected score | 81.25 … 84.10 % | 77.03 … 87.91 % | 1,319 | 42`."""
    total, column = found.total, UNDECIDED[name]
    weighed = found.tally[column] * found.tally["problems"] if column else None
    undecided = f"{int(weighed.sum()):,}" if weighed is not None else MISSING
    return [say(MEASURES[name]), share(total, name), interval(total, name), f"{int(total[f'{name}_n']):,}", undecided]


def rectified_row(estimated: Rectified, say: Say) -> list[str]:
    """The same of the estimate from audits."""
    true = estimated.true
    if true is None:
        return []
    return [
        say(AUDITS),
        span(true.low, true.high),
        span(true.interval_low, true.interval_high),
        f"{estimated.n:,}",
        MISSING,
    ]


def by_model(found: Found, say: Say) -> list[Table]:
    """The scores of each model on each benchmark, where there are several."""
    by = ["model", "benchmark"]
    rows = score(found.tally, by).to_dict("records")
    if len(rows) < 2:
        return []
    heads = [say("Model"), say("Benchmark"), say("Responses"), say("Problems"), *(say(text) for text in SHOWN.values())]
    told = [
        [row["model"], row["benchmark"], f"{int(row['n']):,}", f"{int(row['problems']):,}"]
        + [share(row, name) for name in SHOWN]
        + [interval(row, "corrected")]
        for row in rows
    ]
    return [first([*heads, say("95 % interval")], told, say("Each model on each benchmark"))]


def audits(found: Found, say: Say) -> Part | None:
    """What verdicts that were drawn by chance and checked say of the score, and what has to hold for it."""
    estimated = found.rectified
    if estimated is None:
        return None
    if estimated.true is None or estimated.here is None:
        told = [say("Automatic verdicts were drawn for people to check, but there is no estimate: {reason}.",
                    reason=say(estimated.reason))]  # fmt: skip
        return Part("audits", say(AUDITS), told)
    told = [
        say(
            "People checked {checked:,} automatic verdicts that were drawn by chance. With the errors found there "
            "taken out of all automatic verdicts, the share of truly correct responses is {true} (95 % interval "
            "{interval}); the corrected score takes verdicts that nobody checked as they are.",
            checked=estimated.checked,
            true=span(estimated.true.low, estimated.true.high),
            interval=span(estimated.true.interval_low, estimated.true.interval_high),
        ),
        say(
            "Of these very responses, the sample of problems taken as given, the interval is {interval}.",
            interval=span(estimated.here.interval_low, estimated.here.interval_high),
        ),
        say("The estimate is right if:"),
    ]
    return Part("audits", say(AUDITS), told, [one.said(say) for one in estimated.assumptions])
