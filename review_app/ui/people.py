"""People: the team as a table, and what its roles are called."""

from __future__ import annotations

from collections.abc import Iterable

from review_app.domain import Role
from review_app.services.team import Member
from review_app.ui.characters import escape
from review_app.ui.grid import framed
from review_app.ui.moments import moment
from review_app.ui.words import Say
from review_app.wording import later

ROLES = {
    Role.ANNOTATOR: later("Annotator"),
    Role.ADJUDICATOR: later("Adjudicator"),
    Role.RESEARCHER: later("Researcher"),
    Role.ADMIN: later("Admin"),
}

ABOUT = {
    Role.ANNOTATOR: later("decides cases"),
    Role.ADJUDICATOR: later("decides cases, settles disputes, sees scores"),
    Role.RESEARCHER: later("decides cases, sees scores, imports, grades, exports, chooses settings"),
    Role.ADMIN: later("may do everything, also manage people"),
}

STATES = {False: later("may sign in"), True: later("disabled")}


def table(members: Iterable[Member], say: Say) -> str:
    """Who is in the team; where nobody is, what that means."""
    rows = "".join(row(member, say) for member in members)
    if not rows:
        advice = say(
            "Nobody is in the team yet: whoever opens the pages on this machine says a name and may do everything. "
            "Add an admin first; from then on everybody needs a password, you too."
        )
        return f'<p class="nothing">{advice}</p>'
    names = (say("Name"), say("Role"), say("State"), say("Added"))
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    return framed(f"<tr>{head}</tr>", rows, name=say("People"))


def row(member: Member, say: Say) -> str:
    """One person."""
    off = ' class="off"' if member.disabled else ""
    return (
        f'<tr{off}><th scope="row">{escape(member.name)}</th>'
        f'<td>{say(ROLES[member.role])}<br><span class="quiet">{say(ABOUT[member.role])}</span></td>'
        f"<td>{say(STATES[member.disabled])}</td><td>{moment(member.added_at)}</td></tr>"
    )
