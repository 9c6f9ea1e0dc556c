"""DPO: pairs of a correct and a wrong response to the same problem, in TRL's form for preferences.

    {"prompt": "What is 1 + 1?", "chosen": "It is \\boxed{2}.", "rejected": "It is \\boxed{3}.", …}

Each response stands in one pair at most; what is uncertain in none.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from review_app.domain import Outcome
from review_app.errors import ExportError
from review_app.exporters import choice
from review_app.exporters.material import Material, Row
from review_app.wording import later


def write(material: Material, path: Path) -> list[Path]:
    """One pair a line, of each problem at most `cap`. Raises ExportError where no problem has both kinds."""
    lacking = ExportError(later("nothing to export: no problem has a correct and a wrong response; choose more runs"))
    return choice.write(path, pairs(material), lacking)


def pairs(material: Material) -> Iterator[Row]:
    """The pairs of all problems, one by one."""
    for problem, responses in choice.by_problem(material, [Outcome.CORRECT, Outcome.INCORRECT]):
        right, wrong = (
            choice.distinct([row for row in responses if row[choice.TRUTH] == outcome], material)
            for outcome in (Outcome.CORRECT, Outcome.INCORRECT)
        )
        for chosen, rejected in zip(right, wrong, strict=False):
            yield pair(problem, chosen, rejected)


def pair(problem: str, chosen: Row, rejected: Row) -> Row:
    """Two responses as TRL reads them, and where they are from."""
    told = {"prompt": chosen["statement"], "chosen": chosen["text"], "rejected": rejected["text"]}
    origin = {
        f"{side}_{name}": row[name]
        for side, row in (("chosen", chosen), ("rejected", rejected))
        for name in ("model", "response_id")
    }
    return {**told, "problem": problem, "reference": chosen["reference"], **origin}
