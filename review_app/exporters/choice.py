"""Choice: of many responses to one problem a few different ones, by a seed and not by chance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from itertools import groupby, islice
from pathlib import Path

from review_app.domain import Outcome
from review_app.errors import ExportError
from review_app.exporters import jsonl, place
from review_app.exporters.material import Material, Order, Row
from review_app.exporters.steps import digest
from review_app.wording import later

# What is true of a response: by the corrected reference where people confirmed that the printed one is wrong.
TRUTH = "amended_outcome"

# Enough to find each text again.
ORIGIN = ("response_id", "problem_id", "model", "run_id", "sample", "reference")

# A problem gives as many where the user says nothing.
DEFAULT_CAP = 4

Form = Callable[[Row], Row]


def write_verified(material: Material, path: Path, form: Form) -> list[Path]:
    """Write each chosen response that is verified correct in a form, one a line."""
    lacking = ExportError(
        later("nothing to export: no response is verified correct; review more cases or widen the filters")
    )
    return write(path, (form(row) for row in verified(material)), lacking)


def write(path: Path, rows: Iterable[Row], lacking: ExportError) -> list[Path]:
    """Write the rows. Raises the error that says what is lacking where there are none."""

    def save(part: Path) -> None:
        if not jsonl.save(rows, part):
            raise lacking

    return place.deliver({path: save})


def verified(material: Material) -> Iterator[Row]:
    """Responses that are correct for certain: of each problem the first `cap` that differ in their steps."""
    for _, responses in by_problem(material, [Outcome.CORRECT]):
        yield from distinct(responses, material)


def by_problem(material: Material, outcomes: list[Outcome]) -> Iterator[tuple[str, list[Row]]]:
    """Each problem with its responses of these outcomes; those of one problem stand in memory at a time."""
    rows = material.texts(TRUTH, outcomes, [*ORIGIN, TRUTH], Order.PROBLEM)
    for problem, responses in groupby(rows, key=lambda row: str(row["problem_id"])):
        yield problem, list(responses)


def distinct(responses: list[Row], material: Material) -> list[Row]:
    """At most `cap` of a problem's responses, no two with the same steps, in the order that the seed gives."""
    seed, cap = material.options.seed, material.options.cap or DEFAULT_CAP
    return list(islice(unlike(sorted(responses, key=lambda row: lot(seed, row))), cap))


def unlike(responses: Iterable[Row]) -> Iterator[Row]:
    """Those whose steps nobody before them has; an empty text says nothing and is none."""
    seen = {digest("")}
    for row in responses:
        mark = digest(row["text"])
        if mark not in seen:
            seen.add(mark)
            yield row


def lot(seed: int, row: Row) -> bytes:
    """A response's place among those to its problem: the same whatever else is in the store."""
    return sha256(f"{seed}\x1f{row['response_id']}".encode()).digest()


def origin(row: Row) -> Row:
    """Where a response is from, to be kept beside what is trained on."""
    return {"problem": row["problem_id"], "model": row["model"], "run": row["run_id"], "sample": row["sample"],
            "response": row["response_id"], "reference": row["reference"]}  # fmt: skip
