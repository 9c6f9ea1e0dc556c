"""Log: what every importer of outputs does: announces each run once, counts the samples of each problem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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

    def records(self, problem: Problem, samples: Iterable[Sample], model: str = "") -> Iterator[Record]:
        """The problem and its next samples in this log; before the first response its run."""
        yield problem
        run = self.run(model)
        for sample in samples:
            number = self.next_sample(run.id, problem.id)
            if sample is None:
                continue
            if run.id not in self._announced:
                self._announced.add(run.id)
                yield run
            yield Response(run.id, problem.id, number, *sample)

    def next_sample(self, run: str, problem: str) -> int:
        """0, 1, 2 … for each problem of a run."""
        sample = self._samples.get((run, problem), 0)
        self._samples[run, problem] = sample + 1
        return sample
