"""Asking view: what people had models asked, as a table: where each wish is, how fast, what it cost, how it goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from review_app.services.background import State
from review_app.services.generation_progress import described
from review_app.services.wished import Told
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
GOES = (later("How it goes"), later("Begun by"))

MINUTE, HOUR = 60, 3600


def table(name: str, heads: Sequence[str], rows: Sequence[tuple[str, Told[Any]]], say: Say, ident: str) -> str:
    """Wishes, the newest first: the page's own cells of each, its state, what came, how it goes. `heads` are those of
    the page's own cells and of what comes."""
    head = "".join(f"<th>{say(one)}</th>" for one in (*heads[:-1], later("State"), heads[-1], *GOES))
    body = "".join(f"<tr>{own}{cells(one, say)}</tr>" for own, one in rows)
    return framed(f"<tr>{head}</tr>", body, f' id="{ident}"', name=say(name))


def cells(one: Told[Any], say: Say) -> str:
    """What all wishes have to tell."""
    reason = (
        f'<br><span class="reason">{escape(say(one.reason.template, **one.reason.values))}</span>' if one.reason else ""
    )
    return (
        f"<td>{say(STATES[one.state])}{reason}</td><td>{count(one)}</td><td>{goes(one, say)}</td>"
        f"<td>{escape(one.member)}</td>"
    )


def count(one: Told[Any]) -> str:
    """How many answers are there, of how many, as a bar where that is known."""
    now = one.progress
    if now is None:
        return f"{one.done:,}"
    bar = f'<progress max="{now.total or 1}" value="{now.done}" aria-hidden="true"></progress>'
    return f"{now.done:,} / {now.total:,}<br>{bar}"


def goes(one: Told[Any], say: Say) -> str:
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
