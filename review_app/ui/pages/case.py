"""Case: one case with all its evidence and its whole history; its address names it."""

from __future__ import annotations

from typing import Any

import gradio as gr

from review_app.domain import Permission
from review_app.errors import NotFound
from review_app.services.answers import case_file
from review_app.store.database import now
from review_app.ui import assets, case_paper
from review_app.ui.desk import Caller, Desk, Wiring
from review_app.ui.named import missing, wanted
from review_app.ui.paper import panel, paper
from review_app.ui.sheet import about
from review_app.ui.widgets import head_line, notice_box

Answer = tuple[Any, ...]


def build(page: gr.Blocks, desk: Desk, needs: Permission) -> None:
    """The head line and the paper."""
    notice, head = notice_box(), gr.HTML(elem_id="case-head")
    shown = panel("case-paper")
    Wiring(desk, notice, needs).quick(page.load, open_page, None, [head, shown], js=assets.text("case.js"))


def open_page(desk: Desk, caller: Caller) -> Answer:
    """The case that the address names; where there is none, the way to find one."""
    title = caller.say("Case")
    try:
        found = case_file(desk.store, wanted(caller, "this page shows one case, which its address names"), now())
    except NotFound as error:
        return missing(caller, title, error)
    return head_line(caller, f"{title} · {about(found.case, caller.say)}"), paper(case_paper.paper(found, caller.say))
