"""Comparison: chosen runs, each against one of them, on the problems that both answered, now or as of a past moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from review_app.domain import Selection
from review_app.errors import ExportError, InputError
from review_app.exporters import flips as flips_file
from review_app.metrics.accuracy import MISSING
from review_app.metrics.comparison import Comparison, compare_all, compare_by, flips, own_scores
from review_app.metrics.estimate import Estimate
from review_app.metrics.pairing import Pairing, paired
from review_app.services.export import new_file
from review_app.store import Store, facts, outcomes
from review_app.store import flips as shown
from review_app.store.database import Row
from review_app.wording import Sentence, later

if TYPE_CHECKING:
    import pandas as pd

# Which score is compared -> what it is called; one of `metrics.score.MEASURES`.
SCORES = {
    "corrected": later("corrected by people"),
    "automatic": later("by the grader alone"),
    "tool": later("the tool's own"),
    "amended": later("under corrected references"),
}

# More runs than anybody reads beside each other.
MOST_RUNS = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be compared: the `runs` (ids), each against the `baseline`; only on these benchmarks, by one of
    SCORES, as of a past moment."""

    runs: tuple[str, ...]
    baseline: str
    benchmarks: tuple[str, ...] = ()
    score: str = "corrected"
    moment: datetime | None = None


@dataclass(frozen=True)
class Versus:
    """A run against the baseline: the figures, what either of them scores on the settled problems, the figures by
    level and by subject (no rows where problems have none), and the flips; `first` in them is the run."""

    found: Comparison
    own: Estimate
    baseline: Estimate
    by: Mapping[str, pd.DataFrame]
    flips: pd.DataFrame


@dataclass(frozen=True)
class Compared:
    """What came of it: by run the comparison with the baseline, or why there is none; `names` of all runs."""

    asked: Asked
    names: Mapping[str, str]
    against: Mapping[str, Versus | Sentence]

    @property
    def found(self) -> dict[str, Versus]:
        """The comparisons that there are."""
        return {run: one for run, one in self.against.items() if isinstance(one, Versus)}


def ask(
    runs: Sequence[str],
    baseline: str | None = None,
    *,
    benchmarks: Sequence[str] = (),
    score: str = "corrected",
    moment: datetime | None = None,
) -> Asked:
    """A comparison of runs (ids); the first is the baseline where none is named. Raises InputError for fewer than two
    runs, too many, or a score that there is not."""
    different = tuple(dict.fromkeys([*runs, *([baseline] if baseline else [])]))
    if len(different) < 2:
        raise InputError("choose two or more different runs to compare")
    if len(different) > MOST_RUNS:
        raise InputError("{count} runs are too many to compare; choose at most {most}",
                         count=len(different), most=MOST_RUNS)  # fmt: skip
    if score not in SCORES:
        raise InputError("{score}: no such score; there are {known}", score=score, known=", ".join(SCORES))
    return Asked(different, baseline or different[0], tuple(benchmarks), score, moment)


def compare(store: Store, asked: Asked) -> Compared:
    """Each run against the baseline; p-values are corrected for their number, by level and subject for that of the
    rows (Holm)."""
    with facts.of(store).at(asked.moment) as view:
        pairs = view.pairs(Selection(runs=asked.runs, benchmarks=asked.benchmarks))
    called = names(store, asked.runs)
    others = [run for run in asked.runs if run != asked.baseline]
    pairings = {run: paired(pairs, run, asked.baseline, asked.score) for run in others}
    against: dict[str, Versus | Sentence] = {}
    for run, found in compare_all(pairings).items():
        pairing = pairings[run]
        if isinstance(pairing, Pairing) and isinstance(found, Comparison):
            against[run] = versus(pairs, pairing, found, asked.score)
        elif isinstance(found, Sentence):
            against[run] = named(found, called)
    return Compared(asked, called, against)


def named(found: Sentence, called: Mapping[str, str]) -> Sentence:
    """The sentence with the names of runs in place of their ids."""
    return Sentence(found.text, {name: called.get(str(value), value) for name, value in found.values.items()})


def versus(pairs: pd.DataFrame, pairing: Pairing, found: Comparison, score: str) -> Versus:
    """All figures of two runs that can be compared."""
    own, baseline = own_scores(pairs, pairing, score)
    return Versus(found, own, baseline, {name: parted(pairing, name) for name in ("level", "subject")}, flips(pairing))


def parted(pairing: Pairing, column: str) -> pd.DataFrame:
    """The figures by level or subject; no rows where all problems are without one."""
    found = compare_by(pairing, column)
    return found[:0] if found[column].tolist() == [MISSING] else found


def names(store: Store, runs: Sequence[str]) -> dict[str, str]:
    """What each of the runs is called: its model; with its file where a model has several; with its id where this is
    not enough either."""
    whole, models = outcomes.run_names(store), outcomes.run_models(store)
    for known in (models, whole):
        called = {run: known.get(run, run) for run in runs}
        if max(Counter(called.values()).values(), default=1) == 1:
            return called
    return {run: f"{whole.get(run, run)} · {run}" for run in runs}


def suggested(store: Store) -> list[str]:
    """Two runs that can be compared, or none: of the benchmark that most runs answered as often."""
    return shown.alike(store)[:2]


def flip_rows(store: Store, compared: Compared, run: str, most: int | None = None) -> list[Row]:
    """The flips of a run, the largest first: the problem (`problem_id, benchmark, level, subject, statement,
    reference`), the shares `first` and `second`, which is `better`, and the `answers` of the two."""
    listed = compared.found[run].flips.head(most) if most is not None else compared.found[run].flips
    ids, pair = listed["problem_id"].tolist(), (run, compared.asked.baseline)
    problems = shown.problems(store, ids)
    given = shown.answers(store, pair, ids, compared.asked.moment)
    rows: list[Row] = []
    for problem, first, second, better in listed[["problem_id", "first", "second", "better"]].itertuples(index=False):
        said = {"first": first, "second": second, "better": better}
        answers = {f"{side}_answers": given.get((one, problem), [])
                   for side, one in zip(("first", "second"), pair, strict=True)}  # fmt: skip
        rows.append({**problems[problem], **said, **answers})
    return rows


def write_flips(store: Store, compared: Compared, folder: Path) -> Path:
    """All flips of all runs as CSV in a new file. Raises ExportError where there is none."""
    rows = [
        {**row, "run": compared.names[run], "baseline": compared.names[compared.asked.baseline]}
        for run in compared.found
        for row in flip_rows(store, compared, run)
    ]
    if not rows:
        raise ExportError("there is no problem on which these runs differ; nothing to write")
    return flips_file.write(rows, new_file(folder, ".csv", "flips"))
