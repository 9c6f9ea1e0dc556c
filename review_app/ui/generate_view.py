"""Generate view: the runs that models are asked for, as a table: where each is, how fast, what it cost, its score."""

from __future__ import annotations

from review_app.services.generation_jobs import State, Told
from review_app.services.generation_progress import described
from review_app.ui.characters import escape
from review_app.ui.grid import framed
from review_app.wording import Say, later

STATES = {
    State.RUNNING: later("running"),
    State.ENDING: later("ending: what is on its way is waited for"),
    State.RESTING: later("at rest"),
    State.DONE: later("all asked"),
    State.STOPPED: later("stopped"),
}
HEADS = (later("Model"), later("Benchmark"), later("State"), later("Answers"), later("How it goes"), later("Begun by"))

MINUTE, HOUR = 60, 3600


def runs(found: list[Told], say: Say) -> str:
    """The newest runs, one row each."""
    if not found:
        return f'<p class="nothing">{say("Nothing was generated from this page yet.")}</p>'
    heads = "".join(f"<th>{say(name)}</th>" for name in HEADS)
    return framed(f"<tr>{heads}</tr>", "".join(row(one, say) for one in found), ' id="generated"', name=say("Runs"))


def row(one: Told, say: Say) -> str:
    """One run."""
    wish = one.wish
    reason = f"<br>{escape(say(one.reason.template, **one.reason.values))}" if one.reason else ""
    template = f" · {escape(wish.template)}" if wish.template else ""
    return (
        f"<tr><td>{escape(wish.endpoint.model)}<br><code>{escape(one.run_id)}</code></td>"
        f'<td>{escape(wish.benchmark)}/{escape(wish.split or "")}{template}<br><span class="quiet">'
        f"{escape(wish.endpoint.base_url)}</span></td>"
        f"<td>{say(STATES[one.state])}{reason}</td><td>{count(one)}</td><td>{goes(one, say)}</td>"
        f"<td>{escape(one.member)}</td></tr>"
    )


def count(one: Told) -> str:
    """How many answers are there, of how many, as a bar where that is known."""
    now = one.progress
    if now is None:
        return f"{one.done:,}"
    bar = f'<progress max="{now.total or 1}" value="{now.done}" aria-hidden="true"></progress>'
    return f"{now.done:,} / {now.total:,}<br>{bar}"


def goes(one: Told, say: Say) -> str:
    """Rate, tokens, cost and score, and how long it may take."""
    now = one.progress
    if now is None:
        return ""
    left = ""
    if one.state is State.RUNNING and now.seconds_left:
        left = "<br>" + escape(say("about {time} left", time=clock(now.seconds_left)))
    return escape(described(now, say)) + left


def clock(seconds: float) -> str:
    """A time as hours, minutes and seconds.

    >>> clock(5), clock(125), clock(7_325)
    ('0:05', '2:05', '2:02:05')
    """
    whole = round(seconds)
    minutes = f"{whole % HOUR // MINUTE}:{whole % MINUTE:02}"
    return minutes if whole < HOUR else f"{whole // HOUR}:{minutes:0>5}"


def named(one: Told) -> tuple[str, str]:
    """A run as a choice: what it says, and its id."""
    return f"{one.wish.endpoint.model} · {one.wish.benchmark} · {one.run_id}", one.run_id
