"""Averages: what several samples of a problem say, and scores in which levels, subjects or benchmarks count alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isnan
from typing import TYPE_CHECKING, Any, Protocol

from review_app.metrics.at_k import maj_at_k, pass_at_k
from review_app.metrics.macro import macro
from review_app.metrics.score import score
from review_app.services.blocks import MISSING, Part, first
from review_app.services.status import span
from review_app.wording import Say, later

if TYPE_CHECKING:
    import pandas as pd

BY = ["model", "benchmark"]
# What is averaged over, and by what groups: levels and subjects of one benchmark are alike, those of two are not.
OVER = {"benchmark": ["model"], "level": BY, "subject": BY}
MACRO = {
    "benchmark": later("mean of {groups:,} benchmarks"),
    "level": later("mean of {groups:,} levels"),
    "subject": later("mean of {groups:,} subjects"),
}


class Counted(Protocol):
    """A selection in counts: its tally, and the row of `score` over all of it."""

    @property
    def tally(self) -> pd.DataFrame: ...

    @property
    def total(self) -> Mapping[Any, Any]: ...


def samples(found: Counted, say: Say) -> Part | None:
    """pass@k, maj@k and avg@k of each model on each benchmark; None where each problem has one sample."""
    if found.total["samples_most"] < 2:
        return None
    rows = sorted([*passing(found, say), *voting(found, say), *mean(found, say)], key=lambda row: row[:2])
    told = say(
        "pass@k is the chance that one of k samples is right, maj@k that the answer which most of k samples give is "
        "right, avg@k the mean over all samples, with its standard error by problems."
    )
    heads = [say("Model"), say("Benchmark"), say("Measure"), say("Share"), say("95 % interval"), say("Problems")]
    return Part("samples", say("Several samples of a problem"), [told], tables=[first(heads, rows)])


def passing(found: Counted, say: Say) -> Iterator[list[str]]:
    """pass@1, 2, 4, … up to the most samples."""
    for row in pass_at_k(found.tally, BY).to_dict("records"):
        if row["reason"] is None:
            yield at_k(row, f"pass@{row['k']}")


def voting(found: Counted, say: Say) -> Iterator[list[str]]:
    """maj@k, or why there is none."""
    for row in maj_at_k(found.tally, BY).to_dict("records"):
        if row["reason"] is not None:
            yield [row["model"], row["benchmark"], "maj@k", MISSING, row["reason"].said(say), MISSING]
        elif row["k"] > 1:
            yield at_k(row, f"maj@{row['k']}")


def mean(found: Counted, say: Say) -> Iterator[list[str]]:
    """avg@k with its standard error, where all problems have k samples."""
    for row in score(found.tally, BY).to_dict("records"):
        if row["samples_least"] == row["samples_most"] > 1:
            told = f"{share(row, 'corrected')} ± {100 * row['corrected_error']:.2f}"
            names = [row["model"], row["benchmark"], f"avg@{int(row['samples_most'])}"]
            yield [*names, told, interval(row, "corrected"), f"{int(row['problems']):,}"]


def at_k(row: dict[Any, Any], name: str) -> list[str]:
    """One row of the table."""
    ends = span(row["interval_low"], row["interval_high"])
    return [row["model"], row["benchmark"], name, span(row["low"], row["high"]), ends, f"{int(row['n']):,}"]


def averages(found: Counted, say: Say) -> Part | None:
    """The mean over responses beside the means over benchmarks, levels and subjects; None without any of these."""
    rows = [row for over in OVER for row in means(found, over, say)]
    if not rows:
        return None
    total = found.total
    micro = [say("All"), say("every response alike (micro)"), share(total, "automatic"), share(total, "corrected")]
    told = say("A micro average counts every response alike; a macro average every benchmark, level or subject.")
    heads = [say("Group"), say("Average"), say("Automatic"), say("Corrected"), say("95 % interval")]
    table = first(heads, [[*micro, interval(total, "corrected")], *rows])
    return Part("averages", say("Micro and macro averages"), [told], tables=[table])


def means(found: Counted, over: str, say: Say) -> Iterator[list[str]]:
    """The macro averages over one column, where there are at least two groups."""
    for row in macro(found.tally, over, OVER[over]).to_dict("records"):
        if row["groups"] > 1:
            of = " · ".join(str(row[name]) for name in OVER[over])
            average = say(MACRO[over], groups=int(row["groups"]))
            yield [of, average, share(row, "automatic"), share(row, "corrected"), interval(row, "corrected")]


def share(row: Any, measure: str) -> str:
    """A score with its bounds; a dash where nothing was judged."""
    low, high = row[f"{measure}_low"], row[f"{measure}_high"]
    return MISSING if isnan(low) else span(low, high)


def interval(row: Any, measure: str) -> str:
    """Its 95 % interval."""
    low, high = row[f"{measure}_interval_low"], row[f"{measure}_interval_high"]
    return MISSING if isnan(low) else span(low, high)
