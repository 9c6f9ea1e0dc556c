"""Judge: have a model judge answers in the server's background, watch, cancel, go on; all judges below."""

from __future__ import annotations

from typing import Any

import gradio as gr

from review_app.domain import Permission
from review_app.errors import InputError
from review_app.services.background import UNDER_WAY
from review_app.services.judges import judges
from review_app.ui import asking_form
from review_app.ui import judge_form as form
from review_app.ui import judge_view as html
from review_app.ui.desk import Caller, Desk, Said, Wiring
from review_app.ui.widgets import head_line, notice_box
from review_app.wording import later

Answer = tuple[Any, ...]

BEGUN = later("the judge is at work; it goes on when this page is closed")


def build(page: gr.Blocks, desk: Desk, needs: Permission) -> None:
    """The wish above, the sessions and all judges below."""
    notice, head = notice_box(), gr.HTML(elem_id="judge-head")
    boxes, bar = form.lay_out(), asking_form.bar("judge", later("Judge"))
    every = gr.HTML(elem_id="judges")

    wiring, shown = Wiring(desk, notice, needs), [head, bar.begun, bar.chosen, bar.timer]
    offering = [box for name, box in zip(form.NAMES, boxes, strict=True) if name in form.OFFERED]
    wiring.quick(page.load, open_page, None, [*shown, every, *offering])
    wiring.quick(bar.timer.tick, look, None, [head, bar.begun, bar.timer, every])
    wiring.quick(bar.start.click, begin, boxes, shown)
    wiring.quick(bar.chosen.input, choose, [bar.chosen], boxes)
    wiring.quick(bar.resume.click, go_on, [bar.chosen], shown)
    wiring.quick(bar.cancel.click, end, [bar.chosen], shown)


def open_page(desk: Desk, caller: Caller) -> Answer:
    """The sessions, all judges, and what the boxes offer."""
    say = caller.say
    return *show(desk, caller), html.judges(judges(desk.store), say), *form.offers(desk.store, say)


def look(desk: Desk, caller: Caller) -> Answer:
    """How it goes now; where nothing is under way any more, that is the last look, and the judges are told anew."""
    head, sessions, _, timer = show(desk, caller)
    every = gr.skip() if timer.active else html.judges(judges(desk.store), caller.say)
    return head, sessions, timer, every


def begin(desk: Desk, caller: Caller, *values: Any) -> Said:
    """Ask for the votes that the boxes describe, as far as they are not there; closing the page does not stop it."""
    key = desk.judging.start(form.wish_of(values), caller.name)
    return Said(show(desk, caller, key), BEGUN)


def choose(desk: Desk, caller: Caller, key: str | None) -> Answer:
    """Fill the boxes with what was wished of a judge, to be changed or wished again."""
    return form.values_of(desk.judging.told(chosen(key)).wish)


def go_on(desk: Desk, caller: Caller, key: str | None) -> Said:
    """Ask a judge what is open."""
    desk.judging.resume(chosen(key), caller.name)
    return Said(show(desk, caller, key), BEGUN)


def end(desk: Desk, caller: Caller, key: str | None) -> Said:
    """Ask no more; the votes that came are kept."""
    desk.judging.cancel(chosen(key))
    return Said(show(desk, caller, key), "the judge is cancelled; the votes that came are kept")


def chosen(key: str | None) -> str:
    """The judge that was chosen. Raises InputError where none was."""
    if not key:
        raise InputError("choose a judge of the list first")
    return key


def show(desk: Desk, caller: Caller, key: str | None = None) -> Answer:
    """Head line, sessions, the choice of them (with `key` chosen), and whether to look again."""
    found = desk.judging.all()
    active = sum(one.state in UNDER_WAY for one in found)
    told = caller.say("<strong>{count}</strong> judges at work", count=active)
    choice = gr.update(choices=[html.named(one) for one in found], **({"value": key} if key else {}))
    return head_line(caller, told), html.sessions(found, caller.say), choice, gr.Timer(active=active > 0)
