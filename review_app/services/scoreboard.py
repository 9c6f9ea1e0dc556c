"""Scoreboard: graders measured against what people decided: ours, and the tools' own, judges among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from review_app.domain import Outcome, Selection
from review_app.grading.kind import kind_of
from review_app.metrics import scoreboard as figures
from review_app.store import Store, audits
from review_app.store import scoreboard as kept
from review_app.store.database import Row

if TYPE_CHECKING:
    import pandas as pd

OURS = "review_app"
JUDGE = kept.JUDGE

# A page shows so many disagreements, those that concern most responses first; the file holds all.
SHOWN_DISAGREEMENTS = 50
# The references of some benchmarks.
CACHED_KINDS = 20_000


@dataclass(frozen=True, slots=True)
class Truth:
    """What the truth is made of: `cases` that people decided; of these `audited` ones, drawn by chance; of the others
    `doubtful` ones, left to people by our grader, and `chosen` ones, decided though the grader was sure."""

    cases: int
    audited: int
    doubtful: int
    chosen: int


@dataclass(frozen=True)
class Scoreboard:
    """`overall` and `by_kind` of all graders, `by_rule` of ours (frames as `metrics.scoreboard` makes them); our
    grader's `versions`; its `disagreements` with people in all, and the costliest of them with problem and answer."""

    truth: Truth
    versions: tuple[str, ...]
    overall: pd.DataFrame
    by_rule: pd.DataFrame
    by_kind: pd.DataFrame
    disagreements: int
    costliest: list[Row]


def scoreboard(store: Store, selection: Selection, moment: datetime | None = None) -> Scoreboard:
    """Every grader against people, on the cases of a selection."""
    ours, tools = kept.decided(store, selection, moment)
    frame = decided(ours, tools)
    own = frame[frame["grader"] == OURS]
    apart = figures.disagreements(own)
    return Scoreboard(
        truth=truth(ours),
        versions=tuple(sorted(ours["version"].dropna().unique())),
        overall=ours_first(figures.scoreboard(frame)),
        by_rule=figures.scoreboard(own, ["rule"]),
        by_kind=ours_first(figures.scoreboard(frame, ["kind"])),
        disagreements=len(apart),
        costliest=costliest(store, apart.head(SHOWN_DISAGREEMENTS)),
    )


def judges_measured(store: Store) -> dict[str, Mapping[Any, Any]]:
    """The row of each judge (by its name) in `overall`, over all that people decided; none of one without a case."""
    ours, others = kept.decided(store, Selection())
    theirs = others[others["grader"].str.startswith(JUDGE)].merge(ours[["case_id", "people"]], on="case_id")
    rows = figures.scoreboard(theirs).to_dict("records") if len(theirs) else []
    return {row["grader"].removeprefix(JUDGE): row for row in rows}


def decided(ours: pd.DataFrame, tools: pd.DataFrame) -> pd.DataFrame:
    """One row a case and grader, as `metrics.scoreboard` takes it; a tool's row has the kind of our case, no rule."""
    import pandas as pd

    own = ours.assign(grader=OURS, kind=[kind(text) for text in ours["expected"].fillna("")])
    theirs = tools.merge(own[["case_id", "people", "audited", "kind"]], on="case_id").assign(rule=None, version=None)
    columns = ["case_id", "grader", "version", "rule", "kind", "said", "people", "responses", "audited"]
    return pd.concat([part[columns].astype({"rule": object, "version": object}) for part in (own, theirs)],
                     ignore_index=True)  # fmt: skip


@lru_cache(maxsize=CACHED_KINDS)
def kind(expected: str) -> str:
    """What sort of answer a problem asks for."""
    return kind_of(expected).value


def ours_first(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of our grader before all others."""
    return table.sort_values("grader", key=lambda names: names != OURS, kind="stable", ignore_index=True)


def truth(ours: pd.DataFrame) -> Truth:
    """How the decided cases came to people."""
    audited = ours["audited"].astype(bool)
    doubtful = ~audited & (ours["said"] == Outcome.UNCERTAIN)
    return Truth(len(ours), int(audited.sum()), int(doubtful.sum()), int((~audited & ~doubtful).sum()))


def costliest(store: Store, apart: pd.DataFrame) -> list[Row]:
    """Disagreements with what a list of cases shows, what the grader `said`, and how many `responses` it concerns."""
    shown = audits.shown(store, apart["case_id"].tolist())
    return [
        shown[row["case_id"]] | {"said": row["said"], "decision": row["people"], "responses": row["responses"]}
        for row in apart.to_dict("records")
    ]
