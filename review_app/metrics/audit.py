"""Audit: how often the grader is wrong, estimated from drawn verdicts that people checked.

All shares are of responses. A drawn case counts by the responses it stands for (`sampling` says how it was drawn);
those that nobody decided yet count as if the decided ones of their stratum spoke for them. The strata of all batches
add up to cells of outcome × benchmark, and a cell weighs as much as it has responses in the selection now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from review_app.domain import Outcome
from review_app.metrics.estimate import Estimate, none
from review_app.metrics.survey import Piece, interval, mean_share, weighed
from review_app.wording import later

NOTHING_DECIDED = later("nobody decided a drawn case yet")

# What the grader says, and the benchmark.
Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Item:
    """A drawn case. `said` is the automatic verdict then, `people` what they hold now (None: undecided).

    `responses` gave the answer at drawing, when `drawn` of `stratum_cases` were taken from the stratum, which had
    `stratum_responses`; `selected` give the answer now and are in the selection.
    """

    case_id: str
    batch: str
    said: str
    benchmark: str
    stratum: str
    responses: int
    drawn: int
    stratum_cases: int
    stratum_responses: int
    selected: int
    people: str | None = None

    @property
    def wrong(self) -> bool:
        """Whether people differ from the grader."""
        return self.people is not None and self.people != self.said

    @property
    def whole(self) -> bool:
        """Whether its stratum was taken whole."""
        return self.drawn == self.stratum_cases

    @property
    def stands_for(self) -> float:
        """1 / the probability with which it was drawn."""
        return 1.0 if self.whole else max(1.0, self.stratum_responses / (self.drawn * self.responses))


@dataclass(frozen=True, slots=True)
class Rate:
    """How many cases were drawn, decided, and found wrong; `share` of the responses is judged wrongly."""

    drawn: int
    decided: int
    wrong: int
    share: Estimate


@dataclass(frozen=True, slots=True)
class Report:
    """Error rates of the grader: of `all` its verdicts, of those that say correct and incorrect, of each (outcome,
    stratum).

    `covered` is the share of the automatically judged responses that these speak for: those of outcome × benchmark
    with a decided case. `right` is the estimated share of truly correct responses among them.
    """

    all: Rate
    by_outcome: Mapping[str, Rate]
    by_stratum: Mapping[tuple[str, str], Rate]
    covered: float
    right: Estimate


def report(items: Sequence[Item], population: Mapping[Cell, int]) -> Report:
    """The error rates; `population` counts the responses of the selection by what the grader says and benchmark."""
    found = [item for item in items if item.selected]
    cells = {cell: weighed(pieces(members), population.get(cell, 0)) for cell, members in by_cell(found).items()}
    return Report(
        all=rate(found, list(chain(*cells.values()))),
        by_outcome={said: outcome_rate(said, found, cells) for said in (Outcome.CORRECT, Outcome.INCORRECT)},
        by_stratum={name: rate(members, alone(members)) for name, members in by_stratum(found).items()},
        covered=sum(population[cell] for cell, said in cells.items() if said) / max(1, sum(population.values())),
        right=truly_correct(cells, sum(item.people is not None for item in found)),
    )


def by_cell(items: Sequence[Item]) -> dict[Cell, list[Item]]:
    """The items of each outcome and benchmark."""
    return grouped(items, lambda item: (item.said, item.benchmark))


def by_stratum(items: Sequence[Item]) -> dict[tuple[str, str], list[Item]]:
    """The items of each outcome and stratum, over all batches."""
    return grouped(items, lambda item: (item.said, item.stratum))


def grouped(items: Iterable[Item], key: Callable[[Item], Any]) -> dict[Any, list[Item]]:
    """The items by a key, in its order."""
    found: dict[Any, list[Item]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return dict(sorted(found.items()))


def pieces(items: Sequence[Item]) -> list[Piece]:
    """A piece for each stratum of each batch in which somebody decided something."""
    parted = grouped(items, lambda item: (item.batch, item.said, item.stratum))
    return [piece for members in parted.values() if (piece := piece_of(members))]


def piece_of(items: Sequence[Item]) -> Piece | None:
    """What the decided items of one stratum of one batch say; None without any."""
    weights = [(item, item.selected * item.stands_for) for item in items]
    decided = [(item, weight) for item, weight in weights if item.people is not None]
    if not decided:
        return None
    total = sum(weight for _, weight in decided)
    return Piece(
        batch=items[0].batch,
        whole=items[0].whole,
        mass=sum(weight for _, weight in weights),
        share=sum(weight for item, weight in decided if item.wrong) / total,
        draws=total**2 / sum(weight**2 for _, weight in decided),
        seen=sum(item.selected for item, _ in decided),
    )


def alone(items: Sequence[Item]) -> list[Piece]:
    """The pieces of one stratum by themselves: as large as its batches found it."""
    found = pieces(items)
    largest = max((piece.mass for piece in found if not piece.whole), default=0.0)
    return weighed(found, largest + sum(piece.mass for piece in found if piece.whole))


def outcome_rate(said: str, items: Sequence[Item], cells: Mapping[Cell, Sequence[Piece]]) -> Rate:
    """The rate of all verdicts of one outcome."""
    own = [piece for (outcome, _), found in cells.items() if outcome == said for piece in found]
    return rate([item for item in items if item.said == said], own)


def rate(items: Sequence[Item], found: Sequence[Piece]) -> Rate:
    """The counts of some items, and what their pieces say together."""
    decided = sum(item.people is not None for item in items)
    return Rate(len(items), decided, sum(item.wrong for item in items), error_share(found, decided))


def error_share(found: Sequence[Piece], decided: int) -> Estimate:
    """The share of responses judged wrongly."""
    if not found:
        return none(decided, NOTHING_DECIDED)
    share = mean_share(found)
    return Estimate(share, *interval(share, found), decided)


def truly_correct(cells: Mapping[Cell, Sequence[Piece]], decided: int) -> Estimate:
    """The difference estimator: what the grader says correct, less what of it is wrong, plus what it says incorrect
    that is right. What is uncertain about it are the errors, so it has their variance."""
    found = list(chain(*cells.values()))
    if not found:
        return none(decided, NOTHING_DECIDED)
    right = sum(
        piece.mass * (1 - piece.share if said == Outcome.CORRECT else piece.share)
        for (said, _), members in cells.items()
        for piece in members
    )
    share = right / sum(piece.mass for piece in found)
    return Estimate(share, *interval(share, found), decided)
