"""Material: what exporters may ask for, read from the store, and the logs that corrections go back to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from review_app.domain import Outcome, Status
from review_app.exporters.material import Log, Options, Order
from review_app.services import write_back
from review_app.store import Store, exports, user_eval
from review_app.store.database import Row
from review_app.store.exports import Chosen

ORDERS = {Order.PROBLEM: exports.BY_PROBLEM, Order.RUN: exports.BY_RUN}


@dataclass(slots=True)
class StoreMaterial:
    """The chosen responses of a store, as `exporters.material.Material`."""

    store: Store
    chosen: Chosen
    options: Options
    moment: datetime
    _logs: list[Log] = field(default_factory=list)
    _tally: Any = None

    def tally(self) -> Any:
        """Counts of responses by run and everything that is counted; the whole view is read for them once."""
        if self._tally is None:
            self._tally = exports.tally(self.store, self.chosen)
        return self._tally

    def count(self) -> int:
        """How many responses are chosen."""
        return int(self.tally()["responses"].sum())

    def cells(self, extra: Sequence[str] = ()) -> Any:
        """Counts of responses by what they share."""
        return exports.tally(self.store, self.chosen, extra) if extra else self.tally()

    def counts(self) -> dict[str, int]:
        """For the manifest: the responses, and how many of them have each outcome and a person's decision."""
        found = self.tally()
        outcomes = found.groupby("outcome")["responses"].sum()
        by_outcome = {str(outcome): int(outcomes.get(outcome, 0)) for outcome in Outcome}
        decided = int(found.loc[found["decided"], "responses"].sum())
        return {"responses": self.count(), **by_outcome, "decided_by_people": decided}

    def runs(self) -> list[Row]:
        """For the manifest: the chosen responses of each run."""
        columns = ["model", "run_id", "tool", "source"]
        found = self.tally().groupby(columns)["responses"].sum().reset_index()
        return [{"run": run, "model": model, "tool": tool, "source": source, "responses": int(count)}
                for model, run, tool, source, count in found.itertuples(index=False)]  # fmt: skip

    def graders(self) -> list[str]:
        """The versions of the grader whose verdicts stand."""
        return sorted(self.tally()["grader"].dropna().unique())

    def rows(self, columns: Mapping[str, str]) -> Iterator[list[Row]]:
        """Batches of rows without texts."""
        return exports.rows(self.store, self.chosen, columns)

    def copy_csv(self, columns: Mapping[str, str], path: Path) -> None:
        """The same rows as CSV."""
        exports.copy_csv(self.store, self.chosen, columns, path)

    def copy_parquet(self, columns: Mapping[str, str], path: Path, pandas: str) -> None:
        """The same rows as Parquet."""
        exports.copy_parquet(self.store, self.chosen, columns, path, pandas)
        self._tally = exports.tally_of(self.store, path, columns)

    def texts(
        self, column: str, values: Sequence[Outcome | Status], columns: Sequence[str], order: Order
    ) -> Iterator[Row]:
        """Responses with their texts, one by one."""
        named = ", ".join(exports.literal(word) for word in values)
        return exports.texts(self.store, self.chosen.also(f"{column} IN ({named})"), columns, ORDERS[order])

    def ratings(self) -> Any:
        """What judges rated of MathUserEval."""
        found = user_eval.chosen_ratings(self.store, self.chosen)
        return found.merge(user_eval.problems(self.store), on="problem_id")

    def user_eval_answers(self) -> Iterator[tuple[str, Iterator[Row]]]:
        """Each run that answered MathUserEval, with its answers."""
        found = self.tally()
        for run in found.loc[found["benchmark"] == user_eval.BENCHMARK, "run_id"].drop_duplicates():
            yield run, user_eval.answers(self.store, self.chosen, run)

    def logs(self) -> list[Log]:
        """The logs that the chosen runs came from, checked to be those that were imported."""
        if not self._logs:
            self._logs = write_back.logs(
                self.store, self.chosen, [row["run"] for row in self.runs()], self.options.sources
            )
        return self._logs

    def written_back(self) -> list[Row]:
        """For the manifest: each log that was asked for, and how many of its responses a correction went to."""
        return [
            {
                "run": log.run,
                "file": log.path,
                "sha256": log.sha256,
                "corrected": sum(found.correct is not None for found in log.corrections.values()),
                "left_as_the_tool_had_them": sum(found.correct is None for found in log.corrections.values()),
            }
            for log in self._logs
        ]
