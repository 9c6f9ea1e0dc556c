"""Survey: the share of something in a population, from strata of which some cases were looked at.

Intervals are Wilson's at 95 % with an effective number of draws: as many as a simple random sample needs to have this
sample's variance (the practice for complex surveys: Franco and others 2019). That variance is the larger of two: one
takes the share for the same everywhere, so that strata in which nothing was found do not look certain; the other lets
the strata differ. So a share of 0 still has an upper bound above 0. What was looked at is known: where everything
was, the interval is a point.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf
from statistics import NormalDist

# Two-sided 95 %.
Z = NormalDist().inv_cdf(0.975)

# Where strata may differ, the common share counts in each as so many draws more (as in Agresti and Coull's interval).
COMMON_DRAWS = 4.0


@dataclass(frozen=True, slots=True)
class Piece:
    """What was looked at of one stratum in one batch of drawing. It speaks for `mass` responses, of which it finds
    the `share`, and says so like `draws` draws; `seen` responses were looked at. `whole`: all cases of the stratum
    were drawn."""

    batch: str
    whole: bool
    mass: float
    share: float
    draws: float
    seen: float

    @property
    def unseen(self) -> float:
        """The part of the responses that nobody looked at, 0 to 1."""
        return max(0.0, 1 - self.seen / self.mass)


def weighed(pieces: Sequence[Piece], responses: float) -> list[Piece]:
    """The pieces, so that together they weigh so many responses. Strata that were taken whole weigh what they are;
    what is left is shared out among the batches by their draws, and in a batch by stratum."""
    whole, drawn = [piece for piece in pieces if piece.whole], [piece for piece in pieces if not piece.whole]
    left = responses - sum(piece.mass for piece in whole)
    if not drawn or left <= 0:
        return scaled(whole, responses)
    draws: dict[str, float] = defaultdict(float)
    masses: dict[str, float] = defaultdict(float)
    for piece in drawn:
        draws[piece.batch] += piece.draws
        masses[piece.batch] += piece.mass
    share = {batch: left * draws[batch] / sum(draws.values()) / masses[batch] for batch in draws}
    return whole + [replace(piece, mass=piece.mass * share[piece.batch]) for piece in drawn]


def scaled(pieces: Sequence[Piece], responses: float) -> list[Piece]:
    """The pieces, each as much larger as makes them weigh so many responses together; none for none."""
    total = sum(piece.mass for piece in pieces)
    return [replace(piece, mass=piece.mass * responses / total) for piece in pieces] if responses > 0 else []


def mean_share(pieces: Sequence[Piece]) -> float:
    """The share over all pieces, each by its mass."""
    return sum(piece.mass * piece.share for piece in pieces) / sum(piece.mass for piece in pieces)


def interval(share: float, pieces: Sequence[Piece]) -> tuple[float, float]:
    """The 95 % interval of a share whose variance is that of the pieces' mean."""
    uncertain = variance(pieces)
    return wilson(share, spread(middle(share, pieces)) / uncertain if uncertain else inf)


def variance(pieces: Sequence[Piece]) -> float:
    """The variance of the mean share: the larger of that with one share for all and that with one for each."""
    total, centre = sum(piece.mass for piece in pieces), middle(mean_share(pieces), pieces)
    same = differing = 0.0
    for piece in pieces:
        factor = (piece.mass / total) ** 2 * piece.unseen / piece.draws
        own = (piece.share * piece.draws + centre * COMMON_DRAWS) / (piece.draws + COMMON_DRAWS)
        same += factor * spread(centre)
        differing += factor * spread(own)
    return max(same, differing)


def middle(share: float, pieces: Sequence[Piece]) -> float:
    """The middle of Wilson's interval around a share: never 0 or 1."""
    draws = sum(piece.draws for piece in pieces)
    return (share * draws + Z**2 / 2) / (draws + Z**2)


def spread(share: float) -> float:
    """The variance of one draw."""
    return share * (1 - share)


def wilson(share: float, draws: float) -> tuple[float, float]:
    """Wilson's 95 % interval of a share seen in so many draws, which need not be a whole number.

    >>> low, high = wilson(0.0, 100.5)
    >>> round(low, 4), round(high, 4)
    (0.0, 0.0368)
    """
    if draws == inf:
        return share, share
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(share * draws, draws, method="wilson")
    return max(0.0, float(low)), min(1.0, float(high))
