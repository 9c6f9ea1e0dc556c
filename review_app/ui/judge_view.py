"""Judge view: what judges are asked, and every judge that ever was: what it said and cost, how far people agree."""

from __future__ import annotations

from collections.abc import Sequence

from review_app.services.judge_plan import Wish
from review_app.services.judge_reply import Kind
from review_app.services.judges import Standing
from review_app.services.wished import Told
from review_app.ui import asking_view
from review_app.ui.characters import escape
from review_app.ui.estimates import NONE
from review_app.ui.judge_form import CASES, KINDS
from review_app.ui.scoreboard_view import share
from review_app.ui.team_view import Cell, section, table
from review_app.wording import Say, later

HEADS = (later("Judge"), later("What is judged"), later("Votes"))


def sessions(found: Sequence[Told[Wish]], say: Say) -> str:
    """What judges were asked last from this page, one row each."""
    if not found:
        return f'<p class="nothing">{say("No judge was asked from this page yet.")}</p>'
    return asking_view.table(later("Sessions"), HEADS, [(session(one, say), one) for one in found], say, "judging")


def session(one: Told[Wish], say: Say) -> str:
    """Which judge it is, and what it judges."""
    wish = one.wish
    asked = say(KINDS[wish.kind]) + (f" · {escape(wish.template)}" if wish.template else "")
    address = f'<span class="quiet">{escape(wish.endpoint.base_url)}</span>'
    return f"<td>{escape(wish.endpoint.model)} · {asked}<br>{address}</td><td>{judged(wish, say)}</td>"


def judged(wish: Wish, say: Say) -> str:
    """What is judged, in words."""
    where = [escape(name) for name in wish.selection.benchmarks] or [say("all benchmarks")]
    if wish.selection.runs:
        where.append(say("{count:,} runs", count=len(wish.selection.runs)))
    if wish.kind is Kind.EQUIVALENCE:
        where.append(say(CASES[wish.which]))
    return " · ".join(where)


def named(one: Told[Wish]) -> tuple[str, str]:
    """A judge as a choice: what it says, and its key."""
    wish = one.wish
    return f"{wish.endpoint.model} · {wish.template or wish.kind} · {one.key}", one.key


def judges(found: Sequence[Standing], say: Say) -> str:
    """Every judge, the one asked last first; and where one reads more."""
    if not found:
        return ""
    heads = (
        (say("Judge"), False), (say("Kind"), False), (say("Judged"), True), (say("Votes"), True),
        (say("Unreadable"), True), (say("Without an answer"), True), (say("Tokens"), True), (say("Cost"), True),
        (say("Agreement with people"), False),
    )  # fmt: skip
    board = f'<a href="/scoreboard">{say("Scoreboard")}</a>'
    scored = any(one.judge.kind == Kind.SCORE for one in found)
    dashboard = f'<a href="/dashboard">{say("Dashboard")}</a>'
    ends = say("Scores of MathUserEval end in its table on {dashboard}.", dashboard=dashboard) if scored else ""
    meaning = say(
        "Agreement: of the cases that people decided and the judge called correct or incorrect, the share on which "
        "both say the same, with its 95 % interval; {scoreboard} tells more.",
        scoreboard=board,
    )
    shown = table(heads, (row(one, say) for one in found), say("Judges"))
    return f'<div id="all-judges">{section(say("Judges"), shown)}<p class="quiet">{meaning} {ends}</p></div>'


def row(one: Standing, say: Say) -> list[Cell]:
    """One judge."""
    cost = NONE if one.cost is None else f"{one.cost:,.4f}"
    numbers = (one.targets, one.replies, one.unreadable, one.failed, one.tokens)
    agreement = share(one.agreement, "accuracy", say) if one.agreement else NONE
    return [
        (f"<b>{escape(one.judge.judge)}</b>", False),
        (say(KINDS[Kind(one.judge.kind)]), False),
        *((f"{number:,}", True) for number in numbers),
        (cost, True),
        (agreement, False),
    ]
