"""User eval: MathUserEval's table of a selection, now or as of a moment: mean ratings, and shares of correct ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from review_app.domain import Outcome, Selection
from review_app.metrics import user_eval
from review_app.store import Store, facts
from review_app.store import user_eval as kept

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Tables:
    """What `metrics.user_eval.table` gives: `ratings` by each judge of the models whose answers it rated (the tool's
    own judge has no name and comes first); `shares` of all models, by what holds after people."""

    ratings: dict[str, pd.DataFrame]
    shares: pd.DataFrame


def tables(store: Store, selection: Selection | None = None, moment: datetime | None = None) -> Tables | None:
    """The tables of a selection; None where it holds no response to MathUserEval."""
    chosen = selection or Selection()
    if not kept.holds_any(store) or (chosen.benchmarks and kept.BENCHMARK not in chosen.benchmarks):
        return None
    chosen = replace(chosen, benchmarks=(kept.BENCHMARK,))
    with facts.of(store).at(moment) as view:
        pairs = view.pairs(chosen)
    if pairs.empty:
        return None
    problems = kept.problems(store)
    return Tables(
        user_eval.by_judge(kept.ratings(store, chosen, moment).merge(problems, on="problem_id")),
        user_eval.table(responses(pairs).merge(problems, on="problem_id")),
    )


def responses(pairs: pd.DataFrame) -> pd.DataFrame:
    """A row a response with `model`, `problem_id` and `outcome`, from a row a problem and run that counts them."""
    import pandas as pd

    counts = {
        Outcome.CORRECT: pairs["correct"],
        Outcome.UNCERTAIN: pairs["uncertain"],
        Outcome.INCORRECT: pairs["samples"] - pairs["correct"] - pairs["uncertain"],
    }
    names = pairs[["model", "problem_id"]]
    parts = [names.loc[names.index.repeat(count)].assign(outcome=said.value) for said, count in counts.items()]
    return pd.concat(parts, ignore_index=True)
