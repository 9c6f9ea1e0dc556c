"""Generate view: the runs that models are asked for, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from review_app.services.generation_plan import Wish
from review_app.services.wished import Told
from review_app.ui import asking_view
from review_app.ui.characters import escape
from review_app.wording import Say, later

HEADS = (later("Model"), later("Benchmark"), later("Answers"))


def runs(found: Sequence[Told[Wish]], say: Say) -> str:
    """The newest runs, one row each."""
    if not found:
        return f'<p class="nothing">{say("Nothing was generated from this page yet.")}</p>'
    return asking_view.table(later("Runs"), HEADS, [(run(one), one) for one in found], say, "generated")


def run(one: Told[Wish]) -> str:
    """Which run it is."""
    wish = one.wish
    template = f" · {escape(wish.template)}" if wish.template else ""
    return (
        f"<td>{escape(wish.endpoint.model)}<br><code>{escape(one.key)}</code></td>"
        f'<td>{escape(wish.benchmark)}/{escape(wish.split or "")}{template}<br><span class="quiet">'
        f"{escape(wish.endpoint.base_url)}</span></td>"
    )


def named(one: Told[Wish]) -> tuple[str, str]:
    """A run as a choice: what it says, and its id."""
    return f"{one.wish.endpoint.model} · {one.wish.benchmark} · {one.key}", one.key
