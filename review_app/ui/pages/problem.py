"""Problem: one problem with every answer given to it; its address names it."""

from __future__ import annotations

from typing import Any

import gradio as gr

from review_app.domain import Permission
from review_app.errors import NotFound
from review_app.services.answers import answered
from review_app.services.view_address import numbers
from review_app.ui import problem_paper
from review_app.ui.desk import Caller, Desk, Wiring
from review_app.ui.named import missing, wanted
from review_app.ui.paper import panel, paper
from review_app.ui.sheet import about
from review_app.ui.widgets import head_line, notice_box

Answer = tuple[Any, ...]


def build(page: gr.Blocks, desk: Desk, needs: Permission) -> None:
    """The head line and the paper."""
    notice, head = notice_box(), gr.HTML(elem_id="problem-head")
    shown = panel("problem-paper")
    Wiring(desk, notice, needs).quick(page.load, open_page, None, [head, shown])


def open_page(desk: Desk, caller: Caller) -> Answer:
    """The problem that the address names; where there is none, the way to find one."""
    title, page = caller.say("Problem"), numbers([caller.query.get("page", "")]) or (1,)
    try:
        problem = wanted(caller, "this page shows one problem, which its address names")
        found = answered(desk.store, problem, page[0])
    except NotFound as error:
        return missing(caller, title, error)
    return head_line(caller, f"{title} · {about(found.problem, caller.say)}"), paper(
        problem_paper.paper(found, caller.say)
    )
