"""Results: what a query found, as a table with links to cases and problems, and the views that people saved."""

from __future__ import annotations

import html
from urllib.parse import quote

from review_app.domain import Status
from review_app.services.evidence import statement_uses_dollars
from review_app.services.review import Listing
from review_app.services.view_address import address, read_address
from review_app.store.browse import Each, Query
from review_app.store.database import Row
from review_app.ui.browse_form import STATUSES
from review_app.ui.characters import escape
from review_app.ui.grid import answer, framed, shortened
from review_app.ui.mathtext import typeset
from review_app.ui.moments import moment
from review_app.ui.sheet import about, badge, escape_id
from review_app.wording import Say

# As many models are named in a row; how many more there are is said.
SHOWN_MODELS = 3

# What the browser copies into the address bar.
STATE = '<span id="browse-state" data-address="{address}"></span>'


def case_link(case_id: str) -> str:
    """Where a case has its page.

    >>> case_link("c0ffee")
    '/case?id=c0ffee'
    """
    return f"/case?id={escape_id(case_id)}"


def problem_link(problem_id: str) -> str:
    """Where a problem has its page; safe within an attribute.

    >>> problem_link('math/test/0f3a"')
    '/problem?id=math/test/0f3a%22'
    """
    return f"/problem?id={quote(problem_id.encode('utf-8', 'replace'))}"


def state(query: Query) -> str:
    """The mark that tells `browse.js` which address the page has now."""
    return STATE.format(address=html.escape(address(query), quote=True))


def count_line(listed: Listing, each: Each, say: Say) -> str:
    """How much was found."""
    found = say("<strong>{count}</strong> cases", count=f"{listed.total:,}")
    if each is Each.RESPONSE:
        found = say("<strong>{count}</strong> responses", count=f"{listed.total:,}")
    return f"{found} · {say('page {page} of {pages}', page=listed.page, pages=listed.pages)}"


def table(rows: list[Row], each: Each, say: Say) -> str:
    """One row a case or a response."""
    if not rows:
        return f'<p class="nothing">{say("Nothing is like this. Take a filter away, or look for less.")}</p>'
    names = (say("Problem"), say("Reference"), say("Answer found"), say("Grader"), say("What holds"), say("Given by"))
    heads = "".join(f"<th>{name}</th>" for name in names) + f'<th><span class="sr-only">{say("open")}</span></th>'
    body = "".join(result(row, each, say) for row in rows)
    return framed(f"<tr>{heads}</tr>", body, ' id="found"', tall=True, name=say("Found"))


def result(row: Row, each: Each, say: Say) -> str:
    """One row."""
    shown = typeset(shortened(row["statement"]), dollars=statement_uses_dollars(row["benchmark"]))
    found = answer(row["answer"]) if row["answer"] else f'<span class="nothing">{say("none")}</span>'
    return (
        f'<tr><td class="statement"><span class="quiet">{about(row, say)}</span>{shown}{excerpt(row)}</td>'
        f'<td class="answer">{answer(row["reference"])}{corrected(row, say)}</td><td class="answer">{found}</td>'
        f"<td>{badge(row['automatic'], say)}<br><code>{escape(row['rule'] or '')}</code></td>"
        f'<td class="holds">{holds(row, say)}</td><td class="given">{given(row, each, say)}</td>'
        f'<td class="link">{links(row, say)}</td></tr>'
    )


def excerpt(row: Row) -> str:
    """Where a response has the text that was looked for."""
    if not row["excerpt"]:
        return ""
    before, found, after = (escape(part) for part in row["excerpt"])
    return f'<div class="excerpt">… {before}<mark>{found}</mark>{after} …</div>'


def corrected(row: Row, say: Say) -> str:
    """The right answer where the printed reference was found to be wrong."""
    if not row["amended_reference"]:
        return ""
    return (
        f'<div class="corrected"><span class="quiet">{say("corrected:")}</span>{answer(row["amended_reference"])}</div>'
    )


def holds(row: Row, say: Say) -> str:
    """The outcome that holds, by what, by whom and since when."""
    status = f'<span class="quiet">{say(STATUSES[Status(row["status"])])}</span>'
    who = f"<br>{escape(row['annotator'])}" if row["annotator"] else ""
    when = f' <span class="quiet">{moment(row["decided_at"])}</span>' if row["decided_at"] else ""
    return f"{badge(row['outcome'], say)} {status}{who}{when}"


def given(row: Row, each: Each, say: Say) -> str:
    """Which models gave the answer, and how often; of one response its model and sample."""
    if each is Each.RESPONSE:
        return f"{escape(row['model'])} · {say('sample {number}', number=row['sample'] + 1)}"
    models = row["models"]
    more = say(" and {count} more", count=len(models) - SHOWN_MODELS) if len(models) > SHOWN_MODELS else ""
    return f"{row['responses']:,} × {escape(', '.join(models[:SHOWN_MODELS]))}{more}"


def links(row: Row, say: Say) -> str:
    """To the pages of the case and of its problem; a response that nobody graded belongs to no case."""
    problem = f'<a href="{problem_link(row["problem_id"])}">{say("problem")}</a>'
    if row["case_id"] is None:
        return problem
    return f'<a href="{case_link(row["case_id"])}">{say("case")}</a><br>{problem}'


def saved(views: list[Row], may_remove: frozenset[str], say: Say) -> str:
    """The saved views as links; those whose names are in `may_remove` with a button that takes them away."""
    if not views:
        return ""
    shown = "".join(saved_view(row, row["name"] in may_remove, say) for row in views)
    return f'<div class="views"><span class="quiet">{say("Saved views:")}</span>{shown}</div>'


def saved_view(row: Row, removable: bool, say: Say) -> str:
    """One saved view. Its address is written anew, so that it can lead nowhere else."""
    link = html.escape(address(read_address(row["query"])), quote=True)
    name, made = escape(row["name"]), html.escape(say("saved by {name}", name=row["made_by"]), quote=True)
    remove = (
        f'<button type="button" class="view-remove" data-view="{html.escape(row["name"], quote=True)}" '
        f'aria-label="{html.escape(say("Remove the view {name}", name=row["name"]), quote=True)}" '
        f'data-sure="{say("remove?")}">✕</button>'
    )
    return f'<span class="view"><a href="/browse?{link}" title="{made}">{name}</a>{remove if removable else ""}</span>'
