"""Link: what the address of the Browse page has behind its `?` to show the cases behind a bar, a cell or a point.

A figure carries it as `customdata` of each mark: a text (empty for everything), or None where Browse has no filter
that would show just these cases, so that nothing opens.
"""

from __future__ import annotations

from urllib.parse import urlencode

from review_app.domain import Selection
from review_app.metrics.accuracy import MISSING

# Filters as Browse names them, in its order -> what a selection asks for by itself.
FILTERS = {
    "status": None,
    "automatic": None,
    "outcome": None,
    "rule": "rules",
    "annotator": None,
    "cause": None,
    "benchmark": "benchmarks",
    "model": "models",
    "run": "runs",
    "subject": "subjects",
    "level": "levels",
}

# A longer list of values makes an address that servers refuse.
MOST_VALUES = 60


def link(chosen: Selection, **filters: object) -> str | None:
    """The address of the cases of a selection that the filters narrow; a tuple names alternatives.

    >>> link(Selection(models=("gpt",)), level=3, outcome=("correct", "uncertain"))
    'outcome=correct&outcome=uncertain&model=gpt&level=3'
    """
    wanted = {name: filters.get(name, getattr(chosen, field) if field else ()) for name, field in FILTERS.items()}
    values = {name: value if isinstance(value, tuple) else (value,) for name, value in wanted.items()}
    if any(MISSING in several or len(several) > MOST_VALUES for several in values.values()):
        return None
    return urlencode({name: [str(value) for value in several] for name, several in values.items()}, doseq=True)


def group(column: str, value: object, *, alone: bool = False, others: tuple[str, ...] = ()) -> dict[str, object]:
    """The filter for a row of a table by `column`: none where the row is the only one and has no value, all of
    `others` where these were put together in it."""
    if value == MISSING and alone:
        return {}
    return {column: others or value}
