"""SFT: rejection sampling: responses verified correct, to train on, as prompt and completion.

    {"prompt": "What is 1 + 1?", "completion": "It is \\boxed{2}.", "problem": "math/test/0f3a…", "model": "m", …}

This is TRL's prompt-completion form. The prompt is the problem's statement; the last columns say where it is from.
"""

from __future__ import annotations

from pathlib import Path

from review_app.exporters import choice
from review_app.exporters.material import Material, Row


def write(material: Material, path: Path) -> list[Path]:
    """One response a line; of each problem at most `cap` whose steps differ."""
    return choice.write_verified(material, path, form)


def form(row: Row) -> Row:
    """A response as TRL reads it."""
    return {"prompt": row["statement"], "completion": row["text"], **choice.origin(row)}
