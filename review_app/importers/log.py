"""Log: what every importer of outputs does: announces each run once, counts the samples of each problem."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from review_app.domain import Problem, Record, Response, Run, ToolVerdict, run_id
from review_app.importers.source import Input

# The text and the tool's verdicts; None keeps the number of a sample that was rejected.
Sample = tuple[str, tuple[ToolVerdict, ...]] | None


@dataclass(slots=True)
class Log:
    """The state of reading one log. A problem that stands in it twice gets samples 0 and 1."""

    given: Input
    tool: str
    model: str
    params: Mapping[str, Any] = field(default_factory=dict)
    _runs: dict[str, Run] = field(default_factory=dict)
    _announced: set[str] = field(default_factory=set)
    _samples: dict[tuple[str, str], int] = field(default_factory=dict)

    def run(self, model: str = "") -> Run:
        """The run of `model`, or of the log's own; what the user said of the model beats both."""
        name = self.given.model or model or self.model
        if name not in self._runs:
            source = self.given.source
            self._runs[name] = Run(run_id(name, self.tool, source), name, self.tool, source, self.params)
        return self._runs[name]

    def records(
        self, problem: Problem, samples: Sequence[Sample], model: str = "", place: str = ""
    ) -> Iterator[Record]:
        """The problem and its next samples in this log; before the first response its run.

        `place` is the tool's own key of the row; of several samples in one row each gets `place/0`, `place/1` …
        """
        yield problem
        run = self.run(model)
        for index, sample in enumerate(samples):
            number = self.next_sample(run.id, problem.id)
            if sample is None:
                continue
            if run.id not in self._announced:
                self._announced.add(run.id)
                yield run
            yield Response(run.id, problem.id, number, *sample, place=place_of(place, index, len(samples)))

    def next_sample(self, run: str, problem: str) -> int:
        """0, 1, 2 … for each problem of a run."""
        sample = self._samples.get((run, problem), 0)
        self._samples[run, problem] = sample + 1
        return sample


def place_of(row: str, index: int, samples: int) -> str:
    """The key of one sample in a row that holds so many.

    >>> place_of("12", 0, 1), place_of("12", 0, 2), place_of("", 0, 2)
    ('12', '12/0', '')
    """
    return f"{row}/{index}" if row and samples > 1 else row
