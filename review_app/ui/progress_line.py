"""The progress line: how much waits, how sure the score is, and what a few more decisions would do."""

from __future__ import annotations

from review_app.queue.outlook import Outlook
from review_app.services.review_desk import Standing
from review_app.ui.desk import Caller
from review_app.ui.widgets import head_line

# Before somebody has a pace of their own: what people need for such cases.
USUAL_SECONDS = 20.0


def progress_line(caller: Caller, standing: Standing) -> str:
    """The head line of the review page."""
    outlook = standing.outlook
    decided = outlook.total - outlook.open
    bar = f'<progress max="{outlook.total or 1}" value="{decided}" aria-hidden="true"></progress>'
    left = (
        f"{caller.say('<strong>{count}</strong> waiting', count=f'{standing.waiting:,}')} {bar} "
        f"{caller.say('{decided} of {total} decided', decided=f'{decided:,}', total=f'{outlook.total:,}')}"
    )
    return head_line(caller, left, prospect(caller, outlook, standing.pace))


def prospect(caller: Caller, outlook: Outlook, pace: float | None) -> str:
    """What it takes to know the score better; how well it is known now is in the title."""
    if not (outlook.more and outlook.open):
        return ""
    minutes = max(1, round(outlook.more * (pace or USUAL_SECONDS) / 60))
    now = caller.say("Undecided cases leave the score uncertain by ± {half} points", half=points(outlook.half))
    more = caller.say(
        "{more} more decisions bring the score to ± {goal} points; about {minutes} min at your pace",
        more=f"{outlook.more:,}",
        goal=points(outlook.goal),
        minutes=f"{minutes:,}",
    )
    return f'<span title="{now}">{more}</span>'


def points(value: float) -> str:
    """Percentage points as people write them.

    >>> points(0.4), points(12.345), points(0)
    ('0.4', '12.3', '0')
    """
    return f"{value:.1f}".removesuffix(".0") if value >= 0.1 or value == 0 else f"{value:.2g}"
