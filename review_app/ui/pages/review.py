"""Review: the next doubtful case; one key decides it and brings the next.

The frame is laid out here; what happens at the desk is in `assets/desk/` and, on the server, in `ui/api.py`.
"""

from __future__ import annotations

from typing import Any

import gradio as gr

from review_app.domain import Permission
from review_app.services.guidelines import current
from review_app.ui import guidelines, words
from review_app.ui.desk import Caller, Desk, Wiring
from review_app.ui.frame import frame
from review_app.ui.orders import ORDERS
from review_app.ui.widgets import filter_boxes, filter_choices, notice_box
from review_app.wording import later

FILTERS = ("benchmarks", "models", "runs", "subjects", "levels", "rules")

# The team's own choice of an order.
AS_CHOSEN = later("As the team chose")

# The desk's own script asks for cases under the new filters; nothing goes through Gradio.
REFILTER = f"""(...values) => {{
    const names = {list(FILTERS)};
    const scope = Object.fromEntries(names.map((name, at) => [name, values[at] ?? []]));
    window.reviewDesk.refilter(scope, values[names.length] ?? "");
}}"""


def build(page: gr.Blocks, desk: Desk, needs: Permission) -> None:
    """Filters and the frame."""
    notice = notice_box()
    with gr.Accordion(words.label("Filters and order"), open=False, elem_id="filters"), gr.Row():
        boxes = filter_boxes(FILTERS)
        order = gr.Dropdown(choices=[], label=words.label("Order"), elem_id="order", min_width=160)
    holder = gr.HTML(elem_id="desk-holder", padding=False)

    wiring = Wiring(desk, notice, needs)
    wiring.quick(page.load, open_page, None, [holder, order, *boxes])
    for box in (*boxes, order):
        box.input(None, [*boxes, order], None, js=REFILTER)


def open_page(desk: Desk, caller: Caller) -> tuple[Any, ...]:
    """The frame in the caller's language, and what the filters offer; the desk's script fetches the cases."""
    orders = [(caller.say(AS_CHOSEN), ""), *((caller.say(name), str(order)) for order, name in ORDERS.items())]
    rules = guidelines.html(current(desk.store, caller.language).text)
    return frame(caller, rules), gr.update(choices=orders, value=""), *filter_choices(desk, FILTERS)
