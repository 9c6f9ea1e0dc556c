"""Case paper: one case on its own page: the way to its neighbours, the evidence, and its whole history."""

from __future__ import annotations

import html
import json

from review_app.services.answers import CaseFile
from review_app.services.evidence import Card
from review_app.ui import sheet
from review_app.ui.results import case_link, holds, problem_link
from review_app.ui.timeline import timeline
from review_app.wording import Say


def paper(found: CaseFile, say: Say) -> str:
    """The whole page."""
    card = found.card
    texts = html.escape(json.dumps(sheet.raw_texts(card)), quote=True) if card else "{}"
    shown = evidence(found, card, say) if card else deserted(found, say)
    return (
        f'<article class="sheet case-paper" id="case-{sheet.escape_id(found.case["case_id"])}" data-texts="{texts}">'
        f'{ways(found, say)}<div class="left">{shown}</div>'
        f'<div class="right">{timeline(found.events, say)}</div></article>'
    )


def ways(found: CaseFile, say: Say) -> str:
    """Links to where one goes from here, and what can be copied."""
    case = sheet.escape_id(found.case["case_id"])
    before, after = neighbour(found, -1, say("‹ Answer before"), say), neighbour(found, 1, say("Next answer ›"), say)
    return (
        f'<nav class="ways" aria-label="{say("From this case")}"><a class="way" href="/?case={case}">'
        f'{say("Open in review")}</a><a class="way" href="{problem_link(found.case["problem_id"])}">'
        f"{say('All answers to the problem')}</a>{before}{place(found, say)}{after}"
        f'<span class="copies"><code>{case}</code>{copy(case, say("Copy the id"), say)}'
        f"{copy('', say('Copy the link'), say)}</span></nav>"
    )


def neighbour(found: CaseFile, step: int, name: str, say: Say) -> str:
    """The link to another answer to the problem; greyed past the ends."""
    beside = found.beside(step)
    if beside is None:
        return f'<span class="way off">{name}</span>'
    return f'<a class="way" href="{case_link(beside)}">{name}</a>'


def place(found: CaseFile, say: Say) -> str:
    """Which of the answers to the problem this is."""
    if found.place is None:
        return ""
    return f'<span class="quiet">{say("{number} of {count}", number=found.place + 1, count=len(found.cases))}</span>'


def copy(text: str, name: str, say: Say) -> str:
    """A button that copies a text; the page's own address for none."""
    done = html.escape(say("Copied"), quote=True)
    return f'<button type="button" class="copy" data-copy="{text}" data-done="{done}">{name}</button>'


def evidence(found: CaseFile, card: Card, say: Say) -> str:
    """What the review page shows of a case, and what holds for it."""
    first, *others = card.responses
    return (
        f"{standing(found, say)}{sheet.problem(card, say)}{sheet.answers(card, first, say)}"
        f"{sheet.verdict(card, first, say)}{sheet.response(first, dollars=False, say=say)}"
        f"{sheet.also(others, card.total, say)}{sheet.siblings(card, say, blind=False)}{sheet.solution(card, say)}"
    )


def standing(found: CaseFile, say: Say) -> str:
    """The outcome that holds, and by whom."""
    if found.place is None:
        return ""
    row = found.cases[found.place]
    correction = ""
    if row["amended_reference"]:
        by = f"{say('By the corrected reference')} {sheet.formula_line(row['amended_reference'])}"
        correction = f"<p>{by} {sheet.badge(row['amended_outcome'], say)}</p>"
    return f'<section class="standing"><p>{holds(row, say)}</p>{correction}</section>'


def deserted(found: CaseFile, say: Say) -> str:
    """What is left of a case that no response gives any more."""
    told = say("No response gives this answer any more: a newer grader reads another one in them.")
    return f'<section><p class="nothing">{told}</p></section>'
