"""ShareGPT: responses verified correct as conversations between `human` and `gpt`.

{"id": "9c1f…", "conversations": [{"from": "human", "value": "What is 1 + 1?"}, {"from": "gpt", "value": "…"}]}
"""

from __future__ import annotations

from pathlib import Path

from review_app.exporters import choice
from review_app.exporters.material import Material, Row


def write(material: Material, path: Path) -> list[Path]:
    """One response a line; of each problem at most `cap` whose steps differ."""
    return choice.write_verified(material, path, form)


def form(row: Row) -> Row:
    """A response as ShareGPT's readers expect it."""
    turns = [{"from": "human", "value": row["statement"]}, {"from": "gpt", "value": row["text"]}]
    return {"id": row["response_id"], "conversations": turns, **choice.origin(row)}
