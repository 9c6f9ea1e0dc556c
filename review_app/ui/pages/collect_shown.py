"""Collect shown: what the page Collect shows of a draft, and of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from review_app.errors import ReviewError
from review_app.prompts.program import Solution
from review_app.services import collect, collected_files
from review_app.store import collected
from review_app.store.database import Row
from review_app.ui import collect_view as html
from review_app.ui.desk import Caller, Desk, Said
from review_app.ui.pages import collect_form as form
from review_app.ui.widgets import head_line, turn_mark

# So many drafts a list shows.
LISTED = 200

Answer = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which drafts are listed, exported and come next: of one status, from one source; empty is all."""

    status: str | None = ""
    source: str | None = ""

    def rows(self, desk: Desk) -> list[Row]:
        """The newest of them."""
        return collected.listed(desk.store, self.status or None, self.source or None, LISTED)

    def next(self, desk: Desk, draft: str = "") -> str:
        """The one to work on after this one, else any."""
        found = collected.next_to_do(desk.store, draft, self.source or None)
        return found or next((row["id"] for row in self.rows(desk)), "")


def show(desk: Desk, caller: Caller, wanted: str, scope: Scope, note: Any = "") -> Answer:
    """All that is shown of a draft; the next that waits where none is `wanted`. A new draft has an empty `note`.
    Raises NotFound."""
    say, draft = caller.say, wanted or scope.next(desk)
    around = (html.listing(scope.rows(desk), draft, say), *counted(desk, caller))
    if not draft:
        paper = html.nothing(say) + turn_mark("/collect")
        nothing = (head(desk, caller), paper, "", "", note, html.working(None, say), "")
        return *form.boxes(Solution()), *nothing, *around, gr.Timer(active=False)
    sight = collect.sight(desk.store, draft)
    paper = html.paper(sight, say) + turn_mark(html.address(draft))
    seen, past = sight.row["version_id"] or "", html.history(sight.history, say)
    job = desk.workbench.under_way(draft)
    boxes = form.boxes(job.solution if job else sight.solution)
    timer = gr.Timer(active=desk.workbench.look_is_due(draft))
    return *boxes, head(desk, caller), paper, draft, seen, note, html.working(job, say), past, *around, timer


def counted(desk: Desk, caller: Caller) -> Answer:
    """Statistics by source, and the choice of sources."""
    sources = [(caller.say("all"), ""), *((name, name) for name in collected.sources(desk.store))]
    return html.statistics(collected_files.statistics(desk.store), caller.say), gr.update(choices=sources)


def head(desk: Desk, caller: Caller) -> str:
    """How many there are to work on, and what this person's questions cost."""
    *_, everything = collected_files.statistics(desk.store)
    left = caller.say("<strong>{count:,}</strong> drafts to work on", count=everything["waiting"] + everything["open"])
    spent = collected.spent(desk.store, caller.name)
    return head_line(caller, left, caller.say("your questions cost {cost:.4f} so far", cost=spent) if spent else "")


def failed(desk: Desk, caller: Caller, draft: str, scope: Scope, error: ReviewError) -> Said:
    """What is stored by now, and why no more came of it."""
    return Said(show(desk, caller, draft, scope, gr.skip()), error.template, error.values, "alert")
