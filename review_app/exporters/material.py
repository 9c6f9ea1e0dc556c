"""Material: what an exporter may ask for; nothing is read before it is asked for, and never everything at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from review_app.domain import Outcome, Status

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]


class Order(StrEnum):
    """Which responses follow each other."""

    PROBLEM = "problem"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class Options:
    """What the user may choose. `cap` is the most that one problem gives, None for the format's own; the choice
    among more goes by `seed`. `sources` are files that moved since they were imported: where they lie now."""

    cap: int | None = None
    seed: int = 0
    sources: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """What holds for the response of one row of a tool's log; `by` is who says so, people or the grader's version.

    `outcome` is UNCERTAIN while nobody decided: the tool's own word then stays.
    """

    outcome: Outcome
    status: str
    by: str
    reason: str
    answer: str | None = None
    decided_at: datetime | None = None

    @property
    def correct(self) -> bool | None:
        """True or false; None where the tool's word stays."""
        return None if self.outcome is Outcome.UNCERTAIN else self.outcome is Outcome.CORRECT

    def told(self, original: object) -> Row:
        """What a corrected row says of its correction, beside the tool's own value."""
        return {"outcome": str(self.outcome), "status": self.status, "by": self.by, "reason": self.reason,
                "original": original}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Log:
    """A tool's log as it was imported: the file, unchanged since, and by the tool's own keys what holds now."""

    run: str
    model: str
    tool: str
    path: Path
    sha256: str
    corrections: Mapping[str, Correction] = field(repr=False)


class Material(Protocol):
    """The chosen responses. `moment` is when the last thing was said that they rest on."""

    @property
    def options(self) -> Options: ...

    @property
    def moment(self) -> datetime: ...

    def count(self) -> int:
        """How many responses are chosen."""
        ...

    def cells(self, extra: Sequence[str] = ()) -> pd.DataFrame:
        """Counts (`responses`) by benchmark, model, level, subject and outcomes, and by `extra` of the problems."""
        ...

    def rows(self, columns: Mapping[str, str]) -> Iterator[list[Row]]:
        """Batches of rows: columns of the view under the names they get, without the responses' texts."""
        ...

    def copy_csv(self, columns: Mapping[str, str], path: Path) -> None:
        """The same rows, written as CSV by the database itself."""
        ...

    def copy_parquet(self, columns: Mapping[str, str], path: Path, pandas: str) -> None:
        """The same rows as Parquet; `pandas` tells pandas their types."""
        ...

    def texts(
        self, column: str, values: Sequence[Outcome | Status], columns: Sequence[str], order: Order
    ) -> Iterator[Row]:
        """Responses with `text` and `statement` whose `column` is one of `values`, one by one."""
        ...

    def ratings(self) -> pd.DataFrame:
        """The responses to MathUserEval by each judge: `judge` (empty: the tool's own), `model`, `problem_id`,
        `category`, `subcategory`, `rating` (NaN where this judge gave none)."""
        ...

    def user_eval_answers(self) -> Iterator[tuple[str, Iterator[Row]]]:
        """Each chosen run that answered MathUserEval, with its answers as `store.user_eval.answers` gives them."""
        ...

    def logs(self) -> list[Log]:
        """The logs that the chosen runs came from. Raises ExportError where one is gone or was changed."""
        ...
