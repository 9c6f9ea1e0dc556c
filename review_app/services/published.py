"""Published: what runs measure beside what others published of the same model on the same benchmark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from review_app.domain import PublishedScore, Selection
from review_app.metrics import at_k
from review_app.metrics.bounded import Bounded, bounded
from review_app.metrics.cautions import cautions
from review_app.metrics.published import Gap, Measured, Published, gap, metric, share_of
from review_app.metrics.sameness import plain
from review_app.metrics.score import score
from review_app.metrics.steps import steps
from review_app.services import ledger
from review_app.services.model_matches import matches
from review_app.store import Store, facts, outcomes
from review_app.store.database import Row
from review_app.store.published import LedgerRow
from review_app.wording import Sentence, later, sentence

if TYPE_CHECKING:
    import pandas as pd

# A run is one of one model on one benchmark and split.
RUN = ["run_id", "model", "benchmark", "split"]

# What a log calls the number of examples in its prompt.
SHOTS = ("shots", "num_fewshot")

NARROWED = later("The measured score is of the chosen levels, subjects or rules only, the published one of all.")
PART_JUDGED = later(
    "The tool judged {judged:,} of {responses:,} responses; the gap is parted by cause among these alone."
)
OPEN = later(
    "{pending:,} of {responses:,} responses are undecided and count as wrong where the gap is parted: what is "
    "unexplained may be up to {share:.2f} percentage points higher."
)
NO_TOOL = later("No tool's verdict is known of this run: the gap is parted from the automatic score on.")


@dataclass(frozen=True, slots=True)
class Against:
    """One run on one benchmark and split beside one entry of the ledger.

    `run`, `model` and `source` (the file) tell which run; `entry` is the id of the ledger's entry, `published` what it
    says. `matched` says why the two names are taken for one model. `measured` holds the corrected score with bounds
    and 95 % interval (`measured.score`), its metric and how many `problems`; `tool` is the tool's own share 0..1, None
    where no tool judged (then the parts of the gap lead from the `automatic` share, uncertain ones wrong).

    `gap` is the `metrics.published.Gap` (measured minus published, intervals, `parts` by cause, `notes`), or a Sentence
    that says why there is none to speak of: another split, another k, MATH beside MATH-500. `warnings` go with the
    figures wherever these are shown. Sentences are said by `sentence.said(say)`.
    """

    run: str
    model: str
    source: str
    entry: str
    published: PublishedScore
    matched: Sentence
    measured: Measured
    tool: float | None
    automatic: float
    gap: Gap | Sentence
    warnings: tuple[Sentence, ...] = ()

    @property
    def value(self) -> float:
        """The published score as a share 0..1."""
        return share_of(self.published.value, self.published.metric)

    @property
    def notes(self) -> tuple[Sentence, ...]:
        """Everything to be said with the figures, the gravest first."""
        return (*self.warnings, *(() if isinstance(self.gap, Sentence) else self.gap.notes))


@dataclass(frozen=True, slots=True)
class Part:
    """One run on one benchmark and split: its rows of the tally and of the cells, and its row of `score`."""

    run: str
    model: str
    benchmark: str
    split: str
    tally: pd.DataFrame
    cells: pd.DataFrame
    total: Mapping[Any, Any]


def against(store: Store, selection: Selection | None = None, moment: datetime | None = None) -> list[Against]:
    """Every run of the selection beside every entry of the ledger that is of the same model and benchmark.

    Runs and ledger are both read as of the moment (None: now). In the order of models, benchmarks, runs and entries;
    empty where nothing matches. MATH beside MATH-500 is listed too, refused in its `gap`.
    """
    chosen = selection or Selection()
    entries, known, about = ledger.entries(store, moment), matches(store, moment), outcomes.about_runs(store)
    return [
        beside(part, entry, why, about[part.run], chosen)
        for part in parts(store, chosen, moment)
        for entry in entries
        if related(part.benchmark, entry.score.benchmark) and (why := known.why(part.model, entry.score.model))
    ]


def without_entry(
    store: Store, found: list[Against], selection: Selection | None = None, moment: datetime | None = None
) -> list[tuple[str, str]]:
    """The models and benchmarks of the selection that `found`, what `against` gave, has no run of."""
    with facts.of(store).at(moment) as view:
        tally = view.tally(selection or Selection())
    there = {(one.model, one.measured.benchmark) for one in found}
    every = set(zip(tally["model"], tally["benchmark"], strict=True))
    return sorted((str(model), str(benchmark)) for model, benchmark in every - there)


def parts(store: Store, selection: Selection, moment: datetime | None) -> Iterator[Part]:
    """Each run on each benchmark and split."""
    with facts.of(store).at(moment) as view:
        tally, cells = view.tally(selection), view.cells(selection)
    if tally.empty:
        return
    totals = score(tally, RUN).sort_values(["model", "benchmark", "run_id", "split"])
    rows, counted = tally.groupby(RUN), cells.groupby(RUN)
    for total in totals.to_dict("records"):
        run, model, benchmark, split = names = tuple(str(total[name]) for name in RUN)
        yield Part(run, model, benchmark, split, rows.get_group(names), counted.get_group(names), dict(total))


def related(measured: str, published: str) -> bool:
    """Whether scores on two benchmarks are to be looked at together; MATH and MATH-500 are, to be refused."""
    names = {plain((measured, ""))[0], plain((published, ""))[0]}
    return len(names) == 1 or names == {"math", "math500"}


def beside(part: Part, entry: LedgerRow, why: Sentence, about: Row, selection: Selection) -> Against:
    """One comparison."""
    published, measured = entry.score, measure(part, entry.score.metric)
    judged = int(part.total["tool_n"])
    single = metric(measured.metric) == ("pass", 1)
    way = steps(part.cells, start="tool" if judged else "automatic") if single else None
    theirs = Published(
        published.benchmark,
        published.split or part.split,
        published.metric,
        share_of(published.value, published.metric),
        published.n,
    )
    found = gap(theirs, measured, way)
    shots = next((about["params"][name] for name in SHOTS if isinstance(about["params"].get(name), int)), None)
    warnings = () if isinstance(found, Sentence) else (
        *cautions(published, measured, shots), *own_cautions(part, selection, parted=single))  # fmt: skip
    return Against(
        run=part.run, model=part.model, source=about["source"], entry=entry.entry, published=published, matched=why,
        measured=measured, tool=float(part.total["tool_low"]) if judged else None,
        automatic=float(part.total["automatic_low"]), gap=found, warnings=warnings,
    )  # fmt: skip


def measure(part: Part, wanted: str) -> Measured:
    """What the run measures in the wanted metric; as pass@1 where it cannot, for `gap` to refuse."""
    kind, k = metric(wanted)
    problems, samples = int(part.total["problems"]), int(part.total["samples_most"])
    found: tuple[str, Bounded] | None = None
    if kind == "maj":
        row = at_k.maj_at_k(part.tally).iloc[0]
        found = (f"maj@{k}", ends(row)) if row["k"] == k else None
    elif k > 1:
        row = at_k.pass_at_k(part.tally, ks=[k]).iloc[0]
        found = (f"pass@{k}", ends(row)) if row["reason"] is None else None
    name, share = found or (f"avg@{samples}" if samples > 1 else "pass@1", bounded(part.total))
    return Measured(part.benchmark, part.split, name, share, problems)


def ends(row: Any) -> Bounded:
    """The figures of a row of `at_k`."""
    return Bounded(*(float(row[name]) for name in ("low", "high", "interval_low", "interval_high")))


def own_cautions(part: Part, selection: Selection, *, parted: bool) -> Iterator[Sentence]:
    """What is to be said of the run itself; `parted`: whether the gap is parted by cause."""
    responses, judged, pending = (int(part.total[name]) for name in ("n", "tool_n", "pending"))
    if selection.levels or selection.subjects or selection.rules:
        yield sentence(NARROWED)
    if parted and not judged:
        yield sentence(NO_TOOL)
    elif parted and judged < responses:
        yield sentence(PART_JUDGED, judged=judged, responses=responses)
    if parted and pending:
        yield sentence(OPEN, pending=pending, responses=responses, share=100 * pending / responses)
