"""Published scores: what was measured beside what was published, how names are matched, and the ledger itself."""

from __future__ import annotations

from functools import partial
from typing import Any

import gradio as gr

from review_app.domain import Permission
from review_app.metrics.published import Gap
from review_app.services import ledger as entries
from review_app.services import published
from review_app.services.insight import past_moment
from review_app.services.model_matches import Said as OfNames
from review_app.services.model_matches import say_match
from review_app.store import outcomes
from review_app.store import published as kept
from review_app.ui import published_view as html
from review_app.ui.desk import Caller, Desk, Said, Wiring
from review_app.ui.pages import ledger
from review_app.ui.widgets import filter_boxes, filter_choices, head_line, notice_box, selection
from review_app.ui.words import label

FILTERS = ("runs", "models", "benchmarks")

Answer = tuple[Any, ...]


def build(page: gr.Blocks, desk: Desk, needs: Permission) -> None:
    """The moment above; the comparisons with the matching of names on one tab, the ledger on the other."""
    notice, head = notice_box(), gr.HTML(elem_id="published-head")
    wiring = Wiring(desk, notice, needs)
    as_of = gr.DateTime(label=label("As of (UTC; empty: now)"), type="string", elem_id="as-of", min_width=200)
    with gr.Tabs(elem_id="published-tabs"):
        with gr.Tab(label=label("Measured against published")) as tab:
            with gr.Row():
                boxes = filter_boxes(FILTERS)
            found = gr.HTML(elem_id="against")
            with gr.Accordion(label("Which names are one model"), open=False, elem_id="matching"):
                told = gr.HTML(elem_id="matches")
                with gr.Row(visible=False, elem_id="match-form") as form:
                    own = gr.Dropdown([], label=label("Measured model"), elem_id="measured-model")
                    name = gr.Dropdown([], label=label("Name in the ledger"), elem_id="published-name")
                    reason = gr.Textbox(label=label("Reason"), max_lines=1, elem_id="match-reason")
                    same = gr.Button(label("The same model"), elem_id="same-model", min_width=150)
                    other = gr.Button(label("Different models"), elem_id="other-model", min_width=150)
                    by_name = gr.Button(label("Go by the names again"), elem_id="by-name", min_width=150)
        with gr.Tab(label=label("Ledger")) as ledger_tab:
            ledger.lay_out(wiring, page, ledger_tab, as_of)

    asked, shown = [as_of, *boxes], [head, found, told]
    wiring.quick(page.load, open_page, asked, [*shown, name, form, own, *boxes])
    wiring.quick(tab.select, refresh, asked, [*shown, name])
    for box in asked:
        wiring.quick(box.change if box is as_of else box.input, refilter, asked, shown)
    for button, said in ((same, OfNames.SAME), (other, OfNames.DIFFERENT), (by_name, OfNames.BY_NAME)):
        wiring.quick(
            button.click, partial(match, said=said), [own, name, reason, *asked], [reason, *shown],
            needs=Permission.OPERATE,
        )  # fmt: skip


def open_page(desk: Desk, caller: Caller, *values: Any) -> Answer:
    """The comparisons, and what the filters and the form offer."""
    form = gr.update(visible=Permission.OPERATE in caller.permissions)
    own = gr.update(choices=outcomes.choices(desk.store)["models"])
    return (*refresh(desk, caller, *values), form, own, *filter_choices(desk, FILTERS))


def refresh(desk: Desk, caller: Caller, *values: Any) -> Answer:
    """The comparisons again, with the names that the ledger has now."""
    names = sorted({row.score.model for row in entries.entries(desk.store)})
    return *refilter(desk, caller, *values), gr.update(choices=names)


def refilter(desk: Desk, caller: Caller, as_of: str | None, *values: Any) -> Answer:
    """Head line, comparisons and what people said of names, under the filters and as of the moment."""
    moment, chosen = past_moment(as_of), selection(FILTERS, values)
    found = published.against(desk.store, chosen, moment)
    without = published.without_entry(desk.store, found, chosen, moment)
    compared = sum(isinstance(one.gap, Gap) for one in found)
    told = caller.say(
        "<strong>{compared:,}</strong> comparisons, {refused:,} refused", compared=compared,
        refused=len(found) - compared,
    )  # fmt: skip
    return (
        head_line(caller, told),
        html.comparisons(found, without, caller.say),
        html.matching(kept.matches(desk.store, moment), caller.say),
    )


def match(
    desk: Desk, caller: Caller, own: str | None, name: str | None, reason: str, *values: Any, said: OfNames
) -> Said:
    """What somebody says of two names holds from now on."""
    say_match(desk.store, caller.name, own, name, said, reason or "")
    return Said(("", *refilter(desk, caller, *values)), "noted: {own} and {name}", {"own": own, "name": name})
