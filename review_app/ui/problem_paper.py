"""Problem paper: one problem with every answer given to it, and every model's responses folded below."""

from __future__ import annotations

from review_app.services.answers import PAGE_SIZE, Answered
from review_app.store.browse import Each
from review_app.store.database import Row
from review_app.ui.characters import escape
from review_app.ui.grid import answer, framed
from review_app.ui.mathtext import formula, typeset
from review_app.ui.results import case_link, given, holds, problem_link
from review_app.ui.sheet import about, badge, formula_line, place, who
from review_app.ui.steps_view import body
from review_app.wording import Say


def paper(found: Answered, say: Say) -> str:
    """The whole page."""
    return (
        f'<article class="sheet problem-paper"><div class="top">{statement(found, say)}{references(found, say)}</div>'
        f"{answers(found, say)}{responses(found, say)}</article>"
    )


def statement(found: Answered, say: Say) -> str:
    """The problem and its worked solution, folded."""
    row = found.problem
    solution = ""
    if row["solution"]:
        shown = typeset(row["solution"], dollars=found.dollars)
        solution = f"<details class='solution'><summary>{say('Reference solution')}</summary>{shown}</details>"
    return (
        f'<section class="problem"><h2>{say("Problem")} <small>{about(row, say)}</small></h2>'
        f"{typeset(row['statement'], dollars=found.dollars)}{solution}</section>"
    )


def references(found: Answered, say: Say) -> str:
    """The printed reference and the corrected one."""
    row = found.problem
    parts = [part(say("Reference"), row["reference"])]
    if row["amended_reference"]:
        parts.append(part(say("Corrected reference"), row["amended_reference"]))
    flags = row["flags"]
    flagged = f'<p class="quiet">{say("People who hold it to be wrong: {count}", count=flags)}</p>' if flags else ""
    return f'<section class="references">{"".join(parts)}{flagged}<code>{escape(row["problem_id"])}</code></section>'


def part(title: str, text: str) -> str:
    """One reference, large."""
    return f'<div class="answer"><h3>{title}</h3>{formula(text)}</div>'


def answers(found: Answered, say: Say) -> str:
    """One row a case: the answer, who gave it, the grader's word, what holds."""
    title = f"<h2>{say('Different answers')} <small>{len(found.cases)}</small></h2>"
    if not found.cases:
        return f'{title}<p class="nothing">{say("Nobody has answered this problem.")}</p>'
    names = (say("Answer found"), say("Given by"), say("Grader"), say("What holds"))
    heads = "".join(f"<th>{name}</th>" for name in names) + f'<th><span class="sr-only">{say("open")}</span></th>'
    body = "".join(case(row, say) for row in found.cases)
    return title + framed(f"<tr>{heads}</tr>", body, name=say("Answers to this problem"))


def case(row: Row, say: Say) -> str:
    """One answer."""
    amended = ""
    if row["amended_reference"]:
        amended = (
            f'<br><span class="quiet">{say("By the corrected reference:")}</span> {badge(row["amended_outcome"], say)}'
        )
    link = f'<a href="{case_link(row["case_id"])}">{say("case")}</a>' if row["case_id"] else ""
    return (
        f'<tr><td class="answer">{shown_answer(row, say)}</td><td class="given">{given(row, Each.CASE, say)}</td>'
        f"<td>{badge(row['automatic'], say)}<br><code>{escape(row['rule'] or say('not graded yet'))}</code></td>"
        f'<td class="holds">{holds(row, say)}{amended}</td><td class="link">{link}</td></tr>'
    )


def shown_answer(row: Row, say: Say) -> str:
    """The answer, or that there is none."""
    return answer(row["answer"]) if row["answer"] else f'<span class="nothing">{say("no answer found")}</span>'


def responses(found: Answered, say: Say) -> str:
    """The responses of this page, folded."""
    if not found.responses:
        return ""
    title = f"<h2>{say('Responses')} <small>{found.total:,} {turning(found, say)}</small></h2>"
    return title + "".join(response(row, found, say) for row in found.responses)


def response(row: Row, found: Answered, say: Say) -> str:
    """One response: who gave it, the answer and what holds of it; unfolded the text with its answer marked."""
    of = found.case_of(row)
    said = formula_line(row["answer"]) if row["answer"] else f'<i class="nothing">{say("no answer found")}</i>'
    mark = place(row) if row["case_id"] else None
    empty = f'<p class="nothing">{say("empty response")}</p>'
    shown = body(row, say, mark).replace(' id="found-answer"', "") + ("" if row["text"].strip() else empty)
    link = f'<a class="way" href="{case_link(row["case_id"])}">{say("case")}</a>' if row["case_id"] else ""
    return (
        f'<details class="given-response"><summary>{who(row, say)} · {said} {badge(of["outcome"], say)}</summary>'
        f"{link}{shown}</details>"
    )


def turning(found: Answered, say: Say) -> str:
    """Links to the pages before and after; nothing where there is one page."""
    if found.pages == 1:
        return ""
    link = problem_link(found.problem["problem_id"])
    first = (found.page - 1) * PAGE_SIZE + 1
    span = say("{first} to {last}", first=first, last=first + len(found.responses) - 1)
    before = f'<a href="{link}&amp;page={found.page - 1}">{say("‹ Page")}</a>' if found.page > 1 else ""
    after = f'<a href="{link}&amp;page={found.page + 1}">{say("Page ›")}</a>' if found.page < found.pages else ""
    return f"· {before} {span} {after}"
