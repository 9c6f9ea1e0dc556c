"""Browse form: the fields of a query as boxes on the page, and what was chosen in them as a query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr

from review_app.domain import Cause, Status
from review_app.services import browse
from review_app.store.browse import TEXTS, Each, Mark, Query, Sort
from review_app.ui import words
from review_app.ui.desk import Caller, Desk
from review_app.ui.frame import CAUSES
from review_app.ui.sheet import SIGNS
from review_app.ui.widgets import LABELS
from review_app.wording import Say, later

# Field of a query -> what it is called. The order is that of the boxes, and of the values that handlers get.
FIELDS = {
    "text": later("Text of the problem or of a response"),
    "answer": later("Answer found"),
    "reference": later("Reference"),
    "each": later("One row for each"),
    "sort": later("Sorted by"),
    "statuses": later("Status"),
    "outcomes": later("Outcome that holds"),
    "automatic": later("Outcome of the grader"),
    "rules": LABELS["rules"],
    "marks": later("Only those"),
    "annotators": later("Decided by"),
    "causes": later("Cause"),
    "benchmarks": LABELS["benchmarks"],
    "models": LABELS["models"],
    "runs": LABELS["runs"],
    "subjects": LABELS["subjects"],
    "levels": LABELS["levels"],
}
# Fields of one choice.
SINGLE = {"each": Each, "sort": Sort}

STATUSES = {
    Status.AUTO: later("by the grader alone"),
    Status.CONFIRMED: later("grader confirmed by people"),
    Status.OVERRIDDEN: later("decided by people"),
    Status.DISPUTED: later("disputed"),
    Status.PENDING: later("waits for people"),
}
MARKS = {
    Mark.DIFFERS: later("the tool said otherwise"),
    Mark.AUDITED: later("drawn for an audit"),
    Mark.NOTED: later("with a note"),
    Mark.FLAGGED: later("reference flagged as wrong"),
}
EACH = {Each.CASE: later("case"), Each.RESPONSE: later("response")}
SORTS = {
    Sort.RESPONSES: later("most responses first"),
    Sort.PROBLEM: later("problem"),
    Sort.DECIDED: later("latest decision first"),
    Sort.LEVEL: later("hardest first"),
}
NAMED: Mapping[str, Mapping[Any, str]] = {
    "statuses": STATUSES,
    "outcomes": SIGNS,
    "automatic": SIGNS,
    "marks": MARKS,
    "each": EACH,
    "sort": SORTS,
}


def text_boxes() -> list[gr.Textbox]:
    """The fields that look within texts."""
    return [
        gr.Textbox(label=words.label(FIELDS[name]), elem_id=f"browse-{name}", max_lines=1, min_width=140, scale=scale)
        for name, scale in zip(TEXTS, (3, 1, 1), strict=True)
    ]


def choice_boxes() -> list[gr.Dropdown]:
    """All other fields; an empty box of several choices means all."""
    return [
        gr.Dropdown(
            label=words.label(FIELDS[name]),
            choices=[],
            multiselect=name not in SINGLE,
            elem_id=f"browse-{name}",
            min_width=170,
        )
        for name in FIELDS
        if name not in TEXTS
    ]


def query(values: Sequence[Any], page: float | None = 1) -> Query:
    """What the boxes ask for.

    >>> query(["  pi ", "", "", None, "level", ["pending"], *[None] * 11], page=2)
    Query(text='pi', answer='', reference='', statuses=('pending',), automatic=(), outcomes=(), rules=(), marks=(), \
annotators=(), causes=(), benchmarks=(), models=(), runs=(), subjects=(), levels=(), \
each=<Each.CASE: 'case'>, sort=<Sort.LEVEL: 'level'>, page=2)
    """
    chosen = {name: value for name, value in zip(FIELDS, values, strict=True) if value}
    read: dict[str, Any] = {name: tuple(value) for name, value in chosen.items() if name not in (*TEXTS, *SINGLE)}
    read |= {name: str(value).strip() for name, value in chosen.items() if name in TEXTS}
    read |= {name: kind(chosen[name]) for name, kind in SINGLE.items() if name in chosen}
    return Query(**read, page=max(1, int(page or 1)))


def filters(asked: Query) -> bool:
    """Whether a query asks for more than texts."""
    return any(getattr(asked, name) != getattr(Query(), name) for name in FIELDS if name not in TEXTS)


def filled(desk: Desk, caller: Caller, asked: Query) -> list[Any]:
    """What the boxes offer and hold under a query. A value that nothing has is offered all the same, to be removed."""
    offered = choices(desk, caller.say)
    return [box(name, getattr(asked, name), offered.get(name, [])) for name in FIELDS]


def box(name: str, value: Any, offered: Sequence[tuple[str, Any]]) -> Any:
    """One box."""
    if name in TEXTS:
        return gr.update(value=value)
    if name in SINGLE:
        return gr.update(value=str(value), choices=offered)
    unknown = [(str(one), one) for one in value if one not in {known for _, known in offered}]
    return gr.update(value=list(value), choices=[*offered, *unknown])


def choices(desk: Desk, say: Say) -> dict[str, list[tuple[str, Any]]]:
    """(what it is called, value) of everything that can be chosen, by field."""
    found = browse.choices(desk.store)
    named = {name: [(say(text), str(value)) for value, text in texts.items()] for name, texts in NAMED.items()}
    causes = [(say(CAUSES[Cause(value)]) if value in set(Cause) else value, value) for _, value in found["causes"]]
    return {**found, **named, "causes": causes}
