"""Rectified: the share of truly correct responses, with the automatic verdicts corrected by what audits found of them.

The plain corrected score takes automatic verdicts that nobody checked as they are. Verdicts drawn by chance tell how
often they are wrong either way, so the score can be put right without checking them all (a stratified difference
estimator, in other words prediction-powered inference; `audit` makes it). What people decided counts as decided, what
is open makes bounds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from review_app.domain import Outcome
from review_app.metrics.audit import NOTHING_DECIDED, Cell, Item, by_cell, pieces, truly_correct
from review_app.metrics.bounded import Bounded, margins
from review_app.metrics.estimate import NOTHING
from review_app.metrics.survey import weighed
from review_app.wording import Sentence, later, sentence

CHECKED_RIGHT = later("People judged the {checked:,} drawn verdicts that they checked without error.")
WAITING = later(
    "The {waiting:,} drawn verdicts that nobody decided yet are as often wrong as the decided ones like them."
)
UNCHECKED = later(
    "{share:.0%} of the automatic verdicts are of a kind that nobody checked: they count as the grader gave them."
)
PENDING = later("{pending:,} open responses are counted wrong at the lower bound and right at the upper one.")
SAMPLED = later("The problems are a sample of those that one wants to know about, drawn independently of the model.")


@dataclass(frozen=True, slots=True)
class Known:
    """How many responses are no automatic verdicts: `decided` by people outside audits, so many of them `correct`, and
    `pending` ones (disputed ones are)."""

    decided: int
    correct: int
    pending: int


@dataclass(frozen=True, slots=True)
class Rectified:
    """`true` is the estimate with what is uncertain of audits and of problems, `here` that of audits alone (of these
    very responses); None without a checked verdict, for the `reason`. `plain` is the corrected score as it stands.

    `n` responses, `checked` drawn verdicts, `covered` the share of the automatic verdicts that these speak for.
    """

    true: Bounded | None
    here: Bounded | None
    plain: Bounded
    n: int
    checked: int
    covered: float
    assumptions: Sequence[Sentence] = ()
    reason: str = ""


def rectified(items: Sequence[Item], population: Mapping[Cell, int], known: Known, plain: Bounded) -> Rectified:
    """The estimate of a selection.

    `items` are the drawn verdicts; `population` counts the responses with an automatic verdict that people did not
    decide or decided in an audit, by what the grader says and benchmark; `plain` is the corrected score of the same
    responses (`bounded(score(tally).iloc[0])`).

    90 of 100 are automatically correct and 10 incorrect; of ten checked ones of each 1 and 2 were wrong: 0.81 + 0.02.
    """
    found = [item for item in items if item.selected]
    checked = sum(item.people is not None for item in found)
    cells = {cell: weighed(pieces(members), population.get(cell, 0)) for cell, members in by_cell(found).items()}
    right = truly_correct(cells, checked)
    spoken = sum(piece.mass for piece in chain(*cells.values()))
    automatic = sum(population.values())
    n = automatic + known.decided + known.pending
    covered = spoken / max(1, automatic)
    if right.value is None or right.low is None or right.high is None or not n:
        reason = NOTHING_DECIDED if n else NOTHING
        return Rectified(None, None, plain, n, checked, covered, reason=reason)
    silent = sum(size for cell, size in population.items() if cell[0] == Outcome.CORRECT and not cells.get(cell))
    sure = known.correct + silent
    least, value, most = ((sure + spoken * share) / n for share in (right.low, right.value, right.high))
    open_ = known.pending / n
    here = Bounded(value, value + open_, least, most + open_)
    below, above = margins(here, plain)
    true = Bounded(here.low, here.high, max(0.0, here.low - below), min(1.0, here.high + above))
    return Rectified(true, here, plain, n, checked, covered, assumptions(found, known, covered))


def assumptions(items: Sequence[Item], known: Known, covered: float) -> list[Sentence]:
    """What has to hold for the estimate to be right; only what matters here."""
    checked = sum(item.people is not None for item in items)
    found = [sentence(CHECKED_RIGHT, checked=checked)]
    if waiting := len(items) - checked:
        found.append(sentence(WAITING, waiting=waiting))
    if covered < 1 - 1e-9:
        found.append(sentence(UNCHECKED, share=1 - covered))
    if known.pending:
        found.append(sentence(PENDING, pending=known.pending))
    return [*found, sentence(SAMPLED)]
