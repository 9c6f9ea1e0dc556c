"""Published: what runs measure beside what others published of the same model on the same benchmark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from review_app.domain import PublishedScore, Selection
from review_app.metrics.published import Gap, Measured
from review_app.metrics.sentence import Sentence
from review_app.store import Store


@dataclass(frozen=True, slots=True)
class Against:
    """One run on one benchmark and split beside one entry of the ledger.

    `run`, `model` and `source` (the file) tell which run; `entry` is the id of the ledger's entry, `published` what it
    says. `matched` says why the two names are taken for one model. `measured` holds the corrected score with bounds
    and 95 % interval (`measured.score`), its metric and how many `problems`; `tool` is the tool's own share 0..1, None
    where no tool judged.

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
    gap: Gap | Sentence
    warnings: tuple[Sentence, ...] = ()


def against(store: Store, selection: Selection | None = None, moment: datetime | None = None) -> list[Against]:
    """Every run of the selection beside every entry of the ledger that is of the same model and benchmark.

    Runs and ledger are both read as of the moment (None: now). In the order of models, benchmarks, runs and entries;
    empty where nothing matches. MATH beside MATH-500 is listed too, refused in its `gap`.
    """
    raise NotImplementedError
