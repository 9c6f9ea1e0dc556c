"""Named: what pages of one case or problem share: the id in their address, and what they show where there is none."""

from __future__ import annotations

from review_app.errors import NotFound
from review_app.ui.characters import escape
from review_app.ui.desk import Caller
from review_app.ui.paper import paper
from review_app.ui.widgets import head_line


def wanted(caller: Caller, hint: str) -> str:
    """The id that the address names. Raises NotFound with the hint where it names none."""
    found = caller.query.get("id", "").strip()
    if not found:
        raise NotFound(hint)
    return found


def missing(caller: Caller, title: str, error: NotFound) -> tuple[str, str]:
    """Head line and paper of a page that has nothing to show: why, and where something can be found."""
    told = escape(caller.say(error.template, **error.values))
    way = f'<a href="/browse">{caller.say("Find one in Browse")}</a>'
    shown = f'<div class="sheet done"><div class="mathtext"><p>{told}</p><p>{way}</p></div></div>'
    return head_line(caller, title), paper(shown)
