"""Case cells: the problem, reference and answer of a case as cells of a table, and the link to its page."""

from __future__ import annotations

from collections.abc import Iterable

from review_app.services.evidence import statement_uses_dollars
from review_app.store.database import Row
from review_app.ui.grid import answer, shortened
from review_app.ui.mathtext import typeset
from review_app.ui.results import case_link
from review_app.ui.sheet import about, escape_id
from review_app.ui.words import Say


def head_row(names: Iterable[str], *, tick: bool = False, say: Say) -> str:
    """The heads of a table of cases: a tick where rows can be ticked, problem, reference, answer, `names`, the link."""
    first = f'<th><span class="sr-only">{say("Tick")}</span></th>' if tick else ""
    shown = (say("Problem"), say("Reference"), say("Answer found"), *names)
    heads = "".join(f"<th>{name}</th>" for name in shown)
    return f'<tr>{first}{heads}<th><span class="sr-only">{say("open")}</span></th></tr>'


def row(case: Row, cells: Iterable[str], say: Say, *, tick: bool | None = None) -> str:
    """One case; `tick` says whether its box is ticked at first, None that it has none."""
    found = answer(case["answer"]) if case["answer"] else f'<span class="nothing">{say("none")}</span>'
    shown = typeset(shortened(case["statement"]), dollars=statement_uses_dollars(case["benchmark"]))
    more = "".join(f"<td>{cell}</td>" for cell in cells)
    return (
        f"<tr>{'' if tick is None else box(case['case_id'], tick, say)}"
        f'<td class="statement"><span class="quiet">{about(case, say)}</span>{shown}</td>'
        f'<td class="answer">{answer(case["reference"])}</td><td class="answer">{found}</td>{more}'
        f'<td class="link"><a href="{case_link(case["case_id"])}">{say("open")}</a></td></tr>'
    )


def box(case_id: str, ticked: bool, say: Say) -> str:
    """The box to tick a case; its value is the id."""
    case = escape_id(case_id)
    on = " checked" if ticked else ""
    label = say("Tick case {case}", case=case)
    return f'<td><input type="checkbox" class="tick" value="{case}" aria-label="{label}"{on}></td>'
