"""Messages: responses verified correct as chat messages with roles, as chat templates take them.

{"messages": [{"role": "user", "content": "What is 1 + 1?"}, {"role": "assistant", "content": "…"}], …}
"""

from __future__ import annotations

from pathlib import Path

from review_app.exporters import choice
from review_app.exporters.material import Material, Row


def write(material: Material, path: Path) -> list[Path]:
    """One response a line; of each problem at most `cap` whose steps differ."""
    return choice.write_verified(material, path, form)


def form(row: Row) -> Row:
    """A response as a chat."""
    turns = [{"role": "user", "content": row["statement"]}, {"role": "assistant", "content": row["text"]}]
    return {"messages": turns, **choice.origin(row)}
