"""Generation report: what became of a run that a model was asked for, in lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from review_app.llm import Finish
from review_app.services.generation_progress import described
from review_app.services.status import describe_grading
from review_app.wording import Say, english, later

if TYPE_CHECKING:
    from review_app.services.generate import Generated

# What is told of responses that did not end well.
ENDINGS = {
    Finish.LENGTH: later("{count:,} cut off at their longest length"),
    Finish.REFUSAL: later("{count:,} refused"),
    Finish.EMPTY: later("{count:,} empty"),
}


def lines(found: Generated, say: Say = english) -> Iterator[str]:
    """The run, its answers and what they took, how they ended, and what the grader said of the new ones."""
    now = found.progress
    yield say(
        "{model}, run {run}: {new:,} new answers, {done:,} of {total:,} in all",
        model=found.run.model,
        run=found.run.id,
        new=found.new,
        done=now.done,
        total=now.total,
    )
    yield described(now, say)
    ended = [say(text, count=found.endings[name]) for name, text in ENDINGS.items() if found.endings.get(name)]
    if ended:
        yield say("of the run's answers: {endings}", endings=", ".join(ended))
    if found.graded:
        yield describe_grading(found.graded, say)
    if now.done < now.total:
        yield say("{count:,} questions are open: the same again goes on from here", count=now.total - now.done)
