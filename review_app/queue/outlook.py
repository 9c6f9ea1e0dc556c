"""Outlook: how far people are, and what a few more decisions would do for the score."""

from __future__ import annotations

from dataclasses import dataclass

from review_app.queue.lane import Lane

# Half widths of the score's bounds that are worth naming, in points.
MILESTONES = (45, 40, 35, 30, 25, 20, 15, 10, 7.5, 5, 4, 3, 2, 1.5, 1, 0.8, 0.6, 0.4, 0.3, 0.2, 0.1, 0.05, 0)
# A goal that a few minutes reach is none; so many decisions at least, or all that are left.
FEWEST = 20


@dataclass(frozen=True, slots=True)
class Outlook:
    """`total` doubtful cases, `open` ones still want an opinion. The score is known to ± `half` points; after `more`
    decisions to ± `goal`. `responses` is what the score is of."""

    total: int
    open: int
    half: float
    more: int
    goal: float
    responses: int


def outlook(lane: Lane, responses: int) -> Outlook:
    """The outlook of a lane whose scope holds so many `responses` in all; points are per cent of them."""
    points = 50 / responses if responses else 0.0
    half = lane.pending_weight * points
    goals = [goal for goal in MILESTONES if goal < half]
    left, more = lane.pending_weight, 0
    reached = half
    for case_id in lane.walk_pending() if goals else ():
        left -= lane.weights[case_id]
        more += 1
        while goals and left * points <= goals[0] + 1e-9:
            reached = goals.pop(0)
        if reached < half and more >= FEWEST:
            break
    return Outlook(len(lane.cases), lane.open, half, more, reached, responses)
